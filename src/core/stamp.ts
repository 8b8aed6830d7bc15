/**
 * A path's stamp: what `stat -c` prints for this format. It changes with anything about the file (the time of its
 * last change of status is in it), so a guard that compares stamps notices every change from outside.
 * Links are not followed. 'absent' stands for nothing there.
 */
export const STAMP_FORMAT = '%d:%i:%s:%Y:%Z:%f:%u:%g';
export const ABSENT = 'absent';

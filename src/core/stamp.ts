/**
 * A path's stamp: what `stat -c` prints for this format. It changes with anything about the file (the time of its
 * last change of status is in it), so a guard that compares stamps notices every change from outside. The times are
 * there twice: as seconds, and as text, which has the fractions where the host's `stat` tells them; so the time zone
 * has to be the same (`TZ=UTC0`) whenever stamps are made.
 * Links are not followed. 'absent' stands for nothing there.
 */
export const STAMP_FORMAT = '%d:%i:%s:%Y:%Z:%f:%u:%g:%y:%z';
export const ABSENT = 'absent';

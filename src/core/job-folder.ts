/**
 * Where a detached run (`job`) keeps what is known of it, below the home folder of the user it runs as:
 * `NAME/process` (pid, start time and boot id of its supervisor, separated by blanks), `NAME/stdout`, `NAME/stderr`,
 * and once it has ended `NAME/status` (the exit status; ` timed-out` after it where its time limit ended it).
 */
export const JOB_FOLDER = '.jrun-jobs';

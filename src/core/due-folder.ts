/**
 * Where a host keeps which handlers are still to be run on it: the only thing jrun ever leaves there, and only while
 * something is due. root's stands where programs keep their state, another user's in that user's own state folder;
 * both are for their owner alone. A shell fragment that sets `j_d`.
 *
 * In it there is a file for each playbook, host and run (`KEY.RUN`): a line for people, then one JSON object for each
 * notification whose handlers have not run. It is written before the change that notifies, and gone with the handler.
 */
export const DUE_FOLDER = `if [ "$(id -u)" = 0 ]; then j_d=/var/lib/jrun/due
else j_d=\${XDG_STATE_HOME:-$HOME/.local/state}/jrun/due; fi`;

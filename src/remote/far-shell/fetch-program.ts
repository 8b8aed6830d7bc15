import { STAMP_FORMAT } from '../../core/stamp.ts';
import { sh } from './sh.ts';

/** Sends a file as it is. It writes nothing on the host. */
export const FETCH_PROGRAM = sh`
# j_fetch PATH SIZE STAMP: so many bytes of it, whatever happens to it meanwhile; before them that they come, or why not.
j_fetch() {
  if [ "$3" ] && [ "$(TZ=UTC0 stat -c ${STAMP_FORMAT} -- "$1" 2>/dev/null)" != "$3" ]; then
    j_say "b stale 0 $1 is not as it was read any more"
  elif j_x=$({ : <"$1"; } 2>&1); then
    j_say "b sent $2"
    { cat -- "$1"; cat /dev/zero; } 2>/dev/null | head -c "$2"
    # What the file had not was made up.
    [ "$(stat -c %s -- "$1" 2>/dev/null)" -ge "$2" ] 2>/dev/null || j_say "b short 0 $1 became shorter while it was read"
  else
    j_say "b failed 0 $j_x"
  fi
}
`;

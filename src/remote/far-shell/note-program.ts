import { DUE_FOLDER } from '../../core/due-folder.ts';
import { sh } from './sh.ts';

/** What is kept on the host for a run to come. */
export const NOTE_PROGRAM = sh`
# j_note NAME TEXT: replaced as a whole; taken away where there is no text, with folders that are empty then.
j_note() {
  ${DUE_FOLDER}
  if [ "$2" ]; then
    mkdir -p -- "$j_d" && printf %s "$2" >"$j_d/$1.new" && mv -f -- "$j_d/$1.new" "$j_d/$1"
  else
    rm -f -- "$j_d/$1" || exit 1
    rmdir -- "$j_d" "\${j_d%/*}" 2>/dev/null || :
  fi
}
`;

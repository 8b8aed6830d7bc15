import { sh } from './sh.ts';

/**
 * What a new shell asks about the one whose connection was cut. A remote command outlives that: the old shell ends its
 * step, notes how it ended, sees that nobody listens and goes. Nothing is removed here, for this answer may be lost
 * too; the folder goes with the new shell's end.
 *
 * Answers: `g none` no such folder; `g begun` or `g idle` whether the deed was begun, `g boot` that it was and that the
 * host was restarted since (so that the last notes may be lost); then a record for each step that ended, and `u INDEX`
 * for one that was begun and whose end nobody noted.
 */
export const RECOVERY_PROGRAM = sh`
# j_recover NAME FRAME PID START
j_recover() {
  j_old=
  for j_b in "\${TMPDIR:-/tmp}" /tmp /var/tmp /dev/shm "$HOME"; do
    [ -f "$j_b/$1/shell" ] && [ -O "$j_b/$1" ] && j_old=$j_b/$1 && break
  done
  set -- "$1" "$2" "\${3:-0}" "\${4:--}" "\${j_boot:--}"
  j_r=$5
  if [ "$j_old" ]; then
    read -r j_p j_w j_r <"$j_old/shell"
    set -- "$1" "$2" "$j_p" "$j_w" "$j_r"
  fi
  # Until it is gone it could still begin with what is on its way.
  if [ "$5" = "\${j_boot:--}" ] && [ "$3" != 0 ]; then
    while j_started "$3" && [ "$j_s" = "$4" ]; do
      if [ "$j_old" ] && j_noted "B $2" && ! j_noted "F $2"; then sleep 1; else kill -s KILL "$3"; fi
    done
  fi
  if [ -z "$j_old" ]; then
    j_say "g none \${j_boot:--}"
    return
  fi
  j_olds="$j_old
$j_olds"
  if ! j_noted "B $2"; then
    j_x=idle
  elif [ "$5" = "\${j_boot:--}" ]; then
    j_x=begun
  else
    j_x=boot
  fi
  j_say "g $j_x \${j_boot:--}"
  [ "$j_x" = idle ] && return
  j_x=$j_dir j_dir=$j_old j_c=
  while read -r j_a j_b; do
    case $j_a in
      S) j_c=$j_b ;;
      E) j_c=; j_put $j_b ;;
    esac
  done <"$j_old/journal"
  [ "$j_c" ] && j_say "u $j_c"
  j_dir=$j_x
}

# j_noted LINE
j_noted() {
  while read -r j_x; do [ "$j_x" = "$1" ] && return; done 2>/dev/null <"$j_old/journal"
  return 1
}
`;

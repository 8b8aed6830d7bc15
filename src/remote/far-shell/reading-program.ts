import { sh } from './sh.ts';

/**
 * What every far shell gets with its first frame: answering, clocks, process trees, and reading. Nothing in here can
 * write: a run in check mode never sends more than this.
 *
 * Names begin with `j_`, since readings and users' scripts are evaluated in subshells of the same shell. It holds to
 * what dash, bash and busybox ash have in common, and needs no program beyond `sleep` where there is a /proc.
 *
 * Quirks it minds:
 * - a shell with its input from a pipe may read ahead in blocks (dash, busybox): a frame is one compound command, and
 *   no command in it reads the shell's own input;
 * - background commands ignore SIGINT for ever (POSIX), so users' commands never run in the background;
 * - bash announces killed background jobs on stderr: they are waited for with stderr closed.
 */
export const READING_PROGRAM = sh`
# Set by the hello: j_n nonce, j_run run id, j_sh shell.
# Where the connection is gone, printing must fail rather than kill: the step that runs is still to be recorded.
trap '' PIPE
for j_x in /usr/local/sbin /usr/sbin /sbin; do
  case :$PATH: in *:$j_x:*) ;; *) PATH=$PATH:$j_x ;; esac
done
export PATH
# The login's umask is the shell's own until it acts, and then stands here.
j_umask=
j_dir= j_boot= j_setsid= j_olds=
j_proc=
[ -r /proc/self/stat ] && j_proc=1
[ -r /proc/sys/kernel/random/boot_id ] && read -r j_boot </proc/sys/kernel/random/boot_id
command -v setsid >/dev/null 2>&1 && j_setsid=setsid

j_say() { printf '\n%s %s\n' "$j_n" "$*"; }

# j_started PID: its start time in j_s; fails where it doesn't run (or is a zombie).
j_started() {
  j_s=
  if [ "$j_proc" ]; then
    { read -r j_s </proc/$1/stat; } 2>/dev/null || return 1
    set -- \${j_s##*) }
    [ "$1" = Z ] && return 1
    j_s=\${20}
  else
    j_s=$(ps -o lstart= -p "$1" 2>/dev/null | tr -d ' ')
  fi
  [ "$j_s" ]
}

# The pids of these and of everything below them, in j_pids.
j_tree() {
  j_pids="$*"
  if [ "$j_proc" ]; then
    j_table=$(
      for j_x in /proc/[0-9]*/stat; do
        { read -r j_l <$j_x; } 2>/dev/null || continue
        j_r=\${j_l##*) } j_r=\${j_r#* }
        echo "\${j_l%% *} \${j_r%% *}"
      done
    )
  else
    j_table=$(ps -A -o pid= -o ppid=)
  fi
  j_more=1
  while [ "$j_more" ]; do
    j_more=
    while read -r j_x j_r; do
      case " $j_pids " in *" $j_x "*) continue ;; esac
      case " $j_pids " in *" $j_r "*) j_pids="$j_pids $j_x" j_more=1 ;; esac
    done <<J_TABLE
$j_table
J_TABLE
  done
}

# j_end PID: TERM to its tree and its process group, KILL after three seconds to what is left.
j_end() {
  j_tree "$1"
  kill -s TERM $j_pids 2>/dev/null
  kill -s TERM -- "-$1" 2>/dev/null
  for j_x in 1 2 3 4 5 6 7 8 9 10 11 12; do
    j_left=
    for j_r in $j_pids; do j_started "$j_r" && j_left=1; done
    [ "$j_left" ] || break
    sleep 0.25 2>/dev/null || sleep 1
  done
  kill -s KILL $j_pids 2>/dev/null
  kill -s KILL -- "-$1" 2>/dev/null
}

# j_ended INDEX STATUS: a reading.
j_ended() {
  j_say "R $1 $2"
  j_say "R $1" >&2
}

# j_read LIMIT INDEX SCRIPT…: one clock for all of these. What ends first, the clock or who reads. The reader stops the
# clock when it ends, however it does; both are there before either can: their number doesn't depend on who is faster. A
# script has no EXIT trap. Of several, those that the clock left no time for are not answered.
j_read() {
  sleep "$1" </dev/null >/dev/null 2>&1 &
  j_w=$!
  shift
  j_say "r $1"
  j_say "r $1" >&2
  (
    # Nobody listens any more, say: a signal alone would end it without its EXIT, and leave the clock running.
    trap 'exit 143' PIPE HUP TERM
    trap '{ kill -s KILL "$j_w"; } 2>/dev/null' EXIT
    [ -z "$j_umask" ] || umask "$j_umask"
    LC_ALL=C
    export LC_ALL
    [ $# -gt 2 ] || { eval "$2"; exit; }
    while [ $# -gt 0 ]; do
      (eval "$2")
      j_ended "$1" $?
      shift 2
    done
  ) </dev/null &
  j_p=$!
  j_late=
  { wait "$j_w"; } 2>/dev/null && j_started "$j_p" && j_late=' late' && j_end "$j_p"
  { wait "$j_p"; } 2>/dev/null
  j_x=$?
  [ $# -gt 2 ] || j_ended "$1" "$j_x$j_late"
}

j_begin() { j_frame=$1; }
j_finish() {
  j_say "f $j_frame"
  j_say "f $j_frame" >&2
}

# Ends the shell: the folder was kept for as long as an answer might have been lost.
j_bye() {
  # Those of shells that were asked after are cleared by what was sent to ask.
  while read -r j_f; do [ "$j_f" ] && j_clear "$j_f"; done <<J_OLDS
$j_olds
J_OLDS
  [ "$j_dir" ] && j_leave
  exit 0
}

# A bash reads its input byte by byte: slow where it is long, but what follows a command is there for the command. Other
# shells have read nothing else only where nothing else was sent. Both need a head that takes no more than it was told to.
j_raw=none
case $(head --version 2>/dev/null) in *GNU*)
  j_raw=turn
  [ "\${BASH_VERSION:-}" ] && j_raw=raw
  ;;
esac
j_started $$
j_say "h $$ \${j_s:--} \${j_boot:--} $j_raw"
`;

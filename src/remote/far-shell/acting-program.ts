import { STAMP_FORMAT } from '../../core/stamp.ts';
import { sh } from './sh.ts';

/**
 * What a far shell needs to act; sent with its first deed. It makes the run folder, which holds what a step prints
 * (so that a daemon which keeps its output open neither blocks nor pollutes), a journal of what was begun and how it
 * ended (for a connection that comes back), and the names of all temporary files (for the run that sweeps after a
 * killed one).
 *
 * In the folder: `shell` pid, start time, boot; `journal` B frame, S step, E step outcome status ms, F frame;
 * `oN` `eN` output; `sN` `iN` script and standard input; `cN` content; `tN` the name of a temporary file;
 * `p` the running command; `x` why it was ended; `cut` the connection is gone; `stale` a guard didn't hold.
 */
export const ACTING_PROGRAM = sh`
j_umask=$(umask)
umask 077
j_over= j_stale= j_k=0

# Hundredths of a second in j_now, without a process where there is a /proc.
j_clock() {
  if [ "$j_proc" ]; then
    read -r j_now j_x </proc/uptime
    j_now=\${j_now%.*}\${j_now#*.}
    while :; do case $j_now in 0?*) j_now=\${j_now#0} ;; *) break ;; esac; done
  else
    j_now=$(date +%s)00
  fi
}

# j_clear FOLDER: with the temporary files noted in it; only ones that bear our stamp.
j_clear() {
  for j_x in "$1"/t*; do
    [ -f "$j_x" ] || continue
    j_r=$(cat "$j_x")
    case \${j_r##*/} in .jrun-*) rm -rf -- "$j_r" ;; esac
  done
  rm -rf -- "$1"
}

# The end: files that were kept for another shell to take go too.
j_leave() {
  for j_x in "$j_dir"/tc*; do
    [ -f "$j_x" ] && rm -f -- "$(cat "$j_x")"
  done
  rm -rf -- "$j_dir"
}

# What killed runs left: our own user's folders whose shell is gone.
j_sweep() {
  for j_f in "$1"/.jrun-*; do
    [ -d "$j_f" ] && [ ! -L "$j_f" ] && [ -O "$j_f" ] && [ -f "$j_f/shell" ] || continue
    case $j_f in */.jrun-$j_run-*) continue ;; esac
    read -r j_p j_w j_r <"$j_f/shell"
    # Still empty: its shell is just about to say who it is.
    [ "$j_r" ] || continue
    if [ "$j_r" = "\${j_boot:--}" ] && j_started "$j_p" && [ "$j_s" = "$j_w" ]; then continue; fi
    j_clear "$j_f"
  done
}

# j_deed NAME: begins a deed; the folder is made at the first.
j_deed() {
  j_over= j_stale=
  if [ -z "$j_dir" ]; then
    for j_b in "\${TMPDIR:-/tmp}" /tmp /var/tmp /dev/shm "$HOME"; do
      [ -d "$j_b" ] && mkdir -- "$j_b/$1" 2>/dev/null || continue
      j_dir=$j_b/$1
      j_started $$
      printf '%s %s %s\n' $$ "\${j_s:--}" "\${j_boot:--}" >"$j_dir/shell"
      break
    done
    if [ -z "$j_dir" ]; then
      j_say "x no folder for this run can be made, neither in \${TMPDIR:-/tmp} nor in /var/tmp nor in $HOME"
      j_over=1
      return
    fi
    j_sweep "$j_b"
  else
    rm -rf -- "$j_dir"/[a-ik-rt-z]* "$j_dir"/s[0-9]*
  fi
  printf 'B %s\n' "$j_frame" >"$j_dir/journal"
}

# All steps were done, or not; readings follow.
j_done() {
  [ "$j_dir" ] || return
  printf 'F %s\n' "$j_frame" >>"$j_dir/journal"
  for j_x in "$j_dir"/[acis][0-9]* "$j_dir"/tc*; do
    [ -e "$j_x" ] || continue
    case $j_x in */tc*) rm -f -- "$(cat "$j_x")" ;; esac
    rm -rf -- "$j_x"
  done
}

# j_portion NUMBER: it is over, whether or not all of it was done.
j_portion() {
  j_say "d $1" 2>/dev/null || j_over=1
  j_say "d $1" >&2
}

# j_put INDEX OUTCOME STATUS MS: the record and what was printed.
j_put() {
  j_o=0 j_e=0
  [ -s "$j_dir/o$1" ] && j_o=$(wc -c <"$j_dir/o$1")
  [ -s "$j_dir/e$1" ] && j_e=$(wc -c <"$j_dir/e$1")
  printf '\n%s E %s %s %s\n' "$j_n" "$*" "$((j_o))" "$((j_e))" || return 1
  [ "$j_o" = 0 ] || cat "$j_dir/o$1"
  [ "$j_e" = 0 ] || cat "$j_dir/e$1"
}

# j_end_step INDEX OUTCOME STATUS MS: noted before it is told.
j_end_step() {
  printf 'E %s\n' "$*" >>"$j_dir/journal"
  [ "$2" = done ] || j_over=1
  j_put "$@" 2>/dev/null || j_over=1
}

# j_fine STATUS: is it one of j_ok?
j_fine() {
  case " $j_ok " in *" any "* | *" $1 "*) return 0 ;; esac
  return 1
}

# j_guard PATH STAMP
j_guard() {
  [ "$j_over$j_stale" ] && return
  if [ "$2" = absent ]; then
    [ ! -e "$1" ] && [ ! -L "$1" ] || j_stale="$1 is there, and was not when it was read"
  else
    [ "$(TZ=UTC0 stat -c ${STAMP_FORMAT} -- "$1" 2>/dev/null)" = "$2" ] || j_stale="$1 is not as it was read any more"
  fi
}

# Common start of a step; fails where it is not to run.
j_start_step() {
  [ "$j_over" ] && return 1
  j_i=$1 j_ok=$2
  if [ "$j_stale" ]; then
    printf '%s\n' "$j_stale" >"$j_dir/e$j_i"
    j_stale=
    j_end_step "$j_i" stale 0 0
    return 1
  fi
  j_clock
  j_t0=$j_now
  printf 'S %s\n' "$j_i" >>"$j_dir/journal"
}

j_judge() {
  j_clock
  j_x=failed
  j_fine "$1" && j_x=done
  if [ -e "$j_dir/x" ]; then
    read -r j_x <"$j_dir/x"
    rm -f "$j_dir/x"
  fi
  if [ -e "$j_dir/stale" ]; then
    j_x=stale
    rm -f "$j_dir/stale"
  fi
  j_end_step "$j_i" "$j_x" "$1" $(((j_now - j_t0) * 10))
}

# j_step INDEX OK FUNCTION ARGUMENT…: one that is quick. Its content comes as standard input.
j_step() {
  j_start_step "$@" || return
  shift 2
  ("$@") >"$j_dir/o$j_i" 2>"$j_dir/e$j_i"
  j_judge $?
}

# j_watched INDEX OK LIMIT TEXT: one that may take its time, with someone who listens for 'cancel' (or for the end of
# the connection) on the shell's input, and someone who looks at the clock and tells what is printed.
j_watched() {
  j_start_step "$@" || return
  [ -e "$j_dir/p" ] && rm -f "$j_dir/p"
  : >"$j_dir/o$j_i"
  : >"$j_dir/e$j_i"
  { (j_listen) <&3 3<&- >/dev/null 2>&1 & j_l=$!; } 3<&0
  (j_tick "$3") </dev/null 2>/dev/null &
  j_w=$!
  (eval "$4") </dev/null >"$j_dir/o$j_i" 2>"$j_dir/e$j_i"
  j_st=$?
  { kill "$j_l" "$j_w"; wait "$j_l" "$j_w"; } 2>/dev/null
  j_judge "$j_st"
  [ -e "$j_dir/cut" ] && j_over=1
}

j_listen() {
  if read -r j_x; then
    trap '' TERM
    echo cancelled >"$j_dir/x"
    j_stop
  else
    : >"$j_dir/cut"
  fi
}

# Ends the running command, once it is known. Killing goes on after the shell was told that it ended.
j_stop() {
  j_c=0
  until [ -s "$j_dir/p" ] || [ "$j_c" = 5 ]; do
    sleep 1
    j_c=$((j_c + 1))
  done
  read -r j_p j_x <"$j_dir/p" && j_end "$j_p"
}

# j_nap SECONDS: a sleep that goes with whoever sleeps. The number of the last background process is known before any
# trap can run, and is inherited at first.
j_nap() {
  j_z=$!
  trap 'j_wake; exit 0' TERM
  sleep "$1" >/dev/null 2>&1 &
  wait "$!"
}

# Again and again: a signal that reaches a child before it has become the other program is lost.
j_wake() {
  [ "$!" = "$j_z" ] && return
  while kill "$!" 2>/dev/null && j_started "$!"; do :; done
}

# j_tick LIMIT
j_tick() {
  j_c=0 j_last=
  while j_nap 1; do
    j_c=$((j_c + 1))
    if [ "$1" -gt 0 ] && [ "$j_c" -ge "$1" ]; then
      trap '' TERM
      echo timed-out >"$j_dir/x"
      j_stop
      exit
    fi
    j_x=$j_dir/o$j_i
    [ -s "$j_x" ] || j_x=$j_dir/e$j_i
    [ -s "$j_x" ] || continue
    j_x=$(tail -c 300 "$j_x" | tr '\015' '\012' | tr -d '\000-\010\013-\037\177' | tail -n 1)
    [ "$j_x" ] && [ "$j_x" != "$j_last" ] && j_last=$j_x && j_say "p $j_i $j_x"
  done
}

# j_exec PROGRAM ARGUMENT…: in a session of its own, so that all of it can be ended; its pid and start are noted.
j_exec() {
  trap - PIPE
  exec $j_setsid "$j_sh" -c '
    if [ -r /proc/$$/stat ]; then read -r j </proc/$$/stat; else j=$$; fi
    echo "$j" >"$0"
    unset j
    exec "$@"' "$j_dir/p" "$@"
}
`;

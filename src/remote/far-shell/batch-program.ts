import { STAMP_FORMAT } from '../../core/stamp.ts';
import { sh } from './sh.ts';

/** Carries out scripts that make many files with few processes. */
export const BATCH_PROGRAM = sh`
# j_batch NUMBER: the staged script, in the step's subshell.
j_batch() {
  j_found "$1"
  j_s=.jrun-$j_run-$$-$j_frame-$j_i
  j_new=$(printf '%05o' $((0666 & ~0$j_umask)))
  LC_ALL=C
  export LC_ALL
  trap 'j_clear_rooms' EXIT
  trap 'exit 143' TERM INT HUP
  . "$j_f"
  rm -f -- "$j_f"
}

# What is left of them goes, also where a script ends early.
j_clear_rooms() {
  for j_x in "$j_dir/t$j_i-"*; do
    [ -f "$j_x" ] && read -r j_r <"$j_x" && [ -d "$j_r" ] && rm -rf -- "$j_r"
  done
}

# j_rooms FOLDER…: private ones, noted before they are there.
j_rooms() {
  for j_x do
    j_k=$((j_k + 1))
    printf '%s\n' "$j_x" >"$j_dir/t$j_i-$j_k"
  done
  mkdir -m 700 -- "$@"
}

j_stale() {
  printf '%s\n' "$1" >&2
  : >"$j_dir/stale"
  exit 1
}

# j_none PATH…: nothing is there.
j_none() {
  for j_x do
    [ ! -e "$j_x" ] && [ ! -L "$j_x" ] || j_stale "$j_x is there, and was not when it was read"
  done
}

# j_same STAMPS PATH…: they are as they were read.
j_same() {
  j_x=$1
  shift
  [ "$(TZ=UTC0 stat -c ${STAMP_FORMAT} -- "$@" 2>/dev/null)" = "$j_x" ] ||
    j_stale "one of $# files is not as it was read any more: $1 or one after it"
}

# j_like FOLDER ROOM NATURAL NAME…: files in the room get what those of the folder have that they replace. NATURAL: they
# have no mode of their own yet.
j_like() {
  j_b=$1 j_r=$2 j_m=$3
  shift 3
  j_a= j_e= j_c=0
  for j_x do
    j_c=$((j_c + 1))
    eval "j_n$j_c=\$j_x"
    if [ -f "$j_b/$j_x" ] && [ ! -L "$j_b/$j_x" ]; then
      j_a="$j_a \"\$j_b/\$j_n$j_c\""
    else
      j_e="$j_e \"\$j_r/\$j_n$j_c\""
    fi
  done
  if [ "$j_m" ] && [ "$j_e" ]; then eval "chmod -- $j_new $j_e" || exit 1; fi
  [ "$j_a" ] || return 0
  eval "cp --attributes-only --preserve=all --no-preserve=links,timestamps -- $j_a \"\$j_r/\"" 2>/dev/null && return 0
  for j_x do
    [ -f "$j_b/$j_x" ] && [ ! -L "$j_b/$j_x" ] || continue
    j_o=$(stat -c '%a %u:%g' -- "$j_b/$j_x") || exit 1
    chown -- "\${j_o#* }" "$j_r/$j_x" 2>/dev/null
    chmod -- "0\${j_o%% *}" "$j_r/$j_x" || exit 1
  done
}

# j_moved FOLDER PATH…: into the folder.
j_moved() {
  j_b=$1
  shift
  mv -f -- "$@" "$j_b/" || exit 1
  if [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null; then
    j_a= j_c=0
    for j_x do
      j_c=$((j_c + 1)) j_x=\${j_x##*/}
      eval "j_n$j_c=\$j_x"
      j_a="$j_a \"\$j_b/\$j_n$j_c\""
    done
    eval "restorecon -R -- $j_a" || :
  fi
}
`;

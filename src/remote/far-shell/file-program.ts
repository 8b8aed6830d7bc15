import { UNTOUCHED as UNTOUCHED_STATUS } from '../../core/step.ts';
import { sh } from './sh.ts';

const UNTOUCHED = String(UNTOUCHED_STATUS);

/**
 * The steps on files. Each function runs in a subshell of its own: it fails by `exit`, and its EXIT trap removes what
 * it left half done. An empty argument stands for "as it is".
 *
 * A file is never readable by more people than its final mode allows: it begins with 0600 and gets its mode last
 * (also because chown clears the setuid bits). Modes come with five digits, or GNU chmod would leave a folder's
 * setgid bit as it is.
 */
export const FILE_PROGRAM = sh`
j_fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# The folder a path is in, in j_d.
j_folder() {
  case $1 in */*) j_d=\${1%/*} ;; *) j_d=. ;; esac
  [ "$j_d" ] || j_d=/
}

# j_temp PATH: a name beside it in j_t, noted before it exists.
j_temp() {
  j_folder "$1"
  [ -d "$j_d" ] || j_fail "the folder $j_d does not exist"
  j_k=$((j_k + 1))
  j_t=\${j_d%/}/.jrun-$j_run-$$-$j_frame-$j_i-$j_k
  printf %s "$j_t" >"$j_dir/t$j_i-$j_k"
  trap '{ [ -e "$j_t" ] || [ -L "$j_t" ]; } && rm -f -- "$j_t"' EXIT
  trap 'exit 143' TERM INT HUP
}

# j_move FROM TO: over files and links to folders too, never into a folder.
j_move() {
  # The status is spelled out: in a trap a bare return gives that of what was trapped.
  mv -fT -- "$1" "$2" 2>/dev/null && return 0
  if [ -L "$2" ]; then
    rm -f -- "$2"
  elif [ -d "$2" ] && [ -e "$1" ]; then
    rmdir -- "$2" || return 1
  fi
  mv -f -- "$1" "$2"
}

# j_own FILE OWNER GROUP
j_own() {
  [ "$2$3" ] || return 0
  j_x=$2
  [ "$3" ] && j_x=$j_x:$3
  chown -- "$j_x" "$1"
}

# j_prepare PATH MODE OWNER GROUP STAGED: a file in j_t that will be PATH, empty or the one that was staged. It keeps what
# the old one had: owner, mode, access lists, extended attributes, security context. Its mode is kept in j_m for the end.
j_prepare() {
  [ -d "$1" ] && [ ! -L "$1" ] && j_fail "$1 is a directory"
  j_temp "$1"
  if [ "$5" ]; then
    mv -f -- "$5" "$j_t" || exit 1
  else
    (set -C && : >"$j_t") || exit 1
  fi
  j_m=$2 j_fresh=1
  if [ -e "$1" ] && [ ! -L "$1" ]; then
    j_fresh=
    cp --attributes-only --preserve=all -- "$1" "$j_t" 2>/dev/null && chmod 600 "$j_t"
    j_x=$(stat -c '%a %u:%g' -- "$1") || exit 1
    [ "$j_m" ] || j_m=0\${j_x%% *}
    # Not everybody may give a file away: only what was asked for must succeed.
    chown -- "\${j_x#* }" "$j_t" 2>/dev/null
  fi
  [ "$j_m" ] || j_m=$(printf '%05o' $((0666 & ~0$j_umask)))
  j_u=$3 j_g=$4
}

# j_place PATH BACKUP VALIDATE: the finished file becomes PATH.
j_place() {
  j_own "$j_t" "$j_u" "$j_g" || exit 1
  chmod "$j_m" "$j_t" || exit 1
  if [ "$3" ]; then
    (umask "$j_umask"; eval "$3") </dev/null || { j_x=$?; printf 'validation failed with status %s\n' "$j_x" >&2; exit "$j_x"; }
  fi
  if [ "$2" ] && [ -e "$1" ]; then
    cp -p -- "$1" "$2" || exit 1
  fi
  j_move "$j_t" "$1" || exit 1
  if [ "$j_fresh" ] && [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null; then
    restorecon -- "$1" || :
  fi
}

# j_content KIND VALUE: text that came with the frame, base64 on the input, or what was staged.
j_content() {
  case $1 in
    text) printf %s "$2" ;;
    base64) j_decode ;;
    staged) j_found "$2" && cat -- "$j_f" ;;
  esac
}

# j_found NUMBER: the staged file in j_f.
j_found() {
  eval 'j_f=\${j_c'"$1"'-}'
  [ -f "$j_f" ] && return
  [ -f "$j_dir/ec$1" ] && cat "$j_dir/ec$1" >&2
  j_fail "its content could not be stored"
}

# j_write PATH MODE OWNER GROUP BACKUP VALIDATE INPLACE KIND VALUE
j_write() {
  if [ "$7" ] && [ -e "$1" ]; then
    [ -z "$6$5" ] || [ -f "$1" ] || j_fail "$1 is no regular file"
    j_t=$j_dir/c-$j_i j_m=0600 j_u= j_g= j_fresh=
    j_content "$8" "$9" >"$j_t" || exit 1
    if [ "$6" ]; then
      (umask "$j_umask"; eval "$6") </dev/null || { j_x=$?; printf 'validation failed with status %s\n' "$j_x" >&2; exit "$j_x"; }
    fi
    [ -z "$5" ] || cp -p -- "$1" "$5" || exit 1
    cat "$j_t" >"$1" || exit 1
    rm -f "$j_t"
    j_own "$1" "$3" "$4" || exit 1
    [ -z "$2" ] || chmod "$2" "$1" || exit 1
    return
  fi
  if [ "$8" = staged ]; then
    j_found "$9"
    j_prepare "$1" "$2" "$3" "$4" "$j_f"
  else
    j_prepare "$1" "$2" "$3" "$4" ''
    j_content "$8" "$9" >"$j_t" || exit 1
  fi
  j_place "$1" "$5" "$6"
}

# j_produce PATH MODE OWNER GROUP BACKUP VALIDATE TEXT: the program fills the file that will be PATH.
j_produce() {
  j_prepare "$1" "$2" "$3" "$4" ''
  JRUN_FILE=$j_t
  export JRUN_FILE
  (trap - EXIT TERM INT HUP; eval "$7") </dev/null
  j_st=$?
  if [ "$j_st" = ${UNTOUCHED} ] || { [ "$j_st" = 0 ] && [ -f "$1" ] && [ ! -L "$1" ] && cmp -s -- "$j_t" "$1"; }; then
    echo kept
    exit 0
  fi
  [ "$j_st" = 0 ] || exit "$j_st"
  j_place "$1" "$5" "$6"
  echo replaced
}

# j_mkdir PATH MODE OWNER GROUP PARENTS: what is made on the way gets the same attributes.
j_mkdir() {
  if [ ! -d "$1" ]; then
    { [ -e "$1" ] || [ -L "$1" ]; } && j_fail "$1 exists and is no directory"
    j_folder "$1"
    if [ "$5" ] && [ ! -d "$j_d" ]; then
      (j_mkdir "$j_d" "$2" "$3" "$4" 1) || exit 1
    fi
    (
      [ "$2" ] || umask "$j_umask"
      mkdir -- "$1"
    ) || [ -d "$1" ] || exit 1
  fi
  j_own "$1" "$3" "$4" || exit 1
  [ -z "$2" ] || chmod "$2" "$1" || exit 1
}

# j_link PATH TARGET HARD OWNER GROUP
j_link() {
  [ -d "$1" ] && [ ! -L "$1" ] && j_fail "$1 is a directory"
  # Renaming one name of a file over another does nothing at all, and leaves both.
  [ "$3" ] && [ ! -L "$1" ] && [ "$1" -ef "$2" ] && return 0
  j_temp "$1"
  if [ "$3" ]; then
    ln -- "$2" "$j_t" || exit 1
  else
    ln -s -- "$2" "$j_t" || exit 1
  fi
  if [ "$4$5" ]; then
    j_x=$4
    [ "$5" ] && j_x=$j_x:$5
    chown -h -- "$j_x" "$j_t" || exit 1
  fi
  j_move "$j_t" "$1" || exit 1
}

# j_set PATH MODE OWNER GROUP FOLLOW RECURSIVE FLAGS
j_set() {
  [ -e "$1" ] || [ -L "$1" ] || j_fail "$1 does not exist"
  if [ "$3$4" ]; then
    j_x=$3
    [ "$4" ] && j_x=$j_x:$4
    if [ "$6" ] && [ "$5" ]; then
      chown -RH -- "$j_x" "$1" || exit 1
    elif [ "$6" ]; then
      chown -Rh -- "$j_x" "$1" || exit 1
    elif [ "$5" ]; then
      chown -- "$j_x" "$1" || exit 1
    else
      chown -h -- "$j_x" "$1" || exit 1
    fi
  fi
  # A link has no mode of its own.
  if [ "$2" ] && { [ ! -L "$1" ] || [ "$5" ]; }; then
    if [ "$6" ]; then chmod -R -- "$2" "$1" || exit 1; else chmod -- "$2" "$1" || exit 1; fi
  fi
  # It knows no "--"; the path is absolute.
  [ -z "$7" ] || chattr "$7" "$1" || exit 1
}

# j_remove PATH RECURSIVE
j_remove() {
  if [ "$2" ]; then
    rm -rf -- "$1" || exit 1
  elif [ -d "$1" ] && [ ! -L "$1" ]; then
    rmdir -- "$1" || exit 1
  else
    rm -f -- "$1" || exit 1
  fi
}

# j_copy FROM PATH MODE OWNER GROUP PRESERVE BACKUP VALIDATE
j_copy() {
  [ -e "$1" ] || [ -L "$1" ] || j_fail "$1 does not exist"
  if [ -d "$1" ]; then
    j_copy_tree "$1" "$2" "$3" "$4" "$5" "$6"
    return
  fi
  j_prepare "$2" "$3" "$4" "$5" ''
  if [ "$6" ]; then
    cp -p -- "$1" "$j_t" || exit 1
    [ "$3" ] || j_m=0$(stat -c %a -- "$1")
  else
    cat -- "$1" >"$j_t" || exit 1
  fi
  j_place "$2" "$7" "$8"
}

# j_copy_tree FROM TO MODE OWNER GROUP PRESERVE: the mode is for files, the owner for all of it.
j_copy_tree() {
  if [ ! -d "$2" ]; then
    j_m=
    [ "$6" ] && j_m=0$(stat -c %a -- "$1")
    (j_mkdir "$2" "$j_m" "$4" "$5" '') || exit 1
  else
    j_own "$2" "$4" "$5" || exit 1
  fi
  for j_x in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -e "$j_x" ] || [ -L "$j_x" ] || continue
    # What a transaction put aside is not part of it.
    case \${j_x##*/} in .jrun-$j_run-*) continue ;; esac
    if [ -L "$j_x" ]; then
      (
        j_temp "$2/\${j_x##*/}"
        cp -P -- "$j_x" "$j_t" || exit 1
        j_f=\${j_x##*/}
        [ -z "$4$5" ] || j_set "$j_t" '' "$4" "$5" '' ''
        j_move "$j_t" "$2/$j_f"
      ) || exit 1
    elif [ -d "$j_x" ]; then
      (j_copy_tree "$j_x" "$2/\${j_x##*/}" "$3" "$4" "$5" "$6") || exit 1
    else
      (j_copy "$j_x" "$2/\${j_x##*/}" "$3" "$4" "$5" "$6" '' '') || exit 1
    fi
  done
}

# j_rename FROM PATH
j_rename() {
  [ -e "$1" ] || [ -L "$1" ] || j_fail "$1 does not exist"
  j_move "$1" "$2" || exit 1
}

# j_touch PATH ATIME MTIME, times as words for touch.
j_touch() {
  if [ ! -e "$1" ]; then
    (umask "$j_umask"; : >>"$1") || exit 1
  fi
  j_time -a "$2" "$1" && j_time -m "$3" "$1" || exit 1
}

# j_time WHICH TIME PATH: now, or '@seconds stamp' for tools that don't know the former.
j_time() {
  case $2 in
    '') ;;
    now) touch "$1" -- "$3" ;;
    *) touch "$1" -d "\${2% *}" -- "$3" 2>/dev/null || TZ=UTC0 touch "$1" -t "\${2#* }" -- "$3" ;;
  esac
}
`;

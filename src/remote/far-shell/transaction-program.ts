import { sh } from './sh.ts';

/**
 * Steps that count only together. Before each of them what it touches is put aside, beside it and by hard link where
 * the step replaces rather than changes it; whatever ends the transaction early (a step, the validation, a signal, a
 * time limit) runs the EXIT trap, which puts it all back in the opposite order.
 */
export const TRANSACTION_PROGRAM = sh`
# j_transaction TEXT, in the step's subshell.
j_transaction() {
  j_undo= j_q=0
  trap 'j_put_back' EXIT
  trap 'exit 143' TERM INT HUP
  eval "$1"
  j_undo=
}

# Ends the transaction where a guard did not hold.
j_hold() {
  [ "$j_stale" ] || return 0
  printf '%s\n' "$j_stale" >&2
  : >"$j_dir/stale"
  exit 1
}

# j_part OK TEXT
j_part() {
  (trap - EXIT TERM INT HUP; eval "$2") </dev/null
  j_st=$?
  j_ok=$1
  j_fine "$j_st" || exit "$j_st"
}

# j_aside PATH: a name for it in j_a.
j_aside() {
  j_folder "$1"
  j_q=$((j_q + 1))
  j_a=\${j_d%/}/.jrun-$j_run-$$-$j_frame-$j_i-a$j_q
  printf %s "$j_a" >"$j_dir/t$j_i-a$j_q"
  eval "j_p$j_q=\$1 j_a$j_q=\$j_a"
}

# j_save PATH HOW: replace (the file itself stays as it is) or change.
j_save() {
  j_aside "$1"
  if [ -L "$1" ]; then
    cp -P -- "$1" "$j_a" || exit 1
    j_x=saved
  elif [ -d "$1" ]; then
    if [ "$2" = tree ]; then
      cp -pR -- "$1" "$j_a" || exit 1
      j_x=saved
    else
      j_x="folder $(stat -c '%a %u:%g' -- "$1")" || exit 1
    fi
  elif [ -e "$1" ]; then
    j_x=saved
    { [ "$2" = replace ] && ln -- "$1" "$j_a" 2>/dev/null; } ||
      cp --preserve=all -- "$1" "$j_a" 2>/dev/null || cp -p -- "$1" "$j_a" || exit 1
  else
    # A folder that will be made on the way there goes too.
    j_x=absent j_r=$1
    while j_folder "$j_r"; [ ! -e "$j_d" ] && [ ! -L "$j_d" ]; do j_r=$j_d; done
    eval "j_p$j_q=\$j_r"
  fi
  eval "j_h$j_q=\$j_x"
  j_undo="j_back $j_q;$j_undo"
}

# j_save_removed PATH: what is removed is only put aside, until all is well.
j_save_removed() {
  { [ -e "$1" ] || [ -L "$1" ]; } || return 0
  j_aside "$1"
  eval "j_h$j_q=saved"
  j_undo="j_back $j_q;$j_undo"
  mv -- "$1" "$j_a" || exit 1
}

# j_save_renamed FROM PATH
j_save_renamed() {
  [ -e "$2" ] || [ -L "$2" ] && j_save "$2" tree
  j_aside "$2"
  eval "j_h$j_q=renamed j_a$j_q=\$1"
  rm -f "$j_dir/t$j_i-a$j_q"
  j_undo="j_back $j_q;$j_undo"
}

# j_back NUMBER
j_back() {
  eval "j_x=\$j_h$1 j_r=\$j_p$1 j_a=\$j_a$1"
  case $j_x in
    absent) rm -rf -- "$j_r" ;;
    folder*)
      j_x=\${j_x#* }
      chown -- "\${j_x#* }" "$j_r" && chmod "0\${j_x%% *}" "$j_r"
      ;;
    renamed)
      if [ -e "$j_r" ] || [ -L "$j_r" ]; then j_move "$j_r" "$j_a"; fi
      ;;
    *)
      [ -e "$j_a" ] || [ -L "$j_a" ] || return 0
      [ -d "$j_r" ] && [ ! -L "$j_r" ] && rm -rf -- "$j_r"
      j_move "$j_a" "$j_r"
      ;;
  esac || {
    printf 'could not put back %s; what it was is kept as %s\n' "$j_r" "$j_a" >&2
    rm -f "$j_dir/t$j_i-a$1"
  }
}

j_put_back() {
  trap '' TERM INT HUP
  [ "$j_undo" ] && eval "$j_undo"
  while [ "$j_q" -gt 0 ]; do
    if [ -f "$j_dir/t$j_i-a$j_q" ]; then
      eval "j_a=\$j_a$j_q"
      { [ -e "$j_a" ] || [ -L "$j_a" ]; } && rm -rf -- "$j_a"
    fi
    j_q=$((j_q - 1))
  done
}
`;

import { sh } from './sh.ts';

/** How contents get into files: by base64 within a frame, or ahead of it where they are big. */
export const CONTENT_PROGRAM = sh`
# base64 on its input; without any tool for it, awk makes octal escapes that printf understands.
j_decode() {
  if command -v base64 >/dev/null; then
    base64 -d
  elif command -v openssl >/dev/null; then
    openssl base64 -d
  else
    awk '
      BEGIN { a = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
      {
        for (i = 1; i < length($0); i += 4) {
          n = 0
          for (k = 0; k < 4; k++) { c = index(a, substr($0, i + k, 1)); n = n * 64 + (c ? c - 1 : 0) }
          printf "\\%03o", int(n / 65536)
          if (substr($0, i + 2, 1) != "=") printf "\\%03o", int(n / 256) % 256
          if (substr($0, i + 3, 1) != "=") printf "\\%03o", n % 256
        }
        print ""
      }' | while read -r j_x; do printf "$j_x" || exit 1; done
  fi
}

# j_staged NUMBER FOLDER: where a big content is kept until its step, in j_f: beside where it belongs if that is there.
j_staged() {
  [ "$j_over" ] && return 1
  eval 'j_f=\${j_c'"$1"'-}'
  if [ -z "$j_f" ]; then
    j_f=$j_dir/c$1
    if [ -d "$2" ] && [ -w "$2" ]; then j_f=\${2%/}/.jrun-$j_run-$$-$j_frame-c$1; fi
    printf %s "$j_f" >"$j_dir/tc$1"
    eval "j_c$1=\$j_f"
    (set -C && : >"$j_f") || :
  fi
  [ -f "$j_f" ]
}

# j_take NUMBER FILE: it is here already, by another shell of this run and user.
j_take() {
  [ "$j_over" ] && return
  eval "j_c$1=\$2"
  printf %s "$2" >"$j_dir/tc$1"
}

# j_stage NUMBER FOLDER, base64 on its input: one piece of it.
j_stage() {
  j_staged "$1" "$2" || return
  j_decode >>"$j_f" 2>"$j_dir/ec$1" || rm -f -- "$j_f"
}

# j_stage_raw NUMBER FOLDER: all of it, as it follows on the shell's own input. Whatever happens to the file, all of it
# is read: what was left would be taken for commands.
j_stage_raw() {
  if j_staged "$1" "$2"; then
    j_say c
    j_lengths | { cat >"$j_f" || { cat >/dev/null; rm -f -- "$j_f"; }; } 2>"$j_dir/ec$1"
  else
    j_say c
    j_lengths >/dev/null
  fi
}

# A line with a length and that many bytes, again and again until it is 0.
j_lengths() {
  while read -r j_x && [ "$j_x" -gt 0 ]; do
    head -c "$j_x" || kill -s KILL $$
  done
}

# j_spoil NUMBER WHY: it is not what it was to be.
j_spoil() {
  eval 'j_f=\${j_c'"$1"'-}'
  [ "$j_f" ] && rm -f -- "$j_f"
  printf '%s\n' "$2" >"$j_dir/ec$1"
}
`;

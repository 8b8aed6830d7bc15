import { quote, quoteAll } from '../../core/quote.ts';
import type { Selection } from './selection.ts';

/** How an archive is unpacked, compared and listed on a host. */
export interface Unpacking extends Selection {
  readonly dest: string;
  readonly keep_newer: boolean;
  /** Owners and modes are set afterwards, or not at all: what the archive says of them doesn't matter. */
  readonly ownHands: { readonly owner: boolean; readonly group: boolean; readonly mode: boolean };
}

function tarWords(unpacking: Unpacking): string {
  const { dest, exclude, extra_opts, keep_newer } = unpacking;
  return quoteAll([
    ...['-C', dest],
    ...(extra_opts.length > 0 ? ['--show-transformed-names', ...extra_opts] : []),
    ...(keep_newer ? ['--keep-newer-files'] : []),
    ...exclude.map((pattern) => `--exclude=${pattern.replace(/\/+$/, '')}`),
  ]);
}

/** unzip's words after the archive: what is taken, and what is left out. */
function zipWords({ include, exclude }: Unpacking): string {
  return [quoteAll(include), exclude.length > 0 ? `-x ${quoteAll(exclude)}` : ''].join(' ').trim();
}

/** Shell functions over the archive that \`$1\` names: \`j_list\`, \`j_same\` (0 where all is there already) and \`j_unpack\`. */
export function unpackFunctions(unpacking: Unpacking): string {
  const { owner, group, mode } = unpacking.ownHands;
  const words = tarWords(unpacking);
  const include = quoteAll(unpacking.include);
  const bogus = [
    ...(owner ? ['Uid differs'] : []),
    ...(group ? ['Gid differs'] : []),
    ...(mode ? ['Mode differs'] : []),
  ];
  // Who isn't root can't give files away; what it unpacks belongs to it.
  const ignore = `ignore=${quote(bogus.join('|') || 'nothing at all')}
[ "$(id -u)" = 0 ] || ignore="$ignore|Uid differs|Gid differs|Mode differs"`;
  return `export LC_ALL=C.UTF-8
${ignore}
is_zip() { [ "$(head -c 2 -- "$1" | tr -d '\\0')" = PK ]; }
j_list() {
  if is_zip "$1"; then unzip -Z1 "$1" ${zipWords(unpacking)}
  else tar -t ${words} -f "$1" ${include}
  fi
}
j_same() {
  if is_zip "$1"; then
    j_list "$1" | while IFS= read -r name; do
      case $name in
        */) [ -d ${quote(unpacking.dest)}/"$name" ] || exit 1 ;;
        *)
          word=$(printf '%s' "$name" | sed 's/[][*?\\\\]/\\\\&/g')
          if [ -L ${quote(unpacking.dest)}/"$name" ]; then [ "$(unzip -p "$1" "$word")" = "$(readlink ${quote(unpacking.dest)}/"$name")" ]
          else unzip -p "$1" "$word" | cmp -s - ${quote(unpacking.dest)}/"$name"
          fi || exit 1
          ;;
      esac
    done
    return
  fi
  said=$(tar -d ${words} -f "$1" ${include} 2>&1)
  case $? in
    0) return 0 ;;
    1|2) [ -z "$(printf '%s\\n' "$said" | grep -v -E "$ignore|: Empty|^tar: Exiting|^tar: .*Removing leading")" ] ;;
    *) return 1 ;;
  esac
}
j_unpack() {
  if is_zip "$1"; then unzip ${unpacking.keep_newer ? '-uo' : '-o'} -q "$1" ${zipWords(unpacking)} -d ${quote(unpacking.dest)}
  else tar -x ${words} -f "$1" ${include}
  fi
}
`;
}

import type { Key } from '../core/key.ts';
import { quote } from '../core/quote.ts';
import { STAMP_FORMAT } from '../core/stamp.ts';
import { CONTENT_LIMIT, type PathState } from './path-state.ts';

/** Separated by `|`, which no user's name contains. Names of files never appear in a line: they may hold newlines. */
export const ATTRIBUTES_FORMAT = `${STAMP_FORMAT}|%h|%t|%T|%b|%o|%X|%U|%G|%x`;

const SUMS = ['sha256', 'sha1', 'md5', 'sha224', 'sha384', 'sha512'] as const;
const aspectOf = (sum: string) => (sum === 'sha256' ? 'hash' : sum);

/**
 * What is there is found out by the shell itself, without a process; then one `stat` tells the attributes of all,
 * one process the hashes of all that want one. Where such a call fails (a file vanished meanwhile) it is
 * repeated file by file. Texts of any bytes (a link's target) are preceded by their length.
 */
const FUNCTIONS = String.raw`
nl='
'
say() { printf '%s %s\n%s\n' "$1" "\${#2}" "$2"; }
at() {
  d=$1 rest= gone=
  until cd -P "\${d:-/}" 2>/dev/null; do rest=/\${d##*/}$rest d=\${d%/*}; done
  real=\${PWD%/}$rest
  if [ "$rest" ]; then
    c=\${rest#/} gone=absent
    [ ! -d "./\${c%%/*}" ] || gone=denied
  fi
  say real "$real"
}
# The number of a path, and what sums of it are wanted where it is a file.
k() {
  [ ! "$gone" ] || { echo "$gone $1"; return 0; }
  eval "p=\$p$1"
  t=
  if [ -L "$p" ]; then links="$links $1"
  elif [ -f "$p" ]; then t=file
  elif [ -d "$p" ]; then t=folder
  elif [ ! -e "$p" ]; then echo "absent $1"; return 0
  fi
  r=- w=- x=-
  [ ! -r "$p" ] || r=r
  [ ! -w "$p" ] || w=w
  [ ! -x "$p" ] || x=x
  echo "here $1 $r$w$x"
  all="$all $1"
  case $t$r in
    filer)
      files="$files $1" i=$1
      shift
      for s do eval "of_$s=\"\$of_$s $i\""; done
      ;;
    folder*) folders="$folders $1" ;;
  esac
}
# Those of the second list that are in the first one.
pick() {
  in=" $1 " picked=
  shift
  for i do case $in in *" $i "*) picked="$picked $i" ;; esac; done
}
# One process for so many that their names fit into its arguments.
each() {
  name=$1 do=$2 a= l= n=0
  shift 2
  for i do
    a="$a \"\$p$i\"" l="$l $i" n=$((n + 1))
    [ "$n" -lt MANY ] || { all_at_once; a= l= n=0; }
  done
  [ ! "$l" ] || all_at_once
}
all_at_once() {
  if out=$(eval "exec $do $a" 2>/dev/null); then
    printf '%s%s\n%s\n' "$name" "$l" "$out"
    case $do:$out in *stat*'|0|0|'[0-9][0-9][0-9][0-9][0-9]*) big=1 ;; esac
  else
    case $do in openssl*) do="\${name}sum --" ;; esac
    one "$name" "$do" $l
  fi
}
# A sum of files whose attributes were read: where one is big, by a program that takes longer to start and is several
# times faster then.
sums() {
  do="\${1}sum --"
  [ ! "$big" ] || ! command -v openssl >/dev/null || do="openssl dgst -$1 -r"
  s=$1
  shift
  each "$s" "$do" "$@"
}
one() {
  name=$1 do=$2
  shift 2
  for i do
    eval "p=\$p$i"
    case $do in
      *'sum --') out=$(\${do% --} < "$p" 2>/dev/null) || out=- ;;
      *) out=$(eval "exec $do \"\$p\"" 2>/dev/null) || out=- ;;
    esac
    printf '%s %s\n%s\n' "$name" "$i" "$out"
  done
}
`
  .replaceAll('\\${', '${')
  .replace('MANY', '500');

/** Entries of a folder in batches: how many, a line of attributes each, their names, hashes, and links' targets. */
const TREE = String.raw`
below() {
  find "$1" -mindepth 1 -exec sh -c '
    nl="
"
    fmt=$1 from=$2 hash=$3
    shift 3
    out=$(TZ=UTC0 stat -c "$fmt" -- "$@") || exit 1
    printf "batch %s\n%s\n" $# "$out"
    for p do
      n=\${p#"$from"/}
      printf "%s\n%s\n" "\${#n}" "$n"
      if [ -L "$p" ]; then
        t=$(readlink -- "$p"; echo .)
        t=\${t%?}
        t=\${t%"$nl"}
        printf "link %s\n%s\n" "\${#t}" "$t"
      elif [ "$hash" ] && [ -f "$p" ]; then
        s=$(sha256sum < "$p") || exit 1
        printf "sum %s\n" "$s"
      else
        echo other
      fi
    done
  ' sh "$f" "\${1%/}" "$2" {} + 2>/dev/null
}
`.replaceAll('\\${', '${');

/**
 * Links, and where they lead, are read together where `readlink` takes several and all goes well: then there is a line of
 * each, and more or empty ones only where a name holds a newline. In any other case they are read one by one.
 */
const LINKS = String.raw`
together() {
  a= n=0
  for i in $links; do a="$a \"\$p$i\"" n=$((n + 1)); done
  out=$(eval "readlink -- $a && readlink -f -- $a && echo ." 2>/dev/null) || return 1
  case $out in "$nl"* | *"$nl$nl"*) return 1 ;; esac
  old=$IFS IFS=$nl
  set -f
  set -- \${out%.}
  set +f
  IFS=$old
  [ $# -eq $((2 * n)) ] || return 1
  echo "links$links"
  printf '%s\n' "$@"
}
[ ! "$links" ] || together ||
for i in $links; do
  eval "p=\$p$i"
  t=$(readlink -- "$p" 2>/dev/null; echo .)
  t=\${t%?}
  say "target $i" "\${t%"$nl"}"
  t=$(readlink -f -- "$p" 2>/dev/null; echo .)
  t=\${t%?}
  say "leads $i" "\${t%"$nl"}"
done
`.replaceAll('\\${', '${');

const CONTENTS = String.raw`
for i in $picked; do
  eval "p=\$p$i"
  echo "content $i"
  head -c LIMIT -- "$p" 2>/dev/null | base64
  echo .
done
`.replace('LIMIT', String(CONTENT_LIMIT + 1));

const TREES = String.raw`
for i in $picked; do
  eval "p=\$p$i"
  echo "tree $i"
  if below "$p" "$sums"; then echo 'end ok'; else echo 'end broken'; fi
done
`;

/** Observes all the paths; they are absolute. */
export function pathScript(keys: readonly Key<PathState>[]): string {
  const byFolder = new Map<string, string[]>();
  keys.forEach((key, i) => {
    const { folder } = split(key.subject);
    const lines = byFolder.get(folder) ?? [`at ${quote(folder)}`];
    lines.push(`p${i}=${quote(key.subject)}; k ${[i, ...sumsOf(key)].join(' ')}`);
    byFolder.set(folder, lines);
  });
  const having = (aspect: string, which: (key: Key) => boolean = () => true) =>
    keys.flatMap((key, i) => (key.aspects.includes(aspect) && which(key) ? [i] : [])).join(' ');
  const lists = new Set(keys.flatMap(sumsOf));
  const among = (list: string, indices: string, text: string) =>
    indices === '' ? [] : [`pick "$${list}" ${indices}`, text];
  const treesWithSums = having('tree', (key) => key.aspects.includes('hash'));
  const trees = having('tree', (key) => !key.aspects.includes('hash'));
  return [
    FUNCTIONS,
    trees || treesWithSums ? TREE : '',
    `f=${quote(ATTRIBUTES_FORMAT)}`,
    `all= links= files= folders= big= ${[...lists].map((list) => `of_${list}=`).join(' ')}`,
    ...[...byFolder.values()].flat(),
    'TZ=UTC0; export TZ',
    `each stat 'stat -c "$f" --' $all`,
    ...SUMS.filter((sum) => lists.has(sum)).map((sum) => `sums ${sum} $of_${sum}`),
    ...SUMS.filter((sum) => lists.has(`odd_${sum}`)).map((sum) => `one ${sum} '${sum}sum --' $of_odd_${sum}`),
    LINKS,
    ...among('files', having('content'), CONTENTS),
    ...among('folders', treesWithSums, `sums=1${TREES}`),
    ...among('folders', trees, `sums=${TREES}`),
    ...among('all', having('mime'), `command -v file >/dev/null && each mime 'file -b -i --' $picked`),
    ...among('all', having('flags'), `command -v lsattr >/dev/null && one flags 'lsattr -vd --' $picked`),
    ...among(
      'all',
      having('letters', (key) => !odd(key)),
      `command -v lsattr >/dev/null && each letters 'lsattr -d --' $picked`,
    ),
    ...among(
      'all',
      having('letters', odd),
      `command -v lsattr >/dev/null && one letters 'lsattr -d --' $picked`,
    ),
    ':',
  ].join('\n');
}

/**
 * The lists of sums that a path is to be on. What busybox's sha256sum repeats of names has its newlines as they are: such
 * files are summed one by one.
 */
function sumsOf(key: Key): string[] {
  const before = odd(key) ? 'odd_' : '';
  return SUMS.filter((sum) => key.aspects.includes(aspectOf(sum))).map((sum) => `${before}${sum}`);
}

function odd(key: Key): boolean {
  return /[\n\r\\]/.test(key.subject);
}

/** The folder whose real name makes the path's canonical one; `/` and `/a/..` are folders themselves. */
export function split(subject: string): { folder: string; name: string } {
  const cut = subject.lastIndexOf('/');
  const name = subject.slice(cut + 1);
  if (name === '' || name === '..') return { folder: subject, name: '' };
  return { folder: subject.slice(0, cut) || '/', name };
}

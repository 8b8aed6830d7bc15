import type { Run } from '../../core/step.ts';
import type { WaitForArguments } from '../wait-for.ts';

/** $1 path, $2 gone or there, $3 text, $4 delay, $5 seconds at most, $6 seconds between two looks. */
const WAIT = `sleep "$4"
end=$(( $(date +%s) + $5 - $4 ))
while :; do
  if [ "$2" = gone ]; then
    [ -e "$1" ] || [ -L "$1" ] || exit 0
  elif [ -e "$1" ]; then
    if [ -z "$3" ] || grep -qE -e "$3" -- "$1" 2>/dev/null; then exit 0; fi
  fi
  [ "$(date +%s)" -lt "$end" ] || exit 1
  sleep "$6"
done`;

export function waitForPath(args: WaitForArguments, path: string): Run {
  const wanted = args.state === 'absent' || args.state === 'stopped' ? 'gone' : 'there';
  const words = [
    path,
    wanted,
    grepPattern(args.search_regex ?? ''),
    args.delay,
    args.timeout,
    args.sleep,
  ].map(String);
  return { do: 'run', argv: ['sh', '-c', WAIT, 'sh', ...words] };
}

/** Classes that Python has and POSIX spells otherwise. */
function grepPattern(pattern: string): string {
  return pattern
    .replace(/\\([dDsSwW])/g, (_, letter: string) => CLASSES[letter] ?? letter)
    .replaceAll('(?:', '(');
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  s: '[[:space:]]',
  S: '[^[:space:]]',
  w: '[[:alnum:]_]',
  W: '[^[:alnum:]_]',
};

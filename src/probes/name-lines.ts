import { quoteAll } from '../core/quote.ts';

/** Names of the option kind would be taken for options; nobody is called that. */
export const askable = (name: string) => name !== '' && !name.startsWith('-') && !/[:\n]/.test(name);

/**
 * Lines of passwd or group by name: after `own` those of the host's own file, which the shell reads by itself, after
 * `others` what the name service has of the rest; all of the file's where there is no `getent`.
 */
export function nameLines(database: 'passwd' | 'group', names: readonly string[]): string {
  return String.raw`lines() {
  db=$1
  shift
  echo own
  for n do
    shift
    while IFS= read -r l || [ "$l" ]; do
      case $l in "$n":*) printf '%s\n' "$l"; continue 2 ;; esac
    done <"/etc/$db"
    set -- "$@" "$n"
  done
  echo others
  [ $# -gt 0 ] || return 0
  if command -v getent >/dev/null; then getent "$db" "$@"; else cat "/etc/$db"; fi
}
lines ${database} ${quoteAll(names)}`;
}

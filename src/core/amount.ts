const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as people say them: 412 MB, 1.5 GB. */
export function amount(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 || value >= 10 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '');
  return `${text} ${UNITS[unit]}`;
}

/** Less than this is over before anybody has read how far it is. */
const WORTH_TELLING = 8_000_000;

/** Tells how far it is ("412 MB of 1 GB"), about a hundred times in all; called with the bytes so far. */
export function telling(total: number, tell: (line: string) => void, verb = ''): (done: number) => void {
  const stride = Math.max(total / 100, 1_000_000);
  let next = stride;
  return (done) => {
    if (total < WORTH_TELLING || (done < next && done < total)) return;
    next = done + stride;
    tell(`${verb}${amount(done)} of ${amount(total)}`);
  };
}

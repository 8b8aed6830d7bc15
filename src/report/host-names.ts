let order: Intl.Collator | undefined;

/** As people count: web2 before web10. */
export function sortedHosts(names: Iterable<string>): string[] {
  const all = [...names];
  if (all.length < 2) return all;
  // Node takes 10 ms to make one: not for a single host.
  order ??= new Intl.Collator('en', { numeric: true });
  return all.sort(order.compare);
}

/** Every name: what a log is searched for must be in it. */
export function allHosts(names: Iterable<string>): string {
  return sortedHosts(names).join(', ');
}

/**
 * For a screen: `web[01:20], db1 and 12 more`. Neighbours that count up become a range as inventories write it;
 * what doesn't fit is counted.
 */
export function foldedHosts(names: Iterable<string>, width: number): string {
  const parts = ranges(sortedHosts(names));
  const shown: string[] = [];
  let hidden = parts.reduce((sum, part) => sum + part.count, 0);
  let used = 0;
  for (const part of parts) {
    // The last one takes no more room than the words that would count it.
    if (shown.length > 0 && used + part.text.length > width && hidden > 1) break;
    shown.push(part.text);
    used += part.text.length + 2;
    hidden -= part.count;
  }
  return shown.join(', ') + (hidden > 0 ? ` and ${hidden} more` : '');
}

interface Part {
  readonly text: string;
  readonly count: number;
}

interface Numbered {
  readonly before: string;
  readonly digits: string;
  readonly after: string;
}

function ranges(names: readonly string[]): Part[] {
  const parts: Part[] = [];
  let run: string[] = [];
  const close = () => {
    const first = numbered(run[0]);
    const last = numbered(run.at(-1));
    if (run.length >= 3 && first && last) {
      const text = `${first.before}[${first.digits}:${last.digits}]${first.after}`;
      parts.push({ text, count: run.length });
    } else {
      for (const name of run) parts.push({ text: name, count: 1 });
    }
    run = [];
  };
  for (const name of names) {
    if (!follows(numbered(run.at(-1)), numbered(name))) close();
    run.push(name);
  }
  close();
  return parts;
}

/** The last number in the first label of the name: `web07.example.org` counts by its 07; an address isn't counted. */
function numbered(name: string | undefined): Numbered | undefined {
  const match = /^([^.]*?[^.\d])(\d+)([^\d.]*(?:\..*)?)$/.exec(name ?? '');
  if (!match) return undefined;
  return { before: match[1] ?? '', digits: match[2] ?? '', after: match[3] ?? '' };
}

function follows(a: Numbered | undefined, b: Numbered | undefined): boolean {
  if (!a || !b || a.before !== b.before || a.after !== b.after) return false;
  const padded = a.digits.length === b.digits.length || (a.digits[0] !== '0' && b.digits[0] !== '0');
  return padded && Number(b.digits) === Number(a.digits) + 1;
}

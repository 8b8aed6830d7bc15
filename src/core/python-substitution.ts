import { BadRegex, type PythonRegex } from './python-regex.ts';

/** All matches, also the empty ones, as Python finds them. */
export function* matches({ search }: PythonRegex, text: string): Iterable<RegExpExecArray> {
  search.lastIndex = 0;
  let at = 0;
  while (at <= text.length) {
    search.lastIndex = at;
    const match = search.exec(text);
    if (!match) return;
    // A look-behind may find its place between the two halves of one character.
    if (/^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(match.index - 1, 0), match.index + 1))) {
      at = match.index + 1;
      continue;
    }
    const end = match.index + match[0].length;
    yield match;
    at = end;
    if (match[0] !== '') continue;
    const longer = mayBeLonger(search) ? longerAt(search, text, end) : undefined;
    if (longer) {
      yield longer;
      at = end + longer[0].length;
    } else at = end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
}

/** Whether what matches nothing may match something at the same place: lazy repetition, alternatives. */
function mayBeLonger({ source }: RegExp): boolean {
  return /[*+?}]\?|\|/.test(source);
}

/** Behind an empty match Python looks at the same place once more, for one that isn't empty. */
function longerAt(search: RegExp, text: string, at: number): RegExpExecArray | undefined {
  const length = search.unicode ? [...text.slice(0, at)].length : at;
  const isElsewhere = `(?<!(?<![\\s\\S])[\\s\\S]{${length}})`;
  const again = new RegExp(`(?:${search.source})${isElsewhere}`, `${search.flags.replace(/[gy]/g, '')}y`);
  again.lastIndex = at;
  return again.exec(text) ?? undefined;
}

/** The text a replacement template stands for, given a match. */
export function replacementOf(template: string, regex: PythonRegex): (match: RegExpExecArray) => string {
  const parts: ((match: RegExpExecArray) => string)[] = [];
  const group = (name: string): void => {
    if (/^\d+$/.test(name)) {
      const n = Number(name);
      if (n > regex.groupCount) throw new BadRegex(`invalid group reference ${n}`);
      parts.push((match) => match[n] ?? '');
    } else {
      if (!regex.groupNames.includes(name)) throw new BadRegex(`unknown group name '${name}'`);
      parts.push((match) => match.groups?.[name] ?? '');
    }
  };
  const pattern = /\\(?:g<([^>]*)>|([0-3][0-7]{2}|0[0-7]{0,2}|[1-9]\d?)|([\s\S]?))|[^\\]+/g;
  for (const found of template.matchAll(pattern)) {
    const [whole, named, number, other] = found;
    if (named !== undefined) group(named);
    else if (number !== undefined) {
      if (number.startsWith('0') || number.length === 3) {
        const character = String.fromCodePoint(Number.parseInt(number, 8));
        parts.push(() => character);
      } else group(number);
    } else if (other !== undefined) {
      const text = templateEscape(other);
      parts.push(() => text);
    } else parts.push(() => whole);
  }
  return (match) => parts.map((part) => part(match)).join('');
}

function templateEscape(character: string): string {
  const known = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' }[character];
  if (known !== undefined) return known;
  if (character === '' || /[a-zA-Z]/.test(character))
    throw new BadRegex(`bad escape \\${character} in the replacement`);
  return `\\${character}`;
}

/** `re.subn`: every match replaced by what the template stands for, and how many there were. */
export function substitute(
  regex: PythonRegex,
  template: string,
  text: string,
): { readonly text: string; readonly count: number } {
  const replacement = replacementOf(template, regex);
  let result = '';
  let at = 0;
  let count = 0;
  for (const match of matches(regex, text)) {
    result += text.slice(at, match.index) + replacement(match);
    at = match.index + match[0].length;
    count++;
  }
  return { text: result + text.slice(at), count };
}

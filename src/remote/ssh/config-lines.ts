/** One line of an ssh_config: a keyword in lower case and its arguments. */
export interface ConfigLine {
  readonly keyword: string;
  readonly words: readonly string[];
  /** All after the keyword, for commands. */
  readonly rest: string;
  readonly line: number;
}

/** `Keyword value`, `Keyword=value`, quotes around words; a `#` begins a comment at the start of a line or word. */
export function configLines(text: string): ConfigLine[] {
  const lines: ConfigLine[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const found = /^\s*([A-Za-z0-9]+)\s*[\s=]\s*(.*?)\s*$/.exec(raw);
    const keyword = found?.[1];
    const rest = found?.[2];
    if (keyword === undefined || rest === undefined) continue;
    lines.push({ keyword: keyword.toLowerCase(), words: words(rest), rest: unquoted(rest), line: index + 1 });
  }
  return lines;
}

function words(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/"([^"]*)"|(#.*$)|([^\s"]+)/g)) {
    if (match[2] !== undefined) break;
    found.push(match[1] ?? match[3] ?? '');
  }
  return found;
}

function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** What the gathering printed: files by their lines, sections by their names, and what is there. */
export class Findings {
  private readonly lines = new Map<string, string[]>();
  private readonly sections = new Map<string, string[]>();
  private readonly canaries: ReadonlySet<string>;

  constructor(output: Buffer) {
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf(0x0a, at);
      const head = /^= (.*) (\d+)$/.exec(output.toString('utf8', at, end < 0 ? output.length : end));
      if (!head) throw new Error('the answer is not in sections');
      const [, name = '', length = '0'] = head;
      const text = output.toString('utf8', end + 1, end + 1 + Number(length));
      push(this.sections, name, text);
      at = end + 2 + Number(length);
    }
    for (const line of this.section('files').split('\n')) {
      const colon = line.indexOf(':');
      if (colon < 0) continue;
      push(this.lines, line.slice(0, colon), line.slice(colon + 1));
    }
    this.canaries = new Set(this.section('there').split(' '));
  }

  /** A file's lines; undefined where it isn't there, can't be read or is empty. */
  file(path: string): readonly string[] | undefined {
    return this.lines.get(path);
  }

  /** A file's one line. */
  first(path: string): string | undefined {
    return this.lines.get(path)?.[0]?.trim();
  }

  /** The files whose names match. */
  filesLike(pattern: RegExp): readonly (readonly [RegExpExecArray, readonly string[]])[] {
    const found: (readonly [RegExpExecArray, readonly string[]])[] = [];
    for (const [name, lines] of this.lines) {
      const match = pattern.exec(name);
      if (match) found.push([match, lines]);
    }
    return found;
  }

  section(name: string): string {
    return this.sections.get(name)?.[0] ?? '';
  }

  has(name: string): boolean {
    return this.sections.has(name);
  }

  all(name: string): readonly string[] {
    return this.sections.get(name) ?? [];
  }

  /** Sections of several words, by what follows the first one. */
  named(kind: string): readonly (readonly [string, readonly string[]])[] {
    return [...this.sections].flatMap(([name, texts]) =>
      name.startsWith(`${kind} `) ? [[name.slice(kind.length + 1), texts] as const] : [],
    );
  }

  isThere(path: string): boolean {
    return this.canaries.has(path);
  }

  /** Lines of `NAME="value"`. */
  settings(path: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const line of this.file(path) ?? []) {
      const match = /^\s*([A-Za-z_]+)=(.*)$/.exec(line);
      if (match) found.set(match[1] ?? '', (match[2] ?? '').trim().replace(/^(['"])(.*)\1$/, '$2'));
    }
    return found;
  }
}

function push(all: Map<string, string[]>, name: string, text: string): void {
  const texts = all.get(name);
  if (texts) texts.push(text);
  else all.set(name, [text]);
}

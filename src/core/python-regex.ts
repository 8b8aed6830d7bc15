/** A pattern or replacement that Python's `re` refuses, or that can't be said in JavaScript's dialect. */
export class BadRegex extends Error {
  override readonly name = 'BadRegex';
}

export interface RegexFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
  /**
   * The pattern is of bytes: each character of pattern and text is a byte (latin1), `\w`, `\d`, `\s` and the case of
   * letters are those of ASCII.
   */
  readonly bytes?: boolean;
}

/** A compiled pattern with its groups as Python counts them. */
export interface PythonRegex {
  /** For searching anywhere; always with the `g` flag, so that `lastIndex` says where to begin. */
  readonly search: RegExp;
  readonly groupCount: number;
  readonly groupNames: readonly string[];
  /** `^` and `$` mean lines, by the flag or by `(?m)` in the pattern. */
  readonly multiline: boolean;
}

const WORD = '\\p{L}\\p{N}_';
const BYTE_CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'A-Za-z0-9_',
  s: '\\t\\n\\v\\f\\r\\x20',
};
const BYTE_COMPLEMENTS: Readonly<Record<string, string>> = {
  d: '\\x00-\\x2f\\x3a-\\xff',
  w: '\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\xff',
  s: '\\x00-\\x08\\x0e-\\x1f\\x21-\\xff',
};
const SPACE = '\\t\\n\\v\\f\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const CLASSES: Readonly<Record<string, string>> = { d: '\\p{Nd}', w: WORD, s: SPACE };
const CONTROLS: Readonly<Record<string, string>> = {
  a: '\\x07',
  b: '\\x08',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};

const cache = new Map<string, PythonRegex>();

/** Translates a pattern of Python's `re` into JavaScript's dialect. */
export function pythonRegex(pattern: string, flags: RegexFlags = {}): PythonRegex {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll ? 's' : ''}${flags.bytes ? 'b' : ''}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const translator = new Translator(pattern, flags);
  const body = translator.translate();
  let search: RegExp;
  try {
    search = new RegExp(body, `gu${translator.ignoreCase ? 'i' : ''}`);
  } catch (thrown) {
    throw new BadRegex(
      `bad regular expression '${pattern}': ${thrown instanceof Error ? thrown.message : ''}`,
    );
  }
  const result = {
    search,
    groupCount: translator.groups,
    groupNames: translator.names,
    multiline: translator.multiline,
  };
  if (cache.size > 1000) cache.clear();
  cache.set(key, result);
  return result;
}

class Translator {
  private readonly pattern: string;
  private at = 0;
  private dotAll: boolean;
  private verbose = false;
  private readonly bytes: boolean;
  ignoreCase: boolean;
  multiline: boolean;
  groups = 0;
  readonly names: string[] = [];

  constructor(pattern: string, flags: RegexFlags) {
    this.pattern = pattern;
    this.ignoreCase = flags.ignoreCase ?? false;
    this.multiline = flags.multiline ?? false;
    this.dotAll = flags.dotAll ?? false;
    this.bytes = flags.bytes ?? false;
  }

  private get classes(): Readonly<Record<string, string>> {
    return this.bytes ? BYTE_CLASSES : CLASSES;
  }

  private fail(what: string): Error {
    return new BadRegex(`bad regular expression '${this.pattern}': ${what} at position ${this.at}`);
  }

  translate(): string {
    this.globalFlags();
    let out = '';
    while (this.at < this.pattern.length) out += this.piece();
    // Bytes beyond ASCII have no case for Python, and JavaScript can't be told so.
    if (this.bytes && this.ignoreCase && /[\x80-\xff]/.test(this.pattern))
      throw this.fail("letters beyond ASCII can't be compared without their case");
    return out;
  }

  /** `(?i)` at the very beginning holds for the whole pattern. */
  private globalFlags(): void {
    const match = /^\(\?([aiLmsux]+)\)/.exec(this.pattern);
    if (!match) return;
    this.at = match[0].length;
    for (const flag of match[1] ?? '') {
      if (flag === 'i') this.ignoreCase = true;
      else if (flag === 'm') this.multiline = true;
      else if (flag === 's') this.dotAll = true;
      else if (flag === 'x') this.verbose = true;
    }
  }

  private piece(): string {
    const c = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    switch (c) {
      case '\\':
        return this.escape();
      case '[':
        return this.characterClass();
      case '(':
        return this.group();
      case '^':
        this.at++;
        return this.multiline ? '(?:^|(?<=\\n))' : '^';
      case '$':
        this.at++;
        return this.multiline ? '(?=\\n|$)' : '(?=\\n?$)';
      case '.':
        this.at++;
        return this.dotAll ? '[\\s\\S]' : '[^\\n]';
      case '{':
        return this.brace();
      case '}':
      case ']':
      case '/':
        this.at++;
        return `\\${c}`;
      case '*':
      case '+':
      case '?':
        this.at++;
        if (this.pattern[this.at] === '+') throw this.fail('possessive quantifiers are not supported');
        return c;
      default:
        this.at += c.length;
        if (this.verbose && /\s/.test(c)) return '';
        if (this.verbose && c === '#') {
          while (this.at < this.pattern.length && this.pattern[this.at] !== '\n') this.at++;
          return '';
        }
        return c;
    }
  }

  private brace(): string {
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(this.pattern.slice(this.at));
    if (!match || (match[1] === '' && match[3] === '')) {
      this.at++;
      return '\\{';
    }
    this.at += match[0].length;
    return match[1] === '' ? `{0,${match[3]}}` : match[0];
  }

  private group(): string {
    const rest = this.pattern.slice(this.at);
    const named = /^\(\?P<([^>]*)>/.exec(rest);
    if (named) {
      this.at += named[0].length;
      this.groups++;
      const name = named[1] ?? '';
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw this.fail(`bad group name '${name}'`);
      this.names.push(name);
      return `(?<${name}>`;
    }
    const back = /^\(\?P=([^)]*)\)/.exec(rest);
    if (back) {
      this.at += back[0].length;
      return `\\k<${back[1]}>`;
    }
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment) {
      this.at += comment[0].length;
      return '';
    }
    const plain = /^\(\?(?::|=|!|<=|<!)/.exec(rest);
    if (plain) {
      this.at += plain[0].length;
      return plain[0];
    }
    if (rest.startsWith('(?')) return this.flaggedGroup(rest);
    this.at++;
    this.groups++;
    return '(';
  }

  /** `(?i:…)` is fine where it changes nothing. */
  private flaggedGroup(rest: string): string {
    const match = /^\(\?([aiLmsux]*)(?:-([imsx]+))?:/.exec(rest);
    if (!match) {
      if (/^\(\?[aiLmsux]+\)/.test(rest)) throw this.fail('global flags must stand at the beginning');
      throw this.fail('this kind of group is not supported');
    }
    const on = match[1] ?? '';
    const changes =
      (on.includes('i') && !this.ignoreCase) ||
      (on.includes('m') && !this.multiline) ||
      (on.includes('s') && !this.dotAll) ||
      match[2] !== undefined;
    if (changes) {
      // Only a pattern that is one such group as a whole can be given the flag as a whole.
      if (this.at !== 0 || match[2] !== undefined || closing(this.pattern) !== this.pattern.length - 1)
        throw this.fail('flags for a part of the pattern are not supported');
      if (on.includes('i')) this.ignoreCase = true;
      if (on.includes('m')) this.multiline = true;
      if (on.includes('s')) this.dotAll = true;
    }
    this.at += match[0].length;
    return '(?:';
  }

  private escape(): string {
    const c = this.pattern[this.at + 1];
    if (c === undefined) throw this.fail('bad escape (end of pattern)');
    const word = this.classes['w'];
    this.at += 2;
    switch (c) {
      case 'd':
      case 'w':
      case 's':
        return `[${this.classes[c]}]`;
      case 'D':
      case 'W':
      case 'S':
        return `[^${this.classes[c.toLowerCase()]}]`;
      case 'b':
        return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`;
      case 'B':
        return `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`;
      case 'A':
        return '^';
      case 'Z':
        return '$';
      default:
    }
    if (/[1-9]/.test(c)) return this.backReference(c);
    return this.literalEscape(c);
  }

  private backReference(first: string): string {
    const octal = /^[0-3][0-7]{2}/.exec(first + this.pattern.slice(this.at, this.at + 2));
    if (octal) {
      this.at += 2;
      return codePoint(Number.parseInt(octal[0], 8));
    }
    let digits = first;
    if (/\d/.test(this.pattern[this.at] ?? '')) digits += this.pattern[this.at++];
    if (Number(digits) > this.groups) throw this.fail(`invalid group reference ${digits}`);
    return `(?:\\${digits})`;
  }

  /** An escape that stands for one character, inside and outside of a class. */
  private literalEscape(c: string): string {
    const control = CONTROLS[c];
    if (control !== undefined) return control;
    const width = { x: 2, u: 4, U: 8 }[c as 'x' | 'u' | 'U'];
    if (width !== undefined && (c === 'x' || !this.bytes)) {
      const digits = this.pattern.slice(this.at, this.at + width);
      if (!new RegExp(`^[0-9a-fA-F]{${width}}$`).test(digits)) throw this.fail(`incomplete escape \\${c}`);
      this.at += width;
      return codePoint(Number.parseInt(digits, 16));
    }
    if (c === '0') {
      const digits = /^[0-7]{0,2}/.exec(this.pattern.slice(this.at))?.[0] ?? '';
      this.at += digits.length;
      return codePoint(Number.parseInt(`0${digits}`, 8));
    }
    if (/[a-zA-Z]/.test(c)) throw this.fail(`bad escape \\${c}`);
    return quotedCharacter(c);
  }

  private characterClass(): string {
    this.at++;
    let out = '[';
    if (this.pattern[this.at] === '^') {
      out += '^';
      this.at++;
    }
    let first = true;
    for (;;) {
      if (this.at >= this.pattern.length) throw this.fail('unterminated character set');
      const c = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
      if (c === ']' && !first) {
        this.at++;
        return `${out}]`;
      }
      first = false;
      if (c === '\\') out += this.classEscape();
      else {
        this.at += c.length;
        out += c === '-' ? '-' : quotedCharacter(c);
      }
    }
  }

  private classEscape(): string {
    const c = this.pattern[this.at + 1];
    if (c === undefined) throw this.fail('unterminated character set');
    this.at += 2;
    const kind = this.classes[c.toLowerCase()];
    if (kind !== undefined && c === c.toLowerCase()) return kind;
    if (kind !== undefined)
      return (this.bytes ? BYTE_COMPLEMENTS[c.toLowerCase()] : undefined) ?? negatedClass(c.toLowerCase());
    if (c === '-') return '\\-';
    if (/[1-7]/.test(c)) {
      const digits = /^[0-7]{0,2}/.exec(this.pattern.slice(this.at))?.[0] ?? '';
      this.at += digits.length;
      return codePoint(Number.parseInt(c + digits, 8));
    }
    return this.literalEscape(c);
  }
}

function closing(pattern: string): number {
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function negatedClass(letter: string): string {
  if (letter === 'd') return '\\P{Nd}';
  // Within a class a union can't be negated; the complement is spelled out.
  if (letter === 's')
    return '\\x00-\\x08\\x0e-\\x1b\\x21-\\x84\\x86-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\u{10ffff}';
  return '\\p{M}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\u203f\\u2040\\u2054\\ufe33\\ufe34\\ufe4d-\\ufe4f\\uff3f\\p{S}\\p{Z}\\p{C}';
}

function codePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function quotedCharacter(c: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(c) ? `\\${c}` : c;
}

/** `re.escape`: all that is special in a pattern gets a backslash. */
export function escapeRegex(text: string): string {
  return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
}

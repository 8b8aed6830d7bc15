import { type Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import { type Place, rememberEntry, rememberPlace } from '../core/place.ts';
import { PYTHON_ESCAPES } from '../core/python-escapes.ts';
import type { Dict } from '../core/value.ts';
import { splitArguments } from './split-arguments.ts';

/** Modules whose argument is a command line: only their own few options are taken out of it. */
export const COMMAND_MODULES: ReadonlySet<string> = new Set(['command', 'shell', 'script', 'raw']);

/** Other words that may be followed by free text: `include_tasks: file.yml`, `meta: flush_handlers`. */
export const FREE_TEXT_MODULES: ReadonlySet<string> = new Set([
  'include_vars',
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
  'add_host',
  'group_by',
  'set_fact',
  'meta',
]);

const COMMAND_OPTIONS: ReadonlySet<string> = new Set([
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
]);

export interface KeyValues {
  readonly values: Dict;
  /** What is not `key=value`: a command line, a file name. */
  readonly freeText?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface KeyValueOptions {
  /** The text is a command line: an unknown `a=b` in it belongs to the command. */
  readonly isCommand?: boolean;
  /** Where the text stands, for the places of what is in it. */
  readonly place?: Place;
  readonly line?: string;
}

/** Reads `src=a dest="b c" mode=0644`, the short form of a module's arguments. Values are texts, and Jinja in them is kept whole. */
export function parseKeyValues(text: string, options: KeyValueOptions = {}): KeyValues {
  const diagnostics = new Diagnostics();
  const values: Dict = new Map();
  if (options.place) rememberPlace(values, options.place);
  const split = splitArguments(text);
  if (split.open) {
    const what = split.open === 'quote' ? 'a quote' : 'a {{, {% or {#';
    diagnostics.error('arguments-unbalanced', `${what} in these arguments is never closed`, {
      ...(options.place ? { place: options.place } : {}),
      ...(options.line === undefined ? {} : { line: options.line }),
    });
    return { values, diagnostics: diagnostics.all };
  }
  const free: string[] = [];
  for (const token of split.tokens) {
    const decoded = decodeEscapes(token.text);
    const equals = unescapedEquals(decoded);
    if (equals === -1) {
      free.push(decoded.includes('=') ? decoded.replaceAll('\\=', '=') : token.text);
      continue;
    }
    const key = decoded.slice(0, equals);
    if (options.isCommand && !COMMAND_OPTIONS.has(key)) {
      free.push(token.text);
      continue;
    }
    values.set(key.trim(), unquote(decoded.slice(equals + 1).trim()));
    if (options.place) {
      const at = within(text, options.place, token.offset);
      rememberEntry(values, key.trim(), {
        key: at,
        value: within(text, options.place, token.offset + key.length + 1),
      });
    }
  }
  return {
    values,
    ...(free.length > 0 ? { freeText: joinArguments(free) } : {}),
    diagnostics: diagnostics.all,
  };
}

/** `copy src=a dest=b`, as `action:` and `local_action:` have it: the module's name and the rest. */
export function splitAction(text: string): { readonly module: string; readonly rest: string } {
  const [first, ...others] = splitArguments(text).tokens;
  return { module: (first?.text ?? '').trim(), rest: others.map((token) => token.text).join(' ') };
}

/** The first `=` that is not escaped by a backslash; one at the very beginning is no separator. */
function unescapedEquals(text: string): number {
  let at = text.indexOf('=', 1);
  while (at !== -1 && text[at - 1] === '\\') at = text.indexOf('=', at + 1);
  return at;
}

const ESCAPE = /\\U[0-9a-fA-F]{8}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[\\'"abfnrtv]/g;

function decodeEscapes(text: string): string {
  return text.replace(ESCAPE, (found) => {
    const kind = found[1] ?? '';
    if (found.length > 2) {
      const point = Number.parseInt(found.slice(2), 16);
      return point > 0x10ffff ? found : String.fromCodePoint(point);
    }
    return PYTHON_ESCAPES[kind] ?? kind;
  });
}

export function unquote(text: string): string {
  const first = text[0];
  const isQuoted =
    text.length > 1 &&
    (first === '"' || first === "'") &&
    text.endsWith(first) &&
    text[text.length - 2] !== '\\';
  return isQuoted ? text.slice(1, -1) : text;
}

/** Puts a command line together again, with its line breaks. */
function joinArguments(parts: readonly string[]): string {
  let joined = '';
  for (const part of parts) joined += joined === '' || joined.endsWith('\n') ? part : ` ${part}`;
  return joined;
}

/**
 * The place of an offset in a text that stands at `place`. A text on one line, plain or quoted, can be counted through;
 * of others only the beginning is known.
 */
function within(text: string, place: Place, offset: number): Place {
  const quotes = place.length === undefined ? -1 : place.length - text.length;
  if (text.includes('\n') || (quotes !== 0 && quotes !== 2)) return place;
  const { length: _, ...start } = place;
  return { ...start, column: place.column + quotes / 2 + offset };
}

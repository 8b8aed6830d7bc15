import { type Document, isScalar, type Scalar, visit, type YAMLParseError } from 'yaml';
import type { Diagnostic } from '../core/diagnostic.ts';
import { quoted, type Text } from './text-places.ts';

/**
 * Says in a person's words what is wrong with the text. A parser only knows where it stumbled; what was meant is
 * mostly one of a handful of mistakes that can be told from the line, so those are looked for first.
 */
export function explainSyntaxErrors(
  source: string,
  documents: readonly Document[],
  text: Text,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const lines = new Set<number>();
  for (const error of syntaxErrors(documents)) {
    const mistake = explain(source, error, documents, text);
    const place = text.place(mistake.offset);
    // One mistake makes a parser stumble several times; the first word about a line is the one that helps.
    if (lines.has(place.line)) continue;
    lines.add(place.line);
    const full = mistake.length === undefined ? place : { ...place, length: mistake.length };
    found.push({
      code: mistake.code,
      severity: 'error',
      summary: mistake.summary,
      ...text.at(full),
      ...(mistake.hint === undefined ? {} : { hint: mistake.hint }),
      ...(mistake.related === undefined
        ? {}
        : { related: [{ place: text.place(mistake.related.offset), note: mistake.related.note }] }),
    });
    // After a quote that isn't closed, or a mapping that isn't, all that follows is misread.
    if (mistake.endsReading) break;
  }
  return found;
}

/** The errors of the parser that are errors here too. */
export function syntaxErrors(documents: readonly Document[]): YAMLParseError[] {
  const brackets = flowCollections(documents);
  return documents.flatMap((document) => document.errors).filter((error) => !isAccepted(error, brackets));
}

/** What the parser, which follows YAML 1.2, minds, and PyYAML doesn't. */
function isAccepted(error: YAMLParseError, brackets: readonly Range[]): boolean {
  const at = error.pos[0];
  switch (error.code) {
    case 'TAG_RESOLVE_FAILED':
      return true;
    case 'TAB_AS_INDENT':
      return brackets.some(([start, end]) => start < at && at < end);
    case 'MISSING_CHAR':
      return error.message.startsWith('Comments must be separated');
    default:
      return false;
  }
}

type Range = readonly [start: number, end: number, after: number];

function flowCollections(documents: readonly Document[]): Range[] {
  const found: Range[] = [];
  for (const document of documents) {
    visit(document, {
      Collection(_, node) {
        if (node.flow && node.range) found.push(node.range);
      },
    });
  }
  return found;
}

interface Mistake {
  readonly code: string;
  readonly offset: number;
  readonly length?: number;
  readonly summary: string;
  readonly hint?: string;
  readonly related?: { readonly offset: number; readonly note: string };
  readonly endsReading?: boolean;
}

function explain(source: string, error: YAMLParseError, documents: readonly Document[], text: Text): Mistake {
  const offset = Math.min(error.pos[0], Math.max(0, source.length - 1));
  const line = lineAround(source, offset);
  return (
    tabs(error, line) ??
    unquotedBraces(line) ??
    openQuote(source, error, documents, text) ??
    textAfterQuote(source, error, documents) ??
    reservedStart(source, error, offset) ??
    unquotedColon(source, error, offset) ??
    missingSpace(source, error, offset) ??
    dashAfterKey(source, error, offset) ??
    openBracket(source, error, offset) ??
    indentation(source, error, offset) ?? {
      code: 'yaml-syntax',
      offset,
      summary: lowerFirst(error.message.replace(/\.$/, '')),
    }
  );
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function lineAround(source: string, offset: number): Line {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = source.indexOf('\n', start);
  return { start, text: source.slice(start, end === -1 ? source.length : end).replace(/\r$/, '') };
}

function lineAfter(source: string, line: Line): Line | undefined {
  let from = source.indexOf('\n', line.start);
  while (from !== -1 && from + 1 < source.length) {
    const next = lineAround(source, from + 1);
    if (next.text.trim() !== '' && !next.text.trimStart().startsWith('#')) return next;
    from = source.indexOf('\n', from + 1);
  }
  return undefined;
}

function tabs(error: YAMLParseError, line: Line): Mistake | undefined {
  const indented = /^ *\t/.exec(line.text);
  if (!indented && error.code !== 'TAB_AS_INDENT') return undefined;
  const column = line.text.indexOf('\t');
  return {
    code: 'yaml-tab',
    offset: line.start + Math.max(0, column),
    length: 1,
    summary: 'a tab is used for indentation, and YAML only takes spaces',
    hint: 'replace the tab by spaces',
  };
}

function unquotedBraces(line: Line): Mistake | undefined {
  const found = /^(\s*(?:- +)*(?:[^\s'"{#][^'"{#]*?: +)?)(\{\{.*)$/.exec(line.text);
  if (!found) return undefined;
  const [, before = '', braces = ''] = found;
  return {
    code: 'yaml-unquoted-braces',
    offset: line.start + before.length,
    length: 2,
    summary: 'a value that begins with {{ has to be quoted',
    hint: `write it as ${quoted(braces)}`,
  };
}

function openQuote(
  source: string,
  error: YAMLParseError,
  documents: readonly Document[],
  text: Text,
): Mistake | undefined {
  if (error.code !== 'MISSING_CHAR' || !/Missing closing ["']/.test(error.message)) return undefined;
  const node = quotedScalars(documents).find((scalar) => scalar.range && scalar.range[1] >= error.pos[0] - 1);
  const offset = node?.range?.[0] ?? error.pos[0];
  const kind = source[offset] === "'" ? 'single' : 'double';
  return {
    code: 'yaml-open-quote',
    offset,
    length: 1,
    summary: `the ${kind} quote opened here is never closed`,
    hint:
      earlierSuspect(source, offset, text) ??
      `close it with ${source[offset] ?? 'a quote'} where the text ends`,
    endsReading: true,
  };
}

/** A quote missing somewhere above turns all later quotes inside out: a line above with an odd number of them is it. */
function earlierSuspect(source: string, offset: number, text: Text): string | undefined {
  const quote = source[offset];
  if (quote !== '"') return undefined;
  const before = source.slice(0, offset).split('\n');
  for (const [index, line] of before.entries()) {
    const count = line.replaceAll('\\"', '').split('"').length - 1;
    if (count % 2 === 1 && index < before.length - 1 && /: *"/.test(line)) {
      const place = text.place(source.split('\n', index).join('\n').length + (index > 0 ? 1 : 0));
      return `or the quote in line ${place.line} is the one that isn't closed`;
    }
  }
  return undefined;
}

function quotedScalars(documents: readonly Document[]): Scalar[] {
  const found: Scalar[] = [];
  for (const document of documents) {
    visit(document, {
      Scalar(_, node) {
        if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') found.push(node);
      },
    });
  }
  return found;
}

function textAfterQuote(
  source: string,
  error: YAMLParseError,
  documents: readonly Document[],
): Mistake | undefined {
  if (error.code !== 'UNEXPECTED_TOKEN' && error.code !== 'MISSING_CHAR') return undefined;
  const at = error.pos[0];
  const node = quotedScalars(documents).find(
    (scalar) => scalar.range && scalar.range[1] <= at && /^[ \t]*$/.test(source.slice(scalar.range[1], at)),
  );
  if (!node?.range || !isScalar(node)) return undefined;
  const [start, end] = node.range;
  const quote = source[start] ?? '"';
  if (source.slice(start, end).includes('\n')) {
    return {
      code: 'yaml-open-quote',
      offset: start,
      length: 1,
      summary: 'the quote opened here is closed only lines later, in the middle of another text',
      hint: `a ${quote} is missing at the end of this line`,
      endsReading: true,
    };
  }
  // Nothing follows it but the end: something else is not closed.
  if (source.slice(end).trim() === '') return undefined;
  const line = lineAround(source, start);
  const whole = line.text.slice(start - line.start).trimEnd();
  const other = quote === '"' ? "'" : '"';
  return {
    code: 'yaml-text-after-quote',
    offset: at,
    summary: 'text follows the closing quote',
    hint:
      whole.includes(other) || whole.split(quote).length > 3
        ? quote === '"'
          ? `write the quotes inside the text as \\"`
          : `write a ' inside the text twice: ''`
        : `quote the whole value: ${other}${whole}${other}`,
  };
}

function reservedStart(source: string, error: YAMLParseError, offset: number): Mistake | undefined {
  const character = source[offset];
  const isReserved = error.code === 'BAD_SCALAR_START';
  const isAlias = error.code === 'BAD_ALIAS';
  if (!isReserved && !isAlias) return undefined;
  return {
    code: 'yaml-reserved-start',
    offset,
    length: 1,
    summary: `a text that begins with ${character ?? 'this character'} has to be quoted`,
    hint: `write it as ${quoted(lineAround(source, offset).text.slice(offset - lineAround(source, offset).start))}`,
  };
}

function unquotedColon(source: string, error: YAMLParseError, offset: number): Mistake | undefined {
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined;
  const line = lineAround(source, offset);
  const value = line.text.slice(offset - line.start);
  const colon = /:(?=\s|$)/.exec(value.replace(/\s#.*$/, ''));
  if (!colon) return undefined;
  const at = value.replace(/\s#.*$/, '');
  return {
    code: 'yaml-unquoted-colon',
    offset: offset + colon.index,
    length: 1,
    summary: 'a second colon followed by a space stands in an unquoted value',
    hint: `quote the value: ${quoted(at)}`,
  };
}

function missingSpace(source: string, error: YAMLParseError, offset: number): Mistake | undefined {
  if (
    ![
      'MULTILINE_IMPLICIT_KEY',
      'MISSING_CHAR',
      'BLOCK_AS_IMPLICIT_KEY',
      'UNEXPECTED_TOKEN',
      'BAD_INDENT',
    ].includes(error.code)
  )
    return undefined;
  for (const line of around(source, offset)) {
    const colon = /^\s*(?:- +)?[A-Za-z_][\w.-]*:(?=[^\s/\\:])/.exec(line.text);
    if (colon && !/^\s*(?:- +)?[^'"]*: /.test(line.text)) {
      return {
        code: 'yaml-space-after-colon',
        offset: line.start + colon[0].length - 1,
        length: 1,
        summary: 'there is no space after the colon',
        hint: `write '${line.text.slice(0, colon[0].length).trimStart()} ${line.text.slice(colon[0].length)}'`,
      };
    }
    const dash = /^(\s*)-(?=[A-Za-z_"'{[])/.exec(line.text);
    if (dash) {
      return {
        code: 'yaml-space-after-dash',
        offset: line.start + (dash[1] ?? '').length,
        length: 1,
        summary: 'there is no space after the dash',
        hint: `write '- ${line.text.trim().slice(1)}'`,
      };
    }
  }
  return undefined;
}

/** The line of the error, and the next one with something on it. */
function around(source: string, offset: number): Line[] {
  const line = lineAround(source, offset);
  const next = lineAfter(source, line);
  return next ? [line, next] : [line];
}

function dashAfterKey(source: string, error: YAMLParseError, offset: number): Mistake | undefined {
  if (error.code !== 'UNEXPECTED_TOKEN' || !error.message.includes('block-seq-ind')) return undefined;
  const value = lineAround(source, offset);
  const rest = value.text.slice(offset - value.start);
  return {
    code: 'yaml-list-after-key',
    offset,
    length: 1,
    summary: "a list cannot begin on its key's line",
    hint: `put the list on lines of its own, or quote the value: ${quoted(rest)}`,
  };
}

function openBracket(source: string, error: YAMLParseError, offset: number): Mistake | undefined {
  const found = /end with a ([\]}])/.exec(error.message);
  if (!found) return undefined;
  const open = found[1] === ']' ? '[' : '{';
  const at = source.lastIndexOf(open, offset);
  return {
    code: 'yaml-open-bracket',
    offset: at === -1 ? offset : at,
    length: 1,
    summary: `the ${open} is never closed`,
    hint: `close it with ${found[1]}, or quote the value if it is meant as text`,
    endsReading: true,
  };
}

function indentation(source: string, error: YAMLParseError, offset: number): Mistake | undefined {
  const line = lineAround(source, offset);
  const next = lineAfter(source, line);
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' || error.code === 'MULTILINE_IMPLICIT_KEY') {
    const nextIsDeeper = next !== undefined && indentOf(next.text) > indentOf(line.text);
    if (nextIsDeeper && /^\s*(?:- )?[^#]*:(\s|$)/.test(next.text)) {
      const key = /^\s*(?:- +)?([^:]+):/.exec(line.text)?.[1];
      return {
        code: 'yaml-indentation',
        offset: next.start + indentOf(next.text),
        summary: 'this line is indented deeper than the one above, which already has a value',
        hint: key === undefined ? 'line it up with the entries above' : `line it up with '${key}:' above`,
      };
    }
  }
  const isBareWord = error.message.includes('need to be followed by map values') && !/^\s*-/.test(line.text);
  if (isBareWord || (error.code === 'MULTILINE_IMPLICIT_KEY' && next !== undefined)) {
    return {
      code: 'yaml-missing-colon',
      offset: line.start + indentOf(line.text),
      summary: "this line is neither 'key: value' nor part of a text",
      hint: 'is a colon missing, or is it indented wrongly?',
    };
  }
  if (
    [
      'BAD_INDENT',
      'UNEXPECTED_TOKEN',
      'BLOCK_AS_IMPLICIT_KEY',
      'MISSING_CHAR',
      'MULTILINE_IMPLICIT_KEY',
      'IMPOSSIBLE',
    ].includes(error.code)
  ) {
    return {
      code: 'yaml-indentation',
      offset: line.start + indentOf(line.text),
      summary: "this line's indentation fits nothing above it",
      hint: 'entries of one mapping or list begin in the same column',
    };
  }
  return undefined;
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

import { type PythonRegex, pythonRegex } from '../../core/python-regex.ts';
import { replacementOf } from '../../core/python-substitution.ts';
import type { Edit } from './edited-file.ts';

/** What `lineinfile` is told about a line; texts are bytes, one character each. */
export interface LineEdit {
  readonly regexp?: string;
  readonly search_string?: string;
  readonly line?: string;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly backrefs: boolean;
  readonly firstmatch: boolean;
}

const withoutEnd = (line: string) => line.replace(/[\r\n]+$/, '');
const withEnd = (line: string) => (line.endsWith('\n') ? line : `${line}\n`);
const found = (regex: PythonRegex, text: string): RegExpExecArray | null => {
  regex.search.lastIndex = 0;
  return regex.search.exec(text);
};

/** Lines end with a newline, and only with that. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The pattern for where the line goes, unless that is the beginning or the end. */
function insertionRegex({ insertafter, insertbefore }: LineEdit): PythonRegex | undefined {
  if (insertafter !== undefined && insertafter !== 'BOF' && insertafter !== 'EOF')
    return pythonRegex(insertafter, { bytes: true });
  if (insertbefore !== undefined && insertbefore !== 'BOF') return pythonRegex(insertbefore, { bytes: true });
  return undefined;
}

/**
 * Makes sure that the line is there: in place of the one that matches (the last one, or with `firstmatch` the first),
 * else where it is already, else where it is to be inserted. The rules are those of Ansible, with all their corners.
 */
export function presentLine(before: string, edit: LineEdit): Edit {
  const { regexp, search_string, line = '', insertafter, backrefs, firstmatch } = edit;
  const after = insertafter ?? (edit.insertbefore === undefined ? 'EOF' : undefined);
  const lines = linesOf(before);
  const regex = regexp === undefined ? undefined : pythonRegex(regexp, { bytes: true });
  const insertion = insertionRegex(edit);
  let at = -1;
  let match: RegExpExecArray | undefined;
  for (const [number, text] of lines.entries()) {
    const matched = regex && found(regex, text);
    if (!matched && !(search_string !== undefined && text.includes(search_string))) continue;
    at = number;
    match = matched ?? undefined;
    if (firstmatch) break;
  }
  let place = -1;
  if (at === -1) {
    for (const [number, text] of lines.entries()) {
      if (withoutEnd(text) === line) at = number;
      else if (insertion && found(insertion, text)) {
        if (after) place = number + 1;
        else if (edit.insertbefore) place = number;
        else continue;
        if (firstmatch) break;
      }
    }
  }
  const done = (msg: string): Edit => ({ text: lines.join(''), msg });
  if (at !== -1) {
    const text = withEnd(backrefs && match && regex ? replacementOf(line, regex)(match) : line);
    if (lines[at] === text) return done('');
    lines[at] = text;
    return done('line replaced');
  }
  // Without a match there is nothing that the references could stand for.
  if (backrefs) return done('');
  if (edit.insertbefore === 'BOF' || after === 'BOF') {
    lines.unshift(`${line}\n`);
  } else if (after === 'EOF' || place === -1) {
    if (lines.length > 0 && !/[\r\n]$/.test(lines.at(-1) ?? '')) lines.push('\n');
    lines.push(`${line}\n`);
  } else if (after) {
    if (withoutEnd(lines[place === lines.length ? place - 1 : place] ?? '') === line) return done('');
    lines.splice(place, 0, `${line}\n`);
  } else {
    lines.splice(place, 0, `${line}\n`);
  }
  return done('line added');
}

/** Removes every line that matches, contains the text, or is the line. */
export function absentLine(before: string, { regexp, search_string, line }: LineEdit): Edit {
  const regex = regexp === undefined ? undefined : pythonRegex(regexp, { bytes: true });
  const lines = linesOf(before);
  const kept = lines.filter((text) => {
    if (regex) return !found(regex, text);
    if (search_string !== undefined) return !text.includes(search_string);
    return withoutEnd(text) !== line;
  });
  const count = lines.length - kept.length;
  return {
    text: kept.join(''),
    msg: count > 0 ? `${count} line(s) removed` : '',
    fields: { found: count },
  };
}

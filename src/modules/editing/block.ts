import { pythonRegex } from '../../core/python-regex.ts';
import { matches, substitute } from '../../core/python-substitution.ts';
import type { Edit } from './edited-file.ts';

/** What `blockinfile` is told about a block; texts are bytes, one character each. */
export interface BlockEdit {
  readonly state: 'present' | 'absent';
  readonly block: string;
  readonly marker: string;
  readonly marker_begin: string;
  readonly marker_end: string;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly append_newline: boolean;
  readonly prepend_newline: boolean;
}

/** Lines with their ends: newline, carriage return, or both. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function markerLine(edit: BlockEdit, mark: string): string {
  return `${substitute(pythonRegex('{mark}', { bytes: true }), mark, edit.marker).text}\n`;
}

/** Puts the block between its markers, replaces what is between them, or takes all of it away. */
export function editBlock(before: string | undefined, edit: BlockEdit): Edit {
  const lines = linesOf(before ?? '');
  const present = edit.state === 'present';
  const begin = markerLine(edit, edit.marker_begin);
  const end = markerLine(edit, edit.marker_end);
  const inside = edit.block.endsWith('\n') ? edit.block : `${edit.block}\n`;
  const block = present && edit.block !== '' ? [begin, inside, end] : [];
  const from = lines.lastIndexOf(begin);
  const to = lines.lastIndexOf(end);
  let at: number;
  if (from === -1 || to === -1) at = insertion(before, lines, edit);
  else {
    at = Math.min(from, to);
    lines.splice(at, Math.abs(to - from) + 1);
  }
  const last = lines[at - 1];
  if (last !== undefined && !last.endsWith('\n')) lines[at - 1] = `${last}\n`;
  if (edit.prepend_newline && present && at !== 0 && lines[at - 1] !== '\n') lines.splice(at++, 0, '\n');
  lines.splice(at, 0, ...block);
  const following = lines[at + block.length];
  if (edit.append_newline && present && following !== undefined && following !== '\n')
    lines.splice(at + block.length, 0, '\n');
  const text = lines.join('');
  if (before === text) return { text, msg: '' };
  if (before === undefined) return { text, msg: 'File created' };
  return { text, msg: block.length === 0 ? 'Block removed' : 'Block inserted' };
}

/** The number of the line before which a new block goes. */
function insertion(before: string | undefined, lines: readonly string[], edit: BlockEdit): number {
  const { insertbefore } = edit;
  const insertafter = edit.insertafter ?? (insertbefore === undefined ? 'EOF' : undefined);
  const pattern =
    insertafter !== undefined && insertafter !== 'EOF'
      ? insertafter
      : insertbefore !== undefined && insertbefore !== 'BOF'
        ? insertbefore
        : undefined;
  if (pattern === undefined) return insertbefore === undefined ? lines.length : 0;
  const regex = pythonRegex(pattern, { bytes: true });
  let found: number | undefined;
  if (regex.multiline) {
    const [match] = matches(regex, before ?? '');
    const offset = match && (insertafter ? match.index + match[0].length : match.index);
    if (offset !== undefined && (insertafter || insertbefore)) found = newlines(before ?? '', offset);
  } else {
    for (const [number, line] of lines.entries()) {
      for (const _match of matches(regex, line)) {
        found = number;
        break;
      }
    }
  }
  if (found === undefined) return lines.length;
  return insertafter === undefined ? found : found + 1;
}

/** Ansible counts an offset in bytes as if it were one in characters; the block has to go where Ansible puts it. */
function newlines(bytes: string, offset: number): number {
  const characters = [...Buffer.from(bytes, 'latin1').toString('utf8')];
  return characters.slice(0, offset).filter((character) => character === '\n').length;
}

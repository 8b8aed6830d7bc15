import type { Value } from '../../core/value.ts';
import type { ControlReader } from '../control-reader.ts';
import { expandUser, joinPaths, needReader, normalizePath } from '../filters/paths.ts';
import { decodeText } from '../python/bytes.ts';
import { textOf } from '../python/marked-text.ts';
import { typeName } from '../python/type-name.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { searchPath } from '../run/template-files.ts';
import { TemplateError } from '../template-error.ts';

export function lookupError(message: string): TemplateError {
  return new TemplateError('lookup-failed', message);
}

/** A term that must be a text. */
export function textTerm(term: Value, lookup: string): string {
  const text = textOf(term);
  if (text === undefined) throw lookupError(`the lookup '${lookup}' needs strings, not ${typeName(term)}`);
  return text;
}

/** Where a file of a playbook may lie: beside the role or the playbook, in the folder of its kind first. */
export function candidates(name: string, folder: string, run: Evaluation): string[] {
  const path = expandUser(name, run);
  if (path.startsWith('/')) return [normalizePath(path)];
  const bases = searchPath(run);
  const playbook = run.scope.lookup('playbook_dir');
  if (typeof playbook === 'string' && !bases.includes(playbook)) bases.push(playbook);
  if (bases.length === 0) bases.push(needReader(run, 'a relative path').currentDirectory());
  return bases.flatMap((base) => [
    normalizePath(joinPaths([base, folder, path])),
    normalizePath(joinPaths([base, path])),
  ]);
}

export function findFile(name: string, folder: string, run: Evaluation): string | undefined {
  const reader = needReader(run, `looking for the file '${name}'`);
  return candidates(name, folder, run).find((path) => reader.status(path) !== undefined);
}

/** The text of a file of the playbook; where there is none, the lookup fails. */
export function readFound(name: string, folder: string, run: Evaluation): { path: string; text: string } {
  const path = findFile(name, folder, run);
  if (path === undefined) throw lookupError(`the file '${name}' was not found`);
  return { path, text: decodeText(readerOf(run).readFile(path), 'utf-8') };
}

export function readerOf(run: Evaluation): ControlReader {
  return needReader(run, 'this lookup');
}

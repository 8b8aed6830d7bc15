import { posix } from 'node:path';
import { decodeText } from '../python/bytes.ts';
import { iterate } from '../python/iteration.ts';
import { str } from '../python/text.ts';
import { TemplateError } from '../template-error.ts';
import type { Evaluation } from './evaluation.ts';

/** Where templates and files of a playbook are looked for, the nearest first. */
export function searchPath(run: Evaluation): string[] {
  const given = run.scope.lookup('ansible_search_path');
  if (given !== undefined) return iterate(given).map((path) => str(path));
  const paths: string[] = [];
  for (const name of ['role_path', 'playbook_dir']) {
    const value = run.scope.lookup(name);
    if (typeof value === 'string') paths.push(value);
  }
  return paths;
}

/** The template that an `include`, `import` or `extends` names. */
export function findTemplate(name: string, run: Evaluation): { path: string; text: string } | undefined {
  const { reader } = run.engine;
  if (!reader) throw new TemplateError('template-file', `the template '${name}' can't be read here`);
  const folders = searchPath(run).flatMap((path) => [posix.join(path, 'templates'), path]);
  if (run.source !== undefined) folders.push(posix.dirname(run.source));
  for (const folder of folders) {
    const path = posix.join(folder, name);
    if (reader.status(path)?.kind === 'file')
      return { path, text: decodeText(reader.readFile(path), 'utf-8') };
  }
  return undefined;
}

import { placeOf } from '../core/place.ts';
import type { SearchPath } from '../core/play.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { readBoolean } from './literals.ts';
import { expandHome, folderOf, isAbsolute, joinPath } from './paths.ts';
import type { Scope } from './scope.ts';
import { isTemplated, literalText } from './show-value.ts';

/** Modules that send a file, with the folder that is searched first. */
const SENDERS: ReadonlyMap<string, 'files' | 'templates'> = new Map([
  ['copy', 'files'],
  ['template', 'templates'],
  ['script', 'files'],
  ['unarchive', 'files'],
]);

/**
 * Where Ansible looks for a relative file, in its order: each role's `files/` (or `templates/` …) and the role itself,
 * then the same for the folder of the tasks and of the playbook.
 */
export function searchCandidates(
  search: SearchPath,
  folder: string,
  source: string,
  home?: string,
): string[] {
  const path = expandHome(source, home);
  if (isAbsolute(path)) return [path];
  const bases = [...search.roles, ...taskBases(search), search.playbookDir];
  const isPrefixed = path.split('/')[0] === folder;
  const candidates = bases.flatMap((base) => [
    ...(isPrefixed ? [] : [joinPath(base, folder, path)]),
    joinPath(base, path),
  ]);
  return [...new Set(candidates)];
}

/** The folder of the task's file; of `x/tasks` also `x`. */
function taskBases(search: SearchPath): string[] {
  const { taskDir } = search;
  return /\/(tasks|handlers)$/.test(taskDir) ? [folderOf(taskDir), taskDir] : [taskDir];
}

/** Says that a literal source file is missing, before a host is waiting for it. */
export function checkSourceFile(c: Compilation, module: string, args: Dict, scope: Scope): void {
  const folder = SENDERS.get(module);
  if (folder === undefined) return;
  if (readBoolean(args.get('remote_src') ?? false) !== false) return;
  // The old way to say the same of an archive.
  if (module === 'unarchive' && readBoolean(args.get('copy') ?? true) !== true) return;
  const source = literalText(args.get('src'));
  if (source === undefined || source === '' || /^\w+:\/\//.test(source)) return;
  const searched = searchCandidates(scope.search, folder, source, c.ports.home);
  const { files } = c.ports.reader;
  const found = searched.find((path) => files.exists(path.replace(/\/+$/, '')));
  if (found !== undefined) {
    if (module === 'template' && c.isFile(found)) checkTemplateFile(c, found, args);
    return;
  }
  const hint = `searched ${searched.join('\n')}`;
  const place = placeOf(args, 'src');
  // A condition may keep the task from ever running, and an earlier task on this machine may make the file.
  const isSure = !c.isInDoubt && !c.makesFiles;
  if (isSure) c.error('file-missing', `there is no file '${source}'`, place, { hint });
  else c.warn('file-missing', `there is no file '${source}'`, place, { hint });
}

/** Mistakes in a template's file, unless options that are templates themselves may change how it is read. */
function checkTemplateFile(c: Compilation, path: string, args: Dict): void {
  const syntax = [...args].map(([key, value]) => [String(key), value] as const);
  if (syntax.some(([key, value]) => SYNTAX_OPTIONS.has(key) && isTemplated(value))) return;
  let text: string;
  try {
    text = c.ports.reader.text(path);
  } catch (thrown) {
    c.absorb(thrown);
    return;
  }
  const options = syntax
    .filter(([key]) => SYNTAX_OPTIONS.has(key))
    .map(([key, value]) => [key, readBoolean(value) ?? value] as const);
  for (const diagnostic of c.ports.templar.checkFile(text, { source: path, syntax: options }))
    c.add(diagnostic);
}

const SYNTAX_OPTIONS = new Set([
  'block_start_string',
  'block_end_string',
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
  'trim_blocks',
  'lstrip_blocks',
  'newline_sequence',
]);

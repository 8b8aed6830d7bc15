import { posix } from 'node:path';
import { Tuple, type Value } from '../../core/value.ts';
import type { ControlReader } from '../control-reader.ts';
import { iterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { typeName } from '../python/type-name.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { TemplateError, valueError } from '../template-error.ts';
import { textArgument } from './argument.ts';
import { type Filter, type FilterTable, filterOf } from './filter.ts';

export function needReader(run: Evaluation, what: string): ControlReader {
  const { reader } = run.engine;
  if (!reader)
    throw new TemplateError(
      'lookup-failed',
      `${what} needs the control machine's files, which can't be read here`,
    );
  return reader;
}

/** Python's `os.path.join`: an absolute part starts anew. */
export function joinPaths(parts: readonly string[]): string {
  let path = '';
  for (const [i, part] of parts.entries()) {
    if (i === 0 || part.startsWith('/')) path = part;
    else if (path === '' || path.endsWith('/')) path += part;
    else path += `/${part}`;
  }
  return path;
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** Python's `os.path.normpath`. */
export function normalizePath(path: string): string {
  if (path === '') return '.';
  const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && parts.length === 0) || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

export function absolutePath(path: string, run: Evaluation): string {
  return normalizePath(
    path.startsWith('/') ? path : joinPaths([needReader(run, 'a relative path').currentDirectory(), path]),
  );
}

export function expandUser(path: string, run: Evaluation): string {
  const match = /^~([^/]*)/.exec(path);
  if (!match) return path;
  const user = match[1] ?? '';
  const home = needReader(run, "'expanduser'").home(user === '' ? undefined : user);
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + path.slice(match[0].length) || '/';
}

function splitDrive(path: string): [string, string] {
  const unc = /^[\\/]{2}[^\\/]+[\\/][^\\/]+/.exec(path);
  const drive = unc?.[0] ?? /^[^\\/]?:/.exec(path.slice(0, 2))?.[0] ?? '';
  return [drive, path.slice(drive.length)];
}

function windowsSplit(path: string): [string, string] {
  const [drive, rest] = splitDrive(path);
  const at = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1;
  const head = rest.slice(0, at);
  return [drive + (/^[\\/]*$/.test(head) ? head : head.replace(/[\\/]+$/, '')), rest.slice(at)];
}

/** A filter of one path. */
function ofPath(name: string, run: (path: string, evaluation: Evaluation) => Value): Filter {
  return filterOf(name, ['path'], [], (evaluation, value) => {
    const text = textOf(value);
    if (text === undefined) throw valueError(`'${name}' needs a path, not ${typeName(value)}`);
    return run(text, evaluation);
  });
}

function commonPath(paths: readonly string[]): string {
  const [first, ...others] = paths;
  if (first === undefined) throw valueError('commonpath() arg is an empty sequence');
  const absolute = first.startsWith('/');
  if (others.some((path) => path.startsWith('/') !== absolute))
    throw valueError("Can't mix absolute and relative paths");
  const split = (path: string) => path.split('/').filter((part) => part !== '' && part !== '.');
  let common = split(first);
  for (const path of others) {
    const parts = split(path);
    let i = 0;
    while (i < common.length && common[i] === parts[i]) i++;
    common = common.slice(0, i);
  }
  return (absolute ? '/' : '') + common.join('/');
}

export const PATH_FILTERS: FilterTable = {
  basename: ofPath('basename', basename),
  dirname: ofPath('dirname', dirname),
  normpath: ofPath('normpath', normalizePath),
  expanduser: ofPath('expanduser', expandUser),
  expandvars: ofPath('expandvars', (path, run) =>
    path.replace(/\$(\w+|\{[^}]*\})/g, (whole, name: string) => {
      const plain = name.replace(/^\{|\}$/g, '');
      return needReader(run, "'expandvars'").environment(plain) ?? whole;
    }),
  ),
  realpath: ofPath('realpath', (path, run) =>
    needReader(run, "'realpath'").realPath(absolutePath(path, run)),
  ),
  relpath: filterOf('relpath', ['path'], ['start'], (run, path, start) => {
    const from = absolutePath(textArgument(start, '.', 'start'), run);
    const to = absolutePath(textArgument(path, '', 'path'), run);
    return posix.relative(from, to) || '.';
  }),
  splitext: ofPath('splitext', (path) => {
    const name = basename(path);
    const dot = name.lastIndexOf('.');
    const cut = dot < 0 || /^\.*$/.test(name.slice(0, dot)) ? path.length : path.length - name.length + dot;
    return Tuple.fromItems([path.slice(0, cut), path.slice(cut)]);
  }),
  path_join: filterOf('path_join', ['paths'], [], (_, paths) => {
    const text = textOf(paths);
    if (text !== undefined) return text;
    if (!Array.isArray(paths))
      throw valueError(`'path_join' needs a string or a list, not ${typeName(paths)}`);
    if (paths.length === 0) throw valueError("'path_join' needs at least one part");
    return joinPaths(
      iterate(paths).map((part) => {
        const path = textOf(part);
        if (path === undefined) throw valueError(`'path_join' needs strings, not ${typeName(part)}`);
        return path;
      }),
    );
  }),
  commonpath: filterOf('commonpath', ['paths'], [], (_, paths) => {
    if (!Array.isArray(paths)) throw valueError(`'commonpath' needs a list, not ${typeName(paths)}`);
    return commonPath(paths.map((path) => textArgument(path, '', 'a path')));
  }),
  fileglob: ofPath('fileglob', (pattern, run) => {
    const reader = needReader(run, "'fileglob'");
    return reader.glob(pattern).filter((path) => reader.status(path)?.kind === 'file');
  }),
  win_basename: ofPath('win_basename', (path) => windowsSplit(path)[1]),
  win_dirname: ofPath('win_dirname', (path) => windowsSplit(path)[0]),
  win_splitdrive: ofPath('win_splitdrive', (path) => Tuple.fromItems(splitDrive(path))),
};

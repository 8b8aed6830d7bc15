import { type Dict, isDict, type Value } from '../../core/value.ts';
import { basename, dirname, joinPaths } from '../filters/paths.ts';
import { iterate } from '../python/iteration.ts';
import { NativeText, textOf } from '../python/marked-text.ts';
import { strip } from '../python/string-methods.ts';
import { str } from '../python/text.ts';
import { isTrue } from '../python/truth.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { searchPath } from '../run/template-files.ts';
import { OverlayScope } from '../scope.ts';
import { candidates, findFile, lookupError, readerOf, readFound, textTerm } from './find-file.ts';
import { type LookupTable, lookup } from './lookup.ts';
import { onlyOptions } from './options.ts';

const TEMPLATE_OPTIONS = [
  'convert_data',
  'template_vars',
  'jinja2_native',
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
];

function splitList(value: Value | undefined, separators: RegExp): string[] {
  if (value === undefined || value === null) return [];
  const text = textOf(value);
  if (text !== undefined) return text.split(separators);
  return iterate(value).flatMap((item) => splitList(item, separators));
}

interface Search {
  readonly paths: string[];
  skip: boolean;
}

/** The files that `first_found` tries, in order. */
function firstFoundSearch(terms: readonly Value[], options: ReadonlyMap<Value, Value>, search: Search): void {
  for (const term of terms) {
    if (Array.isArray(term)) {
      firstFoundSearch(term, options, search);
      continue;
    }
    const own = isDict(term) ? new Map<Value, Value>([...options, ...term]) : options;
    const files = isDict(term) ? own.get('files') : textTerm(term, 'first_found');
    search.skip = isTrue(own.get('skip') ?? false);
    const names = splitList(files, /[,;]/);
    const folders = splitList(own.get('paths'), /[,:;]/);
    if (folders.length === 0) search.paths.push(...names);
    for (const folder of folders) for (const name of names) search.paths.push(joinPaths([folder, name]));
  }
}

function firstFound(terms: readonly Value[], options: ReadonlyMap<string, Value>, run: Evaluation): Value[] {
  onlyOptions('first_found', options, 'files', 'paths', 'skip');
  const search: Search = { paths: [], skip: false };
  const given: readonly Value[] = terms.length === 0 ? [new Map<Value, Value>(options) as Dict] : terms;
  firstFoundSearch(given, options as ReadonlyMap<Value, Value>, search);
  const reader = readerOf(run);
  for (const name of search.paths)
    for (const folder of ['files', 'templates', 'vars', 'tasks']) {
      const path = candidates(name, folder, run).find((candidate) => reader.status(candidate) !== undefined);
      if (path !== undefined) return [path];
    }
  if (search.skip || isTrue(options.get('skip') ?? false)) return [];
  throw lookupError(`none of the files was found: ${search.paths.join(', ')}`);
}

function fileGlob(terms: readonly Value[], run: Evaluation): Value[] {
  const reader = readerOf(run);
  const found: Value[] = [];
  for (const term of terms) {
    const pattern = textTerm(term, 'fileglob');
    const name = basename(pattern);
    const folders =
      name === pattern
        ? searchPath(run).flatMap((path) => [joinPaths([path, 'files']), path])
        : [findFile(dirname(pattern), 'files', run)];
    for (const folder of folders) {
      if (folder === undefined) continue;
      const files = reader
        .glob(joinPaths([folder, name]))
        .filter((path) => reader.status(path)?.kind === 'file');
      if (files.length === 0) continue;
      found.push(...files);
      break;
    }
  }
  return found;
}

export const FILE_LOOKUPS: LookupTable = {
  file: lookup((terms, options, run) => {
    onlyOptions('file', options, 'lstrip', 'rstrip');
    return terms.map((term) => {
      const { text } = readFound(textTerm(term, 'file'), 'files', run);
      return strip(
        text,
        undefined,
        isTrue(options.get('lstrip') ?? false),
        isTrue(options.get('rstrip') ?? true),
      );
    });
  }),
  template: lookup((terms, options, run) => {
    onlyOptions('template', options, ...TEMPLATE_OPTIONS);
    const extra = options.get('template_vars');
    const scope = isDict(extra)
      ? new OverlayScope(
          run.scope,
          [...extra].map(([name, value]) => [str(name), value] as const),
        )
      : run.scope;
    const convert = isTrue(options.get('convert_data') ?? true);
    const syntax = new Map([...options].filter(([name]) => name.endsWith('_string')));
    return terms.map((term) => {
      const { path, text } = readFound(textTerm(term, 'template'), 'templates', run);
      const result = run.engine.renderFileText(text, scope, path, syntax, convert);
      return !convert && typeof result === 'string' ? new NativeText(result) : result;
    });
  }),
  first_found: lookup(firstFound),
  fileglob: lookup((terms, options, run) => {
    onlyOptions('fileglob', options);
    return fileGlob(terms, run);
  }),
  unvault: lookup((terms, _options, run) =>
    terms.map((term) => {
      const { text } = readFound(textTerm(term, 'unvault'), 'files', run);
      return text.startsWith('$ANSIBLE_VAULT') ? run.engine.decrypt(text) : text;
    }),
  ),
};

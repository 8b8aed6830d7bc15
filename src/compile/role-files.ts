import type { Place } from '../core/place.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { combine, readVariablesFile } from '../load/index.ts';
import type { Compilation } from './compilation.ts';
import { joinPath } from './paths.ts';
import { checkTexts } from './template-checks.ts';

const ENDINGS = ['.yml', '.yaml', '.json'];

/** The file of a role's folder: `main.yml`, `main.yaml`, `main.json` or `main`; a name that was given wins as it is. */
export function findRoleFile(
  c: Compilation,
  rolePath: string,
  folder: string,
  from: string | undefined,
): string | undefined {
  const endings = from === undefined ? [...ENDINGS, ''] : ['', ...ENDINGS];
  return endings
    .map((e) => joinPath(rolePath, folder, `${from ?? 'main'}${e}`))
    .find((path) => c.isFile(path));
}

/** A role's document; undefined where there is none. */
export function roleDocument(
  c: Compilation,
  rolePath: string,
  folder: string,
  from?: string,
): { readonly value: Value; readonly file: string; readonly place: Place } | undefined {
  const file = findRoleFile(c, rolePath, folder, from);
  const document = file === undefined ? undefined : c.document(file);
  return file === undefined || document === undefined ? undefined : { ...document, file };
}

/** A role's `defaults` or `vars`: one file, or all files of a folder `main/`, the later ones winning. */
export function roleVariables(c: Compilation, rolePath: string, folder: string, from?: string): Dict {
  const base = joinPath(rolePath, folder, from ?? 'main');
  const single = findRoleFile(c, rolePath, folder, from);
  const found = single !== undefined ? [single] : c.isFolder(base) ? filesBelow(c, base) : [];
  return combine(found.map((file) => variablesOf(c, file)));
}

/** The variables of a file, its mistakes said. */
export function variablesOf(c: Compilation, file: string): Dict {
  const { variables, diagnostics } = readVariablesFile(c.ports.reader, file);
  for (const diagnostic of diagnostics) c.add(diagnostic);
  if (isDict(variables)) checkTexts(c, variables, undefined, 'warning');
  return variables;
}

function filesBelow(c: Compilation, folder: string): string[] {
  const { files } = c.ports.reader;
  return files.list(folder).flatMap((name) => {
    if (name.startsWith('.') || name.endsWith('~')) return [];
    const path = joinPath(folder, name);
    const dot = name.lastIndexOf('.');
    const ending = dot > 0 ? name.slice(dot) : '';
    if (c.isFolder(path)) return ending === '' ? filesBelow(c, path) : [];
    return ending === '' || ENDINGS.includes(ending) ? [path] : [];
  });
}

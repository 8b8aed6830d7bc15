import { placeOf } from '../core/place.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { variablesOf } from './role-files.ts';
import { isTemplated, kindOfValue } from './show-value.ts';
import { searchCandidates } from './source-files.ts';
import type { StaticVars } from './static-vars.ts';

/** `vars_files:` as written, and the contents of those whose names are known without a host. */
export function readVarsFiles(
  c: Compilation,
  dict: Dict,
  playbookDir: string,
  vars: StaticVars,
): { readonly written: readonly Value[]; readonly loaded: readonly Dict[] } {
  const value = dict.get('vars_files') ?? null;
  if (value === null) return { written: [], loaded: [] };
  const items = Array.isArray(value) ? value : [value];
  const loaded: Dict[] = [];
  const written = items.filter((item, index) => {
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'vars_files');
    const alternatives = Array.isArray(item) ? item : [item];
    if (item === null) return false;
    if (!alternatives.every((name) => typeof name === 'string')) {
      c.error('keyword-type', `'vars_files' names files, and ${kindOfValue(item)} is no name`, place);
      return false;
    }
    const names = alternatives.map((name) => staticFileName(c, name as string, vars.with(...loaded)));
    const searched = names.flatMap((name) => (name === undefined ? [] : candidates(c, name, playbookDir)));
    const found = searched.find((path) => c.isFile(path));
    if (found !== undefined) {
      // Which alternative counts is only known where all before it are.
      if (names.every((name) => name !== undefined)) loaded.push(variablesOf(c, found));
    } else if (names.every((name) => name !== undefined)) {
      const hint = `searched ${searched.join('\n')}`;
      c.error('file-missing', `there is no file of variables '${names.join("' or '")}'`, place, { hint });
    }
    return true;
  });
  return { written, loaded };
}

function staticFileName(c: Compilation, name: string, vars: StaticVars): string | undefined {
  if (!isTemplated(name)) return name;
  const rendered = vars.render(c, name);
  return 'value' in rendered && typeof rendered.value === 'string' ? rendered.value : undefined;
}

function candidates(c: Compilation, name: string, playbookDir: string): string[] {
  return searchCandidates({ roles: [], taskDir: playbookDir, playbookDir }, 'vars', name, c.ports.home);
}

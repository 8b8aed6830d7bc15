import type { Place } from '../core/place.ts';
import type { Compilation } from './compilation.ts';
import type { Scope } from './scope.ts';
import { isTemplated } from './show-value.ts';

/** A static name out of a template that only mentions what is known without a host. */
export function staticName(
  c: Compilation,
  name: string,
  place: Place | undefined,
  scope: Scope,
  what: 'import_tasks' | 'import_role',
): string | undefined {
  if (!isTemplated(name)) return name;
  const rendered = scope.vars.with(...scope.inherited.vars).render(c, name);
  if ('value' in rendered && typeof rendered.value === 'string') return rendered.value;
  const dynamic = what === 'import_tasks' ? 'include_tasks' : 'include_role';
  const why = 'why' in rendered ? ` (${rendered.why})` : '';
  c.error(
    'import-name',
    `'${what}' is resolved before any host is known, and '${name}' can't be${why}`,
    place,
    {
      hint: `use ${dynamic} where the name depends on facts or the inventory; vars, vars_files and -e are known here`,
    },
  );
  return undefined;
}

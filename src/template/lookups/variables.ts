import type { Value } from '../../core/value.ts';
import { needReader } from '../filters/paths.ts';
import { orElse } from '../python/absent.ts';
import { getItem } from '../python/attribute.ts';
import type { Scope } from '../scope.ts';
import { TemplateError } from '../template-error.ts';
import { pythonRegex } from '../text/python-regex.ts';
import { Undefined } from '../undefined.ts';
import { textTerm } from './find-file.ts';
import { type LookupTable, lookup } from './lookup.ts';
import { onlyOptions } from './options.ts';

/** A variable of this host, or what the host's own variables say where the scope has none. */
function variable(name: string, scope: Scope): Value | undefined {
  const own = scope.lookup(name);
  if (own !== undefined) return own instanceof Undefined ? undefined : own;
  const hosts = scope.lookup('hostvars');
  const host = scope.lookup('inventory_hostname');
  if (hosts === undefined || host === undefined) return undefined;
  const value = getItem(getItem(hosts, host), name);
  return value instanceof Undefined ? undefined : value;
}

export const VARIABLE_LOOKUPS: LookupTable = {
  vars: lookup((terms, options, run) => {
    onlyOptions('vars', options, 'default');
    return terms.map((term) => {
      const name = textTerm(term, 'vars');
      const value = orElse(variable(name, run.scope), () => options.get('default') ?? undefined);
      if (value === undefined)
        throw new TemplateError('undefined-variable', `there is no variable '${name}'`, { variable: name });
      return value;
    });
  }),
  varnames: lookup((terms, _options, run) => {
    const names = [...run.scope.names()];
    return terms.flatMap((term) => {
      const { search } = pythonRegex(textTerm(term, 'varnames'));
      return names.filter((name) => {
        search.lastIndex = 0;
        return search.test(name);
      });
    });
  }),
  env: lookup((terms, options, run) => {
    onlyOptions('env', options, 'default');
    const reader = needReader(run, "the lookup 'env'");
    return terms.map((term) => {
      const [name = ''] = textTerm(term, 'env').trim().split(/\s+/);
      return reader.environment(name) ?? options.get('default') ?? '';
    });
  }),
};

import type { DirectiveName } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Finding, Prepared } from './arguments.ts';
import { DIRECTIVES } from './directives.ts';
import { showValue } from './show-value.ts';
import { isVariableName } from './variable-names.ts';

/** Whether it takes any name as an argument. */
export function isOpen(directive: DirectiveName | undefined): boolean {
  return directive === 'set_fact' || directive === 'add_host';
}

/**
 * Directives that take any name get what isn't their own in one mapping: `set_fact` its `facts`, `add_host` the
 * host's `vars`.
 */
export function shapeDirective(directive: DirectiveName, prepared: Prepared): Prepared {
  if (!isOpen(directive)) return prepared;
  const own = DIRECTIVES[directive].properties;
  const args: Record<string, unknown> = {};
  const free: Dict = new Map();
  for (const [name, value] of Object.entries(prepared.args)) {
    if (name in own) args[name] = value;
    else free.set(name, value as Value);
  }
  args[directive === 'set_fact' ? 'facts' : 'vars'] = free;
  return { args, findings: [...prepared.findings, ...nameMistakes(directive, free)] };
}

function nameMistakes(directive: DirectiveName, free: Dict): Finding[] {
  if (directive !== 'set_fact' || free.delete('_raw_params')) return [];
  if (free.size === 0)
    return [{ code: 'missing-argument', message: "'set_fact' sets nothing: it needs name: value" }];
  return [...free.keys()]
    .map(String)
    .filter((name) => !isVariableName(name) && !name.includes('{{'))
    .map((name) => ({
      code: 'arguments' as const,
      argument: name,
      message: `${showValue(name)} can't be the name of a variable`,
    }));
}

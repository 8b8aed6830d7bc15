import { isUnknown } from '../../core/unknown.ts';
import { type Dict, isDict, type Value } from '../../core/value.ts';
import { ending, failed } from '../outcome.ts';
import type { TaskScope } from '../scope.ts';
import type { Directive } from './directive.ts';

/** Checks a role's variables against its argument_specs; all that is wrong is said at once. */
export const validateArgumentSpec: Directive = async ({ scope }, action) => {
  const spec = scope.value(action.args.get('argument_spec') ?? new Map());
  const given = scope.value(action.args.get('provided_arguments') ?? new Map());
  const mistakes = isDict(spec) ? mistakesIn(spec, (name) => argumentNamed(scope, given, name)) : [];
  if (mistakes.length === 0) return ending('ok', new Map([['changed', false]]));
  return failed(
    { message: `the arguments of the role are not as it wants them: ${mistakes.join('; ')}` },
    new Map<Value, Value>([['argument_errors', mistakes]]),
  );
};

function argumentNamed(scope: TaskScope, given: Value, name: string): Value | undefined {
  const provided = isDict(given) ? given.get(name) : undefined;
  return provided ?? scope.variable(name);
}

function mistakesIn(spec: Dict, argumentNamed: (name: string) => Value | undefined, prefix = ''): string[] {
  const mistakes: string[] = [];
  for (const [key, option] of spec) {
    if (!isDict(option)) continue;
    const name = String(key);
    const value = argumentNamed(name);
    if (value === undefined || value === null) {
      if (option.get('required') === true) mistakes.push(`${prefix}${name} is required`);
      continue;
    }
    if (isUnknown(value)) continue;
    const type = String(option.get('type') ?? 'str');
    if (!fits(type, value)) {
      mistakes.push(`${prefix}${name} should be of type ${type}`);
      continue;
    }
    const choices = option.get('choices');
    const chosen = Array.isArray(value) ? value : [value];
    if (Array.isArray(choices) && !chosen.every((one) => choices.includes(one))) {
      mistakes.push(`${prefix}${name} should be one of ${choices.map(String).join(', ')}`);
    }
    const inner = option.get('options');
    if (isDict(inner)) mistakes.push(...mistakesWithin(inner, value, `${prefix}${name}`));
  }
  return mistakes;
}

/** A dictionary's fields, or those of each dictionary in a list. */
function mistakesWithin(spec: Dict, value: Value, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => mistakesWithin(spec, one, `${name}[${at}]`));
  return isDict(value) ? mistakesIn(spec, (field) => value.get(field), `${name}.`) : [];
}

/** As loosely as Ansible, which turns what can be turned: "80" is an int, a number is a str. */
function fits(type: string, value: Value): boolean {
  switch (type) {
    case 'dict':
      return isDict(value) || (typeof value === 'string' && /^\s*\{|=/.test(value));
    case 'list':
      return Array.isArray(value) || typeof value === 'string' || typeof value === 'number';
    case 'int':
      return typeof value === 'number' ? Number.isInteger(value) : /^\s*[-+]?\d+\s*$/.test(String(value));
    case 'float':
      return typeof value === 'number' || /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(String(value));
    case 'bool':
      return typeof value === 'boolean' || /^(yes|no|on|off|true|false|1|0|y|n|t|f)$/i.test(String(value));
    default:
      return !isDict(value) && !(Array.isArray(value) && (type === 'str' || type === 'path'));
  }
}

import { Unknown } from '../../core/unknown.ts';
import { isDict, Tuple, Unsafe, type Value } from '../../core/value.ts';
import type { Position } from '../template-error.ts';
import { undefinedName } from '../undefined.ts';
import type { Frame } from './frame.ts';
import { unknownIn } from './unknown-inside.ts';

/** What a name stands for: the template's own variables first, then the scope's, then the functions every template has. */
export function resolve(frame: Frame, name: string, at: Position): Value {
  const own = frame.find(name);
  if (own !== undefined) return own;
  const { run } = frame;
  const fromScope = frame.seesScope ? run.scope.lookup(name) : undefined;
  if (fromScope === undefined)
    return run.engine.globals.get(name) ?? undefinedName(name, { line: at.line, column: at.column });
  if (fromScope instanceof Unsafe) {
    run.untrusted = true;
    return fromScope.text;
  }
  if (!run.untrusted && run.scope.untrusted?.(name)) run.untrusted = true;
  if (
    !run.metUnknown &&
    (run.scope.holdsUnknown ? run.scope.holdsUnknown(name) : unknownIn(fromScope) !== undefined)
  )
    run.metUnknown = true;
  if (run.copiesOnRead && fromScope !== null && typeof fromScope === 'object')
    return run.copyOnce(name, () => deepCopy(fromScope));
  return fromScope;
}

/** A template that appends to a list must not change the variable for all others. */
function deepCopy(value: Value): Value {
  if (value instanceof Unknown) return value;
  if (value instanceof Tuple) return Tuple.fromItems(value.map(deepCopy));
  if (Array.isArray(value)) return value.map(deepCopy);
  if (isDict(value)) return new Map([...value].map(([k, v]) => [k, deepCopy(v)]));
  return value;
}

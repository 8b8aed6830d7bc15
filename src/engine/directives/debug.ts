import { isUnknown } from '../../core/unknown.ts';
import { type Dict, OMIT, type Value } from '../../core/value.ts';
import { ending } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Shows a message or a variable. What isn't known yet is shown as that. */
export const debug: Directive = async ({ host, reference, scope, noLog }, action) => {
  const result: Dict = new Map<Value, Value>([['changed', false]]);
  const variable = action.args.get('var');
  let value: Value;
  if (variable !== undefined && variable !== null) {
    const name = scope.text(variable);
    value = isUnknown(name) ? name : (scope.shownVariable(name) ?? null);
    result.set(isUnknown(name) ? 'var' : name, value);
  } else {
    const message = action.args.get('msg');
    value = message === undefined ? 'Hello world!' : scope.value(message);
    if (value === OMIT) value = 'Hello world!';
    result.set('msg', value);
  }
  host.run.report({
    event: 'message',
    time: host.run.now(),
    host: host.name,
    task: reference,
    text: noLog ? 'hidden by no_log' : scope.show(value),
  });
  return ending('ok', result);
};

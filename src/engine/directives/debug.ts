import { isUnknown } from '../../core/unknown.ts';
import type { Dict, Value } from '../../core/value.ts';
import { renderArguments } from '../arguments.ts';
import { ending } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Shows a message or a variable. What isn't known yet is shown as that. */
export const debug: Directive = async ({ host, reference, scope }, action) => {
  const result: Dict = new Map<Value, Value>([['changed', false]]);
  const variable = action.args.get('var');
  if (variable !== undefined) {
    const name = scope.text(variable);
    const shown = isUnknown(name) ? name : scope.expressionOrMissing(name);
    result.set(isUnknown(name) ? 'var' : name, shown);
  } else {
    const args = renderArguments(action, scope);
    result.set('msg', args['msg'] as Value);
  }
  const [[, value] = []] = [...result].slice(1);
  host.run.report({
    event: 'message',
    time: host.run.now(),
    host: host.name,
    task: reference,
    text: scope.show(value ?? ''),
  });
  return ending('ok', result);
};

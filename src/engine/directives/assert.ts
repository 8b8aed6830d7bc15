import { isUnknown, NotKnown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { ending, failed, unknownEnding } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** All conditions must hold; the first that doesn't is named. */
export const assert: Directive = async ({ task, scope, doubt }, action) => {
  const that = action.args.get('that') ?? true;
  const conditions = Array.isArray(that) ? that : [that];
  let open: NotKnown | undefined;
  for (const condition of conditions) {
    const { holds, value } = scope.conditions([{ value: condition, place: task.place }]);
    if (isUnknown(holds)) open ??= new NotKnown(holds);
    if (holds !== false) continue;
    if (doubt) return unknownEnding(doubt);
    const message = action.args.get('fail_msg') ?? action.args.get('msg');
    const shown = message === undefined ? undefined : scope.value(message);
    return failed(
      {
        message:
          shown === undefined ? `the assertion does not hold: ${scope.show(value ?? '')}` : scope.show(shown),
      },
      new Map<Value, Value>([
        ['assertion', value ?? ''],
        ['evaluated_to', false],
        ['msg', shown ?? 'Assertion failed'],
      ]),
    );
  }
  if (open) throw open;
  const message = action.args.get('success_msg');
  return ending(
    'ok',
    new Map<Value, Value>([
      ['changed', false],
      ['msg', message === undefined ? 'All assertions passed' : scope.value(message)],
    ]),
  );
};

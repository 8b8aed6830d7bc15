import { isUnknown } from '../../core/unknown.ts';
import { type Dict, isDict, OMIT, type Value } from '../../core/value.ts';
import { delegateName, isTrue } from '../keyword-values.ts';
import { ending } from '../outcome.ts';

import type { TaskScope } from '../scope.ts';
import type { Directive } from './directive.ts';

/** Sets variables of the host. Where it is open whether the task runs, so are they, unless nothing would change. */
export const setFact: Directive = async ({ host, task, scope, doubt }, action) => {
  const facts: Dict = new Map();
  const whole = action.args.get('_raw_params');
  const given = whole === undefined ? action.args : scope.value(whole);
  if (isDict(given)) {
    for (const [rawName, raw] of given) {
      const name = scope.text(rawName);
      if (isUnknown(name) || name === 'cacheable' || name === '_raw_params') continue;
      const value = scope.value(raw);
      if (value !== OMIT) facts.set(name, asFact(value));
    }
  }
  const delegate = delegateName(scope, task);
  const receivers =
    delegate !== undefined && isTrue(scope, task.keywords.delegateFacts)
      ? [host.run.variablesOf(delegate)]
      : host.play.learners(host, isTrue(scope, task.keywords.runOnce)).map((learner) => learner.variables);
  for (const receiver of receivers)
    for (const [name, value] of facts) receiver.assign(String(name), doubt ?? value);
  if (isCacheable(given, scope) && !doubt) {
    for (const receiver of receivers) receiver.learn(facts);
  }
  const result: Dict = new Map<Value, Value>([
    ['changed', false],
    ['ansible_facts', new Map(facts)],
  ]);
  return doubt ? { ...ending('unknown', result), waitsFor: doubt.waitsFor } : ending('ok', result);
};

/** `yes`, `no` and their kin become booleans, as they do with Ansible. */
function asFact(value: Value): Value {
  if (typeof value !== 'string' || !/^(true|false|yes|no)$/i.test(value)) return value;
  return /^(true|yes)$/i.test(value);
}

function isCacheable(given: Value, scope: TaskScope): boolean {
  return isDict(given) && isTrue(scope, given.get('cacheable'));
}

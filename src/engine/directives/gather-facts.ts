import { identityOf } from '../connection.ts';
import { environmentOf, isTrue } from '../keyword-values.ts';
import { runModule } from '../module-item.ts';

import type { Directive } from './directive.ts';

/** Reads the host's facts: the module `setup` under the name that plays use. */
export const gatherFacts: Directive = async (attempt, action) => {
  const { host, task, scope } = attempt;
  const setup = host.run.options.modules.get('setup');
  if (!setup) throw new Error("there is no module 'setup'");
  const end = await runModule({
    host,
    task,
    reference: attempt.reference,
    action: {
      action: 'module',
      module: setup,
      name: 'setup',
      args: action.args,
      prepare: (args) => action.prepare(args),
    },
    scope,
    delegate: undefined,
    noLog: attempt.noLog,
    machine: host.machine(),
    as: identityOf(
      scope,
      task.keywords,
      host.run.targetFor(host.name, host, task),
      host.run.options.defaults,
    ),
    // Facts are only read; what they say is as true in check mode.
    check: host.run.options.check || isTrue(scope, task.keywords.checkMode),
    doubt: attempt.doubt,
    position: 0,
    environment: environmentOf(scope, task),
    timeLimit: undefined,
    onProgress: () => undefined,
  });
  const facts = end.result.get('ansible_facts');
  if (facts instanceof Map && end.status !== 'failed') host.run.learnFacts(host.name, facts);
  return end;
};

import type { Condition } from '../core/play.ts';
import { isUnknown, type Maybe, type Unknown } from '../core/unknown.ts';
import type { Dict } from '../core/value.ts';
import { failureOf } from './failure.ts';
import type { Ending } from './outcome.ts';
import { failed } from './outcome.ts';
import type { TaskScope } from './scope.ts';

/**
 * `failed_when` and `changed_when` have the last word on how a task ended. A verdict that depends on what isn't
 * known becomes unknown.
 */
export function conclude(
  end: Ending,
  changedWhen: readonly Condition[] | undefined,
  failedWhen: readonly Condition[] | undefined,
  scope: TaskScope,
): Ending {
  if (end.status === 'skipped') return end;
  let concluded = end;
  if (changedWhen) concluded = concludeOne(concluded, changedWhen, scope, 'changed');
  if (failedWhen) concluded = concludeOne(concluded, failedWhen, scope, 'failed');
  return concluded;
}

function concludeOne(
  end: Ending,
  conditions: readonly Condition[],
  scope: TaskScope,
  field: 'failed' | 'changed',
): Ending {
  let holds: boolean | Unknown;
  try {
    holds = scope.conditions(conditions).holds;
  } catch (thrown) {
    // What the task did is done, and its result stays.
    const { failure } = failureOf(thrown);
    return failed(
      failure ?? { message: String(thrown) },
      new Map([...end.result].filter(([name]) => name !== 'msg')),
      end,
    );
  }
  if (isUnknown(holds)) return unsure(end, holds, field);
  return field === 'failed' ? withFailure(end, holds) : withChange(end, holds);
}

function withFailure(end: Ending, fails: boolean): Ending {
  if (fails && end.status !== 'failed') {
    const said = (name: string): Maybe<string> | undefined => {
      const value = end.result.get(name);
      return typeof value === 'string' ? value : undefined;
    };
    const stdout = said('stdout');
    const stderr = said('stderr');
    return failed(
      {
        message: 'failed_when says that this is a failure',
        ...(typeof stdout === 'string' ? { stdout } : {}),
        ...(typeof stderr === 'string' ? { stderr } : {}),
      },
      new Map([...end.result, ['failed_when_result', true]]),
      end,
    );
  }
  const result: Dict = new Map([...end.result, ['failed', fails], ['failed_when_result', fails]]);
  if (!fails && end.status === 'failed') {
    const changed = end.result.get('changed') === true;
    return { ...end, status: changed ? 'changed' : 'ok', failure: undefined, result };
  }
  return { ...end, result };
}

function withChange(end: Ending, changes: boolean): Ending {
  const result: Dict = new Map([...end.result, ['changed', changes]]);
  if (end.status === 'failed') return { ...end, result };
  return {
    ...end,
    status: changes ? 'changed' : 'ok',
    waitsFor: [],
    result,
    changes: changes ? end.changes : [],
  };
}

function unsure(end: Ending, holds: Unknown, field: 'failed' | 'changed'): Ending {
  const result: Dict = new Map([...end.result, [field, holds]]);
  if (field === 'failed') return { ...end, result };
  return { ...end, status: 'unknown', waitsFor: holds.waitsFor, result };
}

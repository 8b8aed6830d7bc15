import type { Condition } from '../core/play.ts';
import { isUnknown, type Maybe, type Unknown } from '../core/unknown.ts';
import type { Dict } from '../core/value.ts';
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
  if (end.status === 'skipped' || (!changedWhen && !failedWhen)) return end;
  let concluded = end;
  if (failedWhen) {
    const holds = scope.conditions(failedWhen).holds;
    concluded = isUnknown(holds) ? unsure(concluded, holds, 'failed') : withFailure(concluded, holds);
  }
  if (changedWhen && concluded.status !== 'failed') {
    const holds = scope.conditions(changedWhen).holds;
    concluded = isUnknown(holds) ? unsure(concluded, holds, 'changed') : withChange(concluded, holds);
  }
  return concluded;
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

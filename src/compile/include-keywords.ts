import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import { isDict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { type Inherited, NOTHING_INHERITED } from './inherited.ts';
import { APPLY_KEYWORDS, INCLUDE_KEYWORDS } from './keyword-names.ts';
import { readKeywords, refuseUnknown } from './keywords.ts';
import type { Scope } from './scope.ts';
import { kindOfValue } from './show-value.ts';
import type { TaskInMaking } from './tasks.ts';

/** Only an include's variables, which beat nearly everything inside. */
export function handedOnBy(own: Inherited): Inherited {
  return { ...NOTHING_INHERITED, includeParams: own.vars };
}

/** `apply:`: keywords for the included tasks, as a block around them would have. */
export function readApply(c: Compilation, task: TaskInMaking, scope: Scope): Inherited {
  const apply = task.written.args.get('apply') ?? null;
  if (apply === null) return NOTHING_INHERITED;
  if (!isDict(apply)) {
    c.error(
      'arguments',
      `'apply' is a mapping of keywords, not ${kindOfValue(apply)}`,
      placeOf(task.written.args, 'apply'),
    );
    return NOTHING_INHERITED;
  }
  refuseUnknown(c, apply, APPLY_KEYWORDS, 'block');
  return readKeywords(c, apply, scope.vars.with(...scope.inherited.vars));
}

export function refuseLoop(c: Compilation, what: string, instead: string, place: Place): void {
  c.error('loop', `'${what}' can't loop: it is resolved before any host is known`, place, {
    hint: `use ${instead}`,
  });
}

export function refuseKeywords(c: Compilation, task: TaskInMaking, what: string): void {
  for (const key of task.dict.keys()) {
    const name = String(key);
    if (
      INCLUDE_KEYWORDS.has(name) ||
      name.startsWith('with_') ||
      name === task.written.name ||
      name === 'static'
    )
      continue;
    if (
      !APPLY_KEYWORDS.has(name) &&
      !['async', 'poll', 'until', 'retries', 'delay', 'changed_when', 'failed_when'].includes(name)
    )
      continue;
    c.error(
      'include-keyword',
      `'${name}' on '${what}' wouldn't reach the included tasks`,
      placeOfKey(task.dict, key),
      {
        hint: APPLY_KEYWORDS.has(name) ? `put it into 'apply:' of ${what}` : 'put it on the tasks themselves',
      },
    );
  }
}

import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Dict, Value } from '../../core/value.ts';
import { isEqual } from '../python/equality.ts';
import { dictOf } from '../python/lazy-dict.ts';
import { truth } from '../python/truth.ts';
import { valueError } from '../template-error.ts';
import { type Test, type TestTable, testOf } from './test.ts';

/** A test of a task's result. What the result knows may be enough, even where other fields are unknown. */
function result(name: string, ask: (result: Dict) => Value): Test {
  return testOf(
    name,
    ['result'],
    [],
    (_, value) => {
      const dict = dictOf(value);
      if (!dict) throw valueError(`the '${name}' test expects a dictionary`);
      return ask(dict);
    },
    { takesUnknown: 'inside' },
  );
}

function field(name: string): (result: Dict) => Value {
  return (dict) => dict.get(name) ?? false;
}

function not(ask: (result: Dict) => Value): (result: Dict) => Value {
  return (dict) => {
    const answer = truth(ask(dict));
    return answer instanceof Unknown ? answer : !answer;
  };
}

/** A loop's result has changed where one of its items has. */
function hasChanged(dict: Dict): Value {
  const own = dict.get('changed');
  if (own !== undefined) return own;
  const items = dict.get('results');
  if (items instanceof Unknown) throw new NotKnown(items);
  if (!Array.isArray(items)) return false;
  if (items.length === 0) throw valueError("the 'changed' test met an empty list of results");
  const unknowns: Unknown[] = [];
  const [first] = items;
  if (first !== undefined && !(first instanceof Unknown) && !dictOf(first)) return false;
  for (const item of items) {
    if (item instanceof Unknown) {
      unknowns.push(item);
      continue;
    }
    const answer = truth(dictOf(item)?.get('changed') ?? false);
    if (answer instanceof Unknown) unknowns.push(answer);
    else if (answer) return true;
  }
  return unknowns.length > 0 ? Unknown.join(unknowns) : false;
}

/** For tasks that run in the background; any other has started and finished. */
function background(name: 'started' | 'finished'): (result: Dict) => Value {
  return (dict) => {
    const value = dict.get(name);
    if (value instanceof Unknown) throw new NotKnown(value);
    return value === undefined || isEqual(value, 1);
  };
}

const failed = result('failed', field('failed'));
const success = result('success', not(field('failed')));
const changed = result('changed', hasChanged);
const skipped = result('skipped', field('skipped'));

export const RESULT_TESTS: TestTable = {
  failed,
  failure: failed,
  success,
  succeeded: success,
  successful: success,
  changed,
  change: changed,
  skipped,
  skip: skipped,
  unreachable: result('unreachable', field('unreachable')),
  reachable: result('reachable', not(field('unreachable'))),
  timedout: result('timedout', (dict) => {
    const value = dict.get('timedout') ?? false;
    if (value instanceof Unknown) throw new NotKnown(value);
    return dictOf(value)?.get('period') ?? false;
  }),
  started: result('started', background('started')),
  finished: result('finished', background('finished')),
};

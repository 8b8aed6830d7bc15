import { Unknown } from '../../core/unknown.ts';
import { isDict, type Value } from '../../core/value.ts';
import { tryIterate } from '../python/iteration.ts';
import { LazyDict } from '../python/lazy-dict.ts';
import { Markup, textOf } from '../python/marked-text.ts';
import { isFloat, isInt, numeric } from '../python/numbers.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { Callable } from '../run/callable.ts';
import { LenientUndefined, MaybeUndefined, Undefined } from '../undefined.ts';
import { type Test, type TestTable, testOf } from './test.ts';

/** A test of what kind of value it is, which an undefined is not. */
function kind(name: string, is: (value: Value) => boolean): Test {
  return testOf(name, ['value'], [], (_, value) => is(value), {
    takesUnknown: 'inside',
    takesUndefined: true,
  });
}

function definedness(wanted: boolean): Test {
  return testOf(
    wanted ? 'defined' : 'undefined',
    ['value'],
    [],
    (_, value) => {
      if (value instanceof MaybeUndefined) return new Unknown(value.waitsFor);
      return value instanceof Undefined !== wanted;
    },
    { takesUnknown: 'anywhere', takesUndefined: true },
  );
}

export const TYPE_TESTS: TestTable = {
  defined: definedness(true),
  undefined: definedness(false),
  none: kind('none', (value) => value === null),
  boolean: kind('boolean', (value) => typeof value === 'boolean'),
  true: kind('true', (value) => value === true),
  false: kind('false', (value) => value === false),
  integer: kind('integer', (value) => isInt(value)),
  float: kind('float', (value) => isFloat(value)),
  number: kind('number', (value) => numeric(value) !== undefined),
  string: kind('string', (value) => textOf(value) !== undefined),
  mapping: kind('mapping', (value) => isDict(value) || value instanceof LazyDict),
  sequence: kind('sequence', (value) => {
    if (value instanceof LenientUndefined || value instanceof Undefined) return false;
    if (Array.isArray(value)) return !(value instanceof SequenceView) || value.indexable;
    return textOf(value) !== undefined || isDict(value) || value instanceof LazyDict;
  }),
  iterable: kind('iterable', (value) => tryIterate(value) !== undefined),
  callable: kind('callable', (value) => value instanceof Callable || value instanceof Undefined),
  escaped: kind('escaped', (value) => value instanceof Markup),
};

import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { Float } from '../../core/value.ts';
import { binary } from '../python/arithmetic.ts';
import { hashKey } from '../python/dict-key.ts';
import { allOf, equals, isEqual, isMember } from '../python/equality.ts';
import { iterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { numeric } from '../python/numbers.ts';
import { type Comparison, compare } from '../python/ordering.ts';
import { STRING_METHODS } from '../python/string-methods.ts';
import { str } from '../python/text.ts';
import { truth } from '../python/truth.ts';
import { shortName } from '../registry-names.ts';
import { Arguments } from '../run/arguments.ts';
import { type Test, type TestTable, testOf } from './test.ts';

const anywhere = { takesUnknown: 'anywhere', takesUndefined: true } as const;

function equality(wanted: boolean): Test {
  return testOf(
    wanted ? 'eq' : 'ne',
    ['a', 'b'],
    [],
    (_, a, b) => {
      const answer = equals(a, b);
      return answer instanceof Unknown ? answer : answer === wanted;
    },
    anywhere,
  );
}

function ordering(operator: Comparison): Test {
  return testOf(operator, ['a', 'b'], [], (_, a, b) => compare(operator, a, b));
}

function parity(odd: boolean): Test {
  return testOf(odd ? 'odd' : 'even', ['value'], [], (_, value) =>
    isEqual(binary('%', value, 2), odd ? 1 : 0),
  );
}

function caseTest(name: 'lower' | 'upper'): Test {
  const method = STRING_METHODS.get(`is${name}`);
  return testOf(name, ['value'], [], (_, value) => method?.(str(value), new Arguments([])) ?? false);
}

/** `all` and `any` of a list's truths: one item can decide. */
function quantifier(name: 'all' | 'any'): Test {
  return testOf(
    name,
    ['iterable'],
    [],
    (_, value) => {
      const truths = iterate(value).map((item) => {
        const answer = truth(item);
        return name === 'all' || answer instanceof Unknown ? answer : !answer;
      });
      const answer = allOf(truths);
      return name === 'all' || answer instanceof Unknown ? answer : !answer;
    },
    { takesUnknown: 'inside' },
  );
}

const isIn = (container: Value, item: Value): Value => isMember(container, item);

function subset(name: string, part: (a: Value, b: Value) => readonly [Value, Value]): Test {
  return testOf(name, ['a', 'b'], [], (_, a, b) => {
    const [small, large] = part(a, b);
    const keys = new Set(iterate(large).map(hashKey));
    return iterate(small).every((item) => keys.has(hashKey(item)));
  });
}

const within = subset('subset', (a, b) => [a, b]);
const around = subset('superset', (a, b) => [b, a]);
const nan = testOf('nan', ['x'], [], (_, value) => {
  const n = numeric(value);
  return n instanceof Float && Number.isNaN(n.value);
});

export const COMPARISON_TESTS: TestTable = {
  '==': equality(true),
  eq: equality(true),
  equalto: equality(true),
  '!=': equality(false),
  ne: equality(false),
  '<': ordering('<'),
  lt: ordering('<'),
  lessthan: ordering('<'),
  '<=': ordering('<='),
  le: ordering('<='),
  '>': ordering('>'),
  gt: ordering('>'),
  greaterthan: ordering('>'),
  '>=': ordering('>='),
  ge: ordering('>='),
  odd: parity(true),
  even: parity(false),
  divisibleby: testOf('divisibleby', ['value', 'num'], [], (_, value, by) =>
    isEqual(binary('%', value, by), 0),
  ),
  lower: caseTest('lower'),
  upper: caseTest('upper'),
  sameas: testOf(
    'sameas',
    ['value', 'other'],
    [],
    (_, value, other) => {
      for (const side of [value, other]) if (side instanceof Unknown) throw new NotKnown(side);
      if (value instanceof Float && other instanceof Float) return value.value === other.value;
      return value === other;
    },
    anywhere,
  ),
  in: testOf('in', ['value', 'seq'], [], (_, value, container) => isIn(container, value), anywhere),
  contains: testOf(
    'contains',
    ['seq', 'value'],
    [],
    (_, container, value) => isIn(container, value),
    anywhere,
  ),
  filter: testOf('filter', ['value'], [], (run, value) =>
    isKnownName(run.engine.filter.bind(run.engine), value),
  ),
  test: testOf('test', ['value'], [], (run, value) => isKnownName(run.engine.test.bind(run.engine), value)),
  all: quantifier('all'),
  any: quantifier('any'),
  subset: within,
  issubset: within,
  superset: around,
  issuperset: around,
  nan,
  isnan: nan,
};

function isKnownName(find: (name: string) => unknown, value: Value): boolean {
  const name = textOf(value);
  return name !== undefined && find(shortName(name)) !== undefined;
}

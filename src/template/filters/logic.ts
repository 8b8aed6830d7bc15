import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { isEqual } from '../python/equality.ts';
import { textOf } from '../python/marked-text.ts';
import { str } from '../python/text.ts';
import { truth } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { identical } from '../run/speculation.ts';
import { TemplateError } from '../template-error.ts';
import { MaybeUndefined, Undefined } from '../undefined.ts';
import { type Filter, type FilterTable, filterOf } from './filter.ts';

const anything = { takesUnknown: 'anywhere', takesUndefined: true, takesMarked: true } as const;

/** One of two values, and it isn't known which. */
function oneOf(on: Unknown, a: Value, b: Value): Value {
  if (identical(a, b)) return a;
  const unknown = Unknown.join([on, ...[a, b].filter((value) => value instanceof Unknown)]);
  return a instanceof Undefined || b instanceof Undefined ? new MaybeUndefined(unknown.waitsFor) : unknown;
}

const fallback: Filter = filterOf(
  'default',
  ['value'],
  ['default_value', 'boolean'],
  (_, value, otherwise, boolean) => {
    const instead = otherwise === undefined ? '' : otherwise;
    if (value instanceof Undefined) return instead;
    const whenFalse = boolean === undefined ? false : truth(boolean);
    if (value instanceof MaybeUndefined) return oneOf(value, value, instead);
    if (whenFalse === false) return value;
    const answer = truth(value);
    if (answer === true) return value;
    if (answer instanceof Unknown) return oneOf(answer, value, instead);
    return whenFalse === true ? instead : oneOf(whenFalse, value, instead);
  },
  anything,
);

const TRUE_WORDS = ['yes', 'on', '1', 'true'];

export const LOGIC_FILTERS: FilterTable = {
  default: fallback,
  d: fallback,
  ternary: filterOf(
    'ternary',
    ['value', 'true_val', 'false_val'],
    ['none_val'],
    (_, value, whenTrue, whenFalse, whenNone) => {
      if (value === null && whenNone !== undefined && whenNone !== null) return whenNone;
      const answer = truth(value);
      if (!(answer instanceof Unknown)) return answer ? whenTrue : whenFalse;
      const either = oneOf(answer, whenTrue, whenFalse);
      return whenNone === undefined || whenNone === null ? either : oneOf(answer, either, whenNone);
    },
    anything,
  ),
  bool: filterOf('bool', ['a'], [], (_, value) => {
    if (value === null || typeof value === 'boolean') return value;
    const text = textOf(value);
    if (text !== undefined) return TRUE_WORDS.includes(text.toLowerCase());
    return isEqual(value, 1);
  }),
  mandatory: filterOf(
    'mandatory',
    ['a'],
    ['msg'],
    (_, value, message) => {
      if (value instanceof MaybeUndefined) throw new NotKnown(value);
      if (!(value instanceof Undefined)) return value;
      const name = value.variable === undefined ? '' : ` '${value.variable}'`;
      throw new TemplateError(
        'undefined-variable',
        message === undefined || message === null
          ? `the mandatory variable${name} is not defined`
          : str(message),
        { variable: value.variable, position: value.position },
      );
    },
    anything,
  ),
  type_debug: filterOf('type_debug', ['o'], [], (_, value) => typeName(value), {
    takesUnknown: 'inside',
    takesUndefined: true,
    takesMarked: true,
  }),
};

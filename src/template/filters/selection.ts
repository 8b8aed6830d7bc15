import { NotKnown, Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { iterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { isTrue, truth } from '../python/truth.ts';
import { Arguments } from '../run/arguments.ts';
import { EffectNotKnown } from '../run/effect.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { applyFilter, applyTest, needFilter, needTest } from '../run/invoke.ts';
import { valueError } from '../template-error.ts';
import { attributeGetter } from './attribute-path.ts';
import { type Filter, type FilterTable, filter } from './filter.ts';

/** What depends on something unknown in one item is unknown for that item alone. */
function itemwise(run: Evaluation, what: () => Value): Value {
  try {
    return what();
  } catch (thrown) {
    if (!(thrown instanceof NotKnown) || thrown instanceof EffectNotKnown) throw thrown;
    run.presumed = true;
    return thrown.unknown;
  }
}

function items(value: Value | undefined): readonly Value[] {
  // An empty text or None gives nothing, as anything false does.
  if (value === undefined || !isTrue(value)) return [];
  return iterate(value);
}

const map: Filter = filter(
  (args, run) => {
    const [value, name, ...rest] = args.positional;
    if (name === undefined && args.keywords.has('attribute')) {
      const [attribute, otherwise] = args.with([]).bind('map', [], ['attribute', 'default']);
      const get = attributeGetter(attribute, otherwise);
      return items(value).map((item) => itemwise(run, () => get(item)));
    }
    const filterName = name === undefined ? undefined : textOf(name);
    const each = items(value);
    if (filterName === undefined) {
      if (each.length === 0 && name === undefined && !isTrue(value as Value)) return [];
      throw valueError("'map' needs the name of a filter, or attribute=");
    }
    const applied = needFilter(filterName, run);
    return each.map((item) => itemwise(run, () => applyFilter(applied, args.with([item, ...rest]), run)));
  },
  { takesUnknown: 'inside' },
);

function selection(keeps: boolean, byAttribute: boolean): Filter {
  return filter(
    (args, run) => {
      const [value, ...given] = args.positional;
      if (byAttribute && given.length === 0) throw valueError('the name of the attribute is missing');
      const get = byAttribute ? attributeGetter(given.shift()) : (item: Value) => item;
      const [name, ...rest] = given;
      const testName = name === undefined ? undefined : textOf(name);
      if (name !== undefined && testName === undefined) throw valueError('the name of a test is expected');
      const test = testName === undefined ? undefined : needTest(testName, run);
      const kept: Value[] = [];
      for (const item of items(value)) {
        const subject = get(item);
        const answer = test
          ? applyTest(test, new Arguments([subject, ...rest], args.keywords), run)
          : truth(subject);
        if (answer instanceof Unknown) throw new NotKnown(answer);
        if (answer === keeps) kept.push(item);
      }
      return kept;
    },
    { takesUnknown: 'inside' },
  );
}

export const SELECTION_FILTERS: FilterTable = {
  map,
  select: selection(true, false),
  reject: selection(false, false),
  selectattr: selection(true, true),
  rejectattr: selection(false, true),
};

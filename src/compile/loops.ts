import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import type { Loop } from '../core/play.ts';
import { didYouMean } from '../core/spelling.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { readLiteral, refuseUnknown } from './keywords.ts';
import { isTemplated, kindOfValue, plainText } from './show-value.ts';
import { checkTexts } from './template-checks.ts';
import { checkVariableName } from './variable-names.ts';

const LOOP_CONTROL = new Set(['loop_var', 'index_var', 'label', 'pause', 'extended', 'extended_allitems']);

/** `loop:` or `with_<lookup>:` with its `loop_control:`. */
export function readLoop(c: Compilation, task: Dict): Loop | undefined {
  const keys = [...task.keys()].map(String).filter((key) => key === 'loop' || key.startsWith('with_'));
  const given = keys.filter((key) => key !== 'loop' || task.get(key) !== null);
  const [key, second] = given;
  const control = readControl(c, task);
  if (key === undefined) return undefined;
  const place = placeOf(task, key) ?? { file: '', line: 1, column: 1 };
  if (second !== undefined) {
    c.error(
      'conflicting-loops',
      `a task has one loop, and this one has ${given.join(' and ')}`,
      placeOfKey(task, second),
    );
  }
  const over = task.get(key) ?? null;
  if (over === null) {
    c.error('loop', `'${key}' goes over nothing: it has no value`, placeOfKey(task, key));
    return undefined;
  }
  const lookup = key === 'loop' ? 'items' : lookupOf(c, task, key);
  if (lookup === undefined) return undefined;
  if (key === 'loop') checkLoopList(c, over, place);
  checkTexts(c, over, place);
  return { lookup, style: key === 'loop' ? 'loop' : 'with', over, place, ...control };
}

function lookupOf(c: Compilation, task: Dict, key: string): string | undefined {
  const name = key.slice('with_'.length);
  if (c.ports.templar.findLookup(name)) return name;
  const near = didYouMean(
    key,
    [...c.ports.templar.registry.lookups.keys()].map((lookup) => `with_${lookup}`),
  );
  c.error(
    'unknown-lookup',
    `there is no lookup '${name}' to loop with`,
    placeOfKey(task, key),
    near ? { hint: near } : {},
  );
  return undefined;
}

function checkLoopList(c: Compilation, over: Value, place: Place): void {
  if (Array.isArray(over) || isTemplated(over)) return;
  const name = plainText(over);
  c.error('loop', `'loop' goes over a list, not ${kindOfValue(over)}`, place, {
    ...(name !== undefined &&
      /^\w+(\.\w+)*$/.test(name) && { hint: `to loop over a variable write "{{ ${name} }}"` }),
    ...(isDict(over) && { hint: "to loop over a mapping use '| dict2items'" }),
  });
}

function readControl(
  c: Compilation,
  task: Dict,
): Pick<Loop, 'loopVar' | 'indexVar' | 'label' | 'pause' | 'extended' | 'allItems'> {
  const plain = { loopVar: 'item', indexVar: undefined, label: undefined, pause: undefined, extended: false };
  const control = task.get('loop_control');
  if (control === undefined || control === null) return plain;
  if (!isDict(control)) {
    c.error(
      'loop',
      `'loop_control' is a mapping, not ${kindOfValue(control)}`,
      placeOf(task, 'loop_control'),
    );
    return plain;
  }
  if (control.has('break_when')) {
    c.error('unsupported-keyword', "'break_when' is not supported yet", placeOfKey(control, 'break_when'));
  }
  refuseUnknown(c, control, new Set([...LOOP_CONTROL, 'break_when']), 'loop_control');
  const label = control.get('label') ?? undefined;
  checkTexts(c, label ?? null, placeOf(control, 'label'));
  return {
    loopVar: variableIn(c, control, 'loop_var') ?? 'item',
    indexVar: variableIn(c, control, 'index_var'),
    label,
    pause: readLiteral(c, control, 'pause', 'number'),
    extended: readLiteral(c, control, 'extended', 'bool') === true,
    allItems: readLiteral(c, control, 'extended_allitems', 'bool') !== false,
  };
}

function variableIn(c: Compilation, control: Dict, key: string): string | undefined {
  const name = control.get(key);
  if (name === undefined || name === null) return undefined;
  return checkVariableName(c, name, placeOf(control, key)) ? (name as string) : undefined;
}

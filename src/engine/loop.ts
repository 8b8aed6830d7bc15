import type { Loop } from '../core/play.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import type { TaskScope } from './scope.ts';

/** One item of a task's loop. */
export interface LoopItem {
  readonly index: number;
  /** The loop's variables: the item, its index, `ansible_loop`. */
  readonly variables: Dict;
  /** What the item's result shows of it (`item`, `ansible_loop_var`). */
  readonly shown: Dict;
  /** Seconds to wait before the next one. */
  readonly pause: number;
  label(scope: TaskScope): string;
}

/** The items a task is repeated for; unknown where the list isn't known. Throws TemplateError and Mistakes. */
export function loopItems(loop: Loop, scope: TaskScope): Maybe<readonly LoopItem[]> {
  const list =
    loop.style === 'with' ? scope.lookupList(loop.lookup, loop.over) : scope.list(loop.over, loop.place);
  if (isUnknown(list)) return list;
  const pause = loop.pause === undefined ? 0 : Number(scope.text(loop.pause)) || 0;
  return list.map((item, index) => {
    const variables = variablesOf(loop, list, item, index);
    return {
      index,
      variables,
      shown: shownOf(loop, item, index, variables),
      pause,
      label: (itemScope) => {
        if (loop.label === undefined) return itemScope.show(item);
        try {
          return itemScope.show(itemScope.value(loop.label));
        } catch {
          return itemScope.show(item);
        }
      },
    };
  });
}

function variablesOf(loop: Loop, list: readonly Value[], item: Value, index: number): Dict {
  const variables: Dict = new Map([[loop.loopVar, item]]);
  variables.set('ansible_loop_var', loop.loopVar);
  if (loop.indexVar !== undefined) {
    variables.set(loop.indexVar, index);
    variables.set('ansible_index_var', loop.indexVar);
  }
  if (loop.extended) {
    const extended: Dict = new Map<Value, Value>([
      ['index', index + 1],
      ['index0', index],
      ['first', index === 0],
      ['last', index === list.length - 1],
      ['length', list.length],
      ['revindex', list.length - index],
      ['revindex0', list.length - index - 1],
    ]);
    if (loop.allItems !== false) extended.set('allitems', list as Value[]);
    const before = list[index - 1];
    const after = list[index + 1];
    if (before !== undefined) extended.set('previtem', before);
    if (after !== undefined) extended.set('nextitem', after);
    variables.set('ansible_loop', extended);
  }
  return variables;
}

/** The item and what came with it, as they stand in its result. */
function shownOf(loop: Loop, item: Value, index: number, variables: Dict): Dict {
  const shown: Dict = new Map<Value, Value>([
    [loop.loopVar, item],
    ['ansible_loop_var', loop.loopVar],
  ]);
  if (loop.indexVar !== undefined) {
    shown.set(loop.indexVar, index);
    shown.set('ansible_index_var', loop.indexVar);
  }
  const extended = variables.get('ansible_loop');
  if (extended !== undefined) shown.set('ansible_loop', extended);
  return shown;
}

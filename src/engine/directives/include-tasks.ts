import type { Condition, Entry, Keywords, Task } from '../../core/play.ts';
import { isUnknown, NotKnown } from '../../core/unknown.ts';
import type { Dict, Value } from '../../core/value.ts';
import type { Attempt } from '../attempt.ts';
import { type Ending, ending } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Compiles a file of tasks; they are walked once the include was reported, for all items of its loop. */
export const includeTasks: Directive = async (attempt, action) => {
  const { host, scope } = attempt;
  const file = scope.text(action.args.get('file') ?? action.args.get('_raw_params') ?? '');
  if (isUnknown(file)) throw new NotKnown(file);
  const including = withoutOwn(attempt);
  const { includes } = host.run.options;
  const entries = includes.tasks(file, including);
  host.addHandlers(includes.handlers?.(file, including) ?? []);
  return bringing(attempt, entries, new Map<Value, Value>([['include', file]]));
};

/** An include that went well, with what it brings. */
export function bringing({ doubt, task }: Attempt, entries: readonly Entry[], result: Dict): Ending {
  const brings = doubt ? inDoubt(entries, { value: doubt, place: task.place }) : entries;
  return ending('ok', result.set('changed', false), { brings });
}

/** The include as its tasks inherit from it: with the loop's variables as values. */
export function withoutOwn({ task, loop }: Attempt): Task {
  const { keywords } = task;
  const inherited: Keywords = {
    ...keywords,
    loop: undefined,
    register: undefined,
    includeParams: loop
      ? [...(keywords.includeParams ?? []), loop.variables]
      : (keywords.includeParams ?? []),
  };
  return { ...task, keywords: inherited };
}

/** Each entry with one more condition, for what an include in doubt brings. */
function inDoubt(entries: readonly Entry[], condition: Condition): readonly Entry[] {
  return entries.map((entry) =>
    entry.entry === 'task'
      ? { ...entry, keywords: { ...entry.keywords, when: [condition, ...entry.keywords.when] } }
      : {
          ...entry,
          body: inDoubt(entry.body, condition),
          rescue: inDoubt(entry.rescue, condition),
          always: inDoubt(entry.always, condition),
        },
  );
}

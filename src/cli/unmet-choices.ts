import { listPlay, startAt, tasksIn } from '../compile/index.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Play, Task } from '../core/play.ts';
import { didYouMean } from '../core/spelling.ts';
import type { RunRequest } from './command-line.ts';

/** Tags that stand for others. */
const SPECIAL_TAGS = new Set(['all', 'tagged', 'untagged', 'always', 'never']);

/**
 * `--start-at-task` and `--tags` that no task answers to would pass over everything without a word. What dynamic
 * includes bring isn't known yet: where there are any, nothing is said.
 */
export function checkChoices(request: RunRequest, plays: readonly Play[], diagnostics: Diagnostics): void {
  const tasks = plays.flatMap((play) =>
    [...play.sections, play.handlers].flatMap((part) => [...tasksIn(part)]),
  );
  if (tasks.some(bringsMore)) return;
  const { startAtTask } = request;
  if (startAtTask !== undefined && startAt(plays, startAtTask) === undefined) {
    const names = plays.flatMap((play) => listPlay(play).tasks.map(({ name }) => name));
    const hint = didYouMean(startAtTask, [...names, ...tasks.flatMap(({ name }) => name ?? [])]);
    diagnostics.error('no-such-task', `no task is called '${startAtTask}' to start at`, {
      hint: hint ?? '--list-tasks lists them; * and ? stand for any text',
    });
  }
  const tags = new Set(tasks.flatMap((task) => task.keywords.tags));
  for (const tag of request.tags) {
    if (tags.has(tag) || SPECIAL_TAGS.has(tag)) continue;
    const hint = didYouMean(tag, tags) ?? '--list-tags lists those there are';
    diagnostics.warn('no-such-tag', `no task has the tag '${tag}'`, { hint });
  }
}

function bringsMore({ action }: Task): boolean {
  return action.action === 'directive' && /^include_(tasks|role)$/.test(action.directive);
}

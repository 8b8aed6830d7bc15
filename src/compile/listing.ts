import type { Block, Entry, Play, Task } from '../core/play.ts';
import { selected } from './tag-selection.ts';

/** Every task of these entries in order, those of rescue and always too. */
export function* tasksIn(entries: readonly Entry[]): Generator<Task> {
  for (const entry of entries) {
    if (entry.entry === 'task') yield entry;
    else yield* tasksOfBlock(entry);
  }
}

function* tasksOfBlock(block: Block): Generator<Task> {
  yield* tasksIn(block.body);
  yield* tasksIn(block.rescue);
  yield* tasksIn(block.always);
}

export interface ListedTask {
  /** `role : name`, or the action's name where it has none. */
  readonly name: string;
  readonly tags: readonly string[];
  readonly task: Task;
}

export interface ListedPlay {
  readonly play: Play;
  readonly tags: readonly string[];
  /** What `--tags` and `--skip-tags` select; tasks of dynamic includes are not known yet. */
  readonly tasks: readonly ListedTask[];
  /** The tags of all those tasks and of the play, sorted. */
  readonly taskTags: readonly string[];
}

/** What `--list-tasks` and `--list-tags` show. Tasks in `rescue` and `always` are left out, as Ansible does. */
export function listPlay(play: Play, only: readonly string[] = [], skip: readonly string[] = []): ListedPlay {
  const tasks = play.sections
    .flatMap((section) => [...bodies(section)])
    .filter((task) => selected(task.keywords.tags, only, skip))
    .map((task) => ({ name: listedName(task), tags: [...task.keywords.tags].sort(), task }));
  const tags = play.keywords.tags;
  const taskTags = [...new Set([...tags, ...tasks.flatMap((listed) => listed.tags)])].sort();
  return { play, tags, tasks, taskTags };
}

function* bodies(entries: readonly Entry[]): Generator<Task> {
  for (const entry of entries) {
    if (entry.entry === 'task') yield entry;
    else yield* bodies(entry.body);
  }
}

/** The name as lists and messages show it. */
export function listedName(task: Task): string {
  const { action, name, role } = task;
  if (name === undefined) return action.action === 'module' ? action.name : action.directive;
  return role === undefined ? name : `${role.name} : ${name}`;
}

/**
 * The tasks that run when `--start-at-task` names one: those from the first whose name (with or without its role)
 * matches; `*` and `?` stand for any text. Undefined: no task has that name.
 */
export function startAt(
  plays: readonly Play[],
  name: string,
): { readonly play: Play; readonly task: Task } | undefined {
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
  for (const play of plays) {
    for (const section of play.sections) {
      for (const task of tasksIn(section)) {
        if (pattern.test(task.name ?? '') || pattern.test(listedName(task))) return { play, task };
      }
    }
  }
  return undefined;
}

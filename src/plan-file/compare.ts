import type { HostPlan, KeptPlan, TaskPlan } from '../core/kept-plan.ts';
import { lastingDifferences } from './lasting.ts';

/** What a plan and the one that would be made now differ in. */
export interface Drift {
  /** The host it is about; undefined for the control machine's files. */
  readonly host: string | undefined;
  /** A file, an observation, or a task with its place. */
  readonly subject: string;
  readonly difference: string;
}

/** Everything that has changed since the plan was made, what it rests on first. Empty where it still holds. */
export function drift(
  kept: Pick<KeptPlan, 'sources' | 'hosts'>,
  now: Pick<KeptPlan, 'sources' | 'hosts'>,
): readonly Drift[] {
  return [...sources(kept.sources, now.sources), ...hosts(kept.hosts, now.hosts)];
}

function sources(kept: KeptPlan['sources'], now: KeptPlan['sources']): Drift[] {
  return names(kept, now).flatMap((file): Drift[] => {
    const [before, after] = [kept[file], now[file]];
    if (before === after) return [];
    const difference =
      after === undefined ? 'is no longer read' : before === undefined ? 'is new' : 'has changed';
    return [{ host: undefined, subject: file, difference }];
  });
}

function hosts(kept: readonly HostPlan[], now: readonly HostPlan[]): Drift[] {
  const before = new Map(kept.map((plan) => [plan.host, plan]));
  const after = new Map(now.map((plan) => [plan.host, plan]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((host): Drift[] => {
    const [old, fresh] = [before.get(host), after.get(host)];
    if (!fresh) return [{ host, subject: host, difference: 'is no longer among the hosts' }];
    if (!old) return [{ host, subject: host, difference: 'is a new host' }];
    const seen = observations(old, fresh);
    return [...seen, ...tasks(old, fresh)];
  });
}

function observations(kept: HostPlan, now: HostPlan): Drift[] {
  // What is looked at no longer, or only now, shows in the tasks.
  return Object.keys(kept.observations).flatMap((name): Drift[] => {
    const before = kept.observations[name];
    const after = now.observations[name];
    if (before === undefined || after === undefined) return [];
    return lastingDifferences(before, after).map((difference) => ({
      host: kept.host,
      subject: name,
      difference,
    }));
  });
}

function tasks(kept: HostPlan, now: HostPlan): Drift[] {
  const drifts: Drift[] = [];
  const fresh = byPosition(now.tasks);
  for (const [position, task] of byPosition(kept.tasks)) {
    const other = fresh.get(position);
    fresh.delete(position);
    const difference = taskDifference(task, other);
    if (difference !== undefined) drifts.push({ host: kept.host, subject: title(task), difference });
  }
  for (const task of fresh.values()) {
    drifts.push({ host: kept.host, subject: title(task), difference: `is new: ${said(task)}` });
  }
  return drifts;
}

function taskDifference(task: TaskPlan, now: TaskPlan | undefined): string | undefined {
  if (!now) return `is gone; it was: ${said(task)}`;
  if (task.verdict !== now.verdict) return `was: ${said(task)}; is now: ${said(now)}`;
  if (task.digest === now.digest) return undefined;
  const [before, after] = [task.steps.join('; '), now.steps.join('; ')];
  return before === after
    ? 'would do the same with other contents'
    : `would have done: ${before}; would now do: ${after}`;
}

/** A task that is met more than once (an included role) is told apart by how often. */
function byPosition(list: readonly TaskPlan[]): Map<string, TaskPlan> {
  const positions = new Map<string, TaskPlan>();
  for (const task of list) {
    const name = `${task.id} ${task.item?.index ?? ''}`;
    let visit = 0;
    while (positions.has(`${name} ${visit}`)) visit++;
    positions.set(`${name} ${visit}`, task);
  }
  return positions;
}

function said(task: TaskPlan): string {
  if (task.verdict === 'change') return task.changes.join(', ') || 'change';
  return task.verdict;
}

function title(task: TaskPlan): string {
  const item = task.item === undefined ? '' : `, item ${task.item.label}`;
  return `«${task.name}» (${task.place.file}:${task.place.line}${item})`;
}

function names(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

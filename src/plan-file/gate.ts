import type { Decide } from '../core/decided.ts';
import type { HostPlan, TaskPlan } from '../core/kept-plan.ts';
import { formatPlace } from '../core/place.ts';
import type { Digests } from './digests.ts';
import { stepLine } from './step-line.ts';
import { stepsDigest } from './steps-digest.ts';

/** Actions that bring tasks which a plan can't name while it doesn't know whether or what they bring. */
const BRINGING = new Set(['include_tasks', 'include_role', 'include']);

/**
 * Holds a run to a plan: what the plan doesn't say is not done. Tasks that the plan calls unknown, and those that
 * an unknown include brings, are planned by the run itself; so is the rescue of a failure that nobody foresaw.
 */
export function gate(plans: readonly HostPlan[], digests: Digests): Decide {
  const hosts = new Map(plans.map((plan) => [plan.host, allowances(plan)]));
  /** Hosts where something was refused: from there on nothing counts as unforeseen. */
  const refused = new Set<string>();
  return (decided) => {
    if (decided.plan.verdict === 'unchanged') return undefined;
    const host = hosts.get(decided.host);
    const task = host?.tasks.get(decided.task.id);
    if (task?.isOpen || (!task && host?.bringsMore)) return undefined;
    if (decided.rescuing && !task && !refused.has(decided.host)) return undefined;
    const digest = stepsDigest(decided, digests);
    if (task?.digests.has(digest)) return undefined;
    refused.add(decided.host);
    const steps = decided.noLog ? ['hidden by no_log'] : decided.plan.steps.map(stepLine);
    return {
      message: task
        ? 'this is not what the plan says, so it was not done'
        : 'the plan has nothing to do here, so it was not done',
      hint: `make a new plan and look at ${formatPlace(decided.task.place)}; what it would do now: ${steps.join('; ')}`,
    };
  };
}

interface Allowed {
  readonly digests: Set<string>;
  isOpen: boolean;
}

function allowances(plan: HostPlan): { tasks: Map<string, Allowed>; bringsMore: boolean } {
  const tasks = new Map<string, Allowed>();
  for (const task of plan.tasks) {
    const allowed = tasks.get(task.id) ?? { digests: new Set<string>(), isOpen: false };
    tasks.set(task.id, allowed);
    if (task.digest !== undefined) allowed.digests.add(task.digest);
    if (isOpen(task)) allowed.isOpen = true;
  }
  return { tasks, bringsMore: plan.tasks.some(bringsUnknown) };
}

/** Nobody could say what it would do before it runs. */
export function isOpen({ verdict, waitsFor }: TaskPlan): boolean {
  return verdict === 'unknown' || (verdict === 'change' && waitsFor.length > 0);
}

function bringsUnknown({ action, verdict }: TaskPlan): boolean {
  return verdict === 'unknown' && BRINGING.has(action);
}

import type { HostPlan, KeptPlan, TaskPlan } from '../core/kept-plan.ts';
import { cleanText } from './clean-text.ts';
import { differenceLines } from './difference-text.ts';
import type { Paint, Style } from './paint.ts';

/** What of a plan a reviewer wants to see: what stays as it is and what is skipped is only counted. */
export function isWorthShowing({ verdict }: TaskPlan): boolean {
  return verdict === 'change' || verdict === 'unknown' || verdict === 'fails';
}

/** A kept plan for a reviewer at a terminal. */
export function planText(plan: KeptPlan, paint: Paint, diff = true): string {
  const { playbooks, inventories, limit } = plan.request;
  const on = inventories.length === 0 ? '' : ` on ${inventories.join(', ')}`;
  const within = limit === undefined ? '' : `, limited to ${limit}`;
  const lines = [
    paint('heading', `Plan of ${playbooks.join(', ')}${on}${within}`),
    paint('quiet', `made ${plan.made} by jrun ${plan.version}`),
    ...plan.hosts.flatMap((host) => ['', ...hostLines(host, paint, diff)]),
    '',
    planTotals(plan),
  ];
  return `${lines.join('\n')}\n`;
}

/** `Plan: 3 to change (1 presumed), 1 unknown until it runs, 12 as they should be, 2 skipped, on 1 host` */
export function planTotals({ hosts }: KeptPlan): string {
  const tasks = hosts.flatMap((host) => host.tasks);
  const count = (verdict: TaskPlan['verdict']) => tasks.filter((task) => task.verdict === verdict).length;
  const presumed = tasks.filter((task) => task.verdict === 'change' && task.presumed.length > 0).length;
  const parts = [
    `${count('change')} to change${presumed === 0 ? '' : ` (${presumed} presumed)`}`,
    count('unknown') === 0 ? '' : `${count('unknown')} unknown until they run`,
    count('fails') === 0 ? '' : `${count('fails')} that fail`,
    `${count('unchanged')} as they should be`,
    count('skipped') === 0 ? '' : `${count('skipped')} skipped`,
  ].filter((part) => part !== '');
  return `Plan: ${parts.join(', ')}, on ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`;
}

export function planTaskTitle(task: TaskPlan): string {
  const role = task.role === undefined ? '' : `${task.role} : `;
  const item = task.item === undefined ? '' : ` => (item=${cleanText(task.item.label)})`;
  return `${task.handler ? 'handler ' : ''}${role}${cleanText(task.name)}${item}`;
}

const STYLES: Readonly<Record<TaskPlan['verdict'], Style>> = {
  change: 'changed',
  unknown: 'unknown',
  fails: 'failed',
  unchanged: 'ok',
  skipped: 'skipped',
};

const SIGNS: Readonly<Record<TaskPlan['verdict'], string>> = {
  change: '~',
  unknown: '?',
  fails: '!',
  unchanged: ' ',
  skipped: ' ',
};

function hostLines({ host, tasks }: HostPlan, paint: Paint, diff: boolean): string[] {
  const shown = tasks.filter(isWorthShowing);
  if (shown.length === 0) return [`${paint('heading', host)}: nothing to do`];
  return [paint('heading', host), ...shown.flatMap((task) => taskLines(task, paint, diff))];
}

function taskLines(task: TaskPlan, paint: Paint, diff: boolean): string[] {
  const { place, verdict } = task;
  const delegate = task.delegate === undefined ? '' : ` on ${task.delegate}`;
  const head = paint(STYLES[verdict], `${SIGNS[verdict]} ${planTaskTitle(task)}${delegate}`);
  return [
    `  ${head} ${paint('quiet', `${place.file}:${place.line}`)}`,
    ...task.changes.map((change) => `      ${cleanText(change)}`),
    ...task.presumed.map((text) => `      ${paint('unknown', 'presumed:')} ${text}`),
    ...task.waitsFor.map((text) => `      ${paint('unknown', 'waits for')} ${text}`),
    ...task.steps.map((step) => `      ${paint('quiet', `· ${cleanText(step)}`)}`),
    ...(diff
      ? task.differences.flatMap((d) => differenceLines(d, paint)).map((line) => `      ${line}`)
      : []),
  ];
}

import type { PlayReference, RunEvent, TaskReference } from '../core/event.ts';
import { placeText, taskTitle } from './block-text.ts';
import type { Paint } from './paint.ts';

export type HostEnded = Extract<RunEvent, { event: 'host-ended' }>;

/** Names of tasks that are listed; the others are counted. */
const MOST_NAMES = 5;

/**
 * What an interrupt left: hosts of which the same is to be said share it. `waiting` are hosts of the play that had
 * not come to their turn.
 */
export function interruptedLines(
  ended: readonly HostEnded[],
  waiting: readonly string[],
  plays: readonly PlayReference[],
  hostsText: (hosts: readonly string[]) => string,
  paint: Paint,
): string[] {
  const texts = new Map<string, string[]>();
  for (const one of ended) {
    const text = textOf(one, paint);
    texts.set(text, [...(texts.get(text) ?? []), one.host]);
  }
  const lines = [...texts].map(([text, hosts]) => `  [${hostsText(hosts)}] ${text}`);
  if (waiting.length > 0) lines.push(`  [${hostsText(waiting)}] not begun`);
  for (const { name, place } of plays) {
    lines.push(`  not begun: the play ${name} ${paint('quiet', placeText(place))}`);
  }
  return ['', paint('failed', 'Interrupted:'), ...(lines.length > 0 ? lines : ['  everything had ended'])];
}

function textOf({ task, notBegun, notified }: HostEnded, paint: Paint): string {
  const where =
    task === undefined
      ? 'between two tasks'
      : `in the middle of ${taskTitle(task)} ${paint('quiet', placeText(task.place))}`;
  const rest = notBegun.length === 0 ? [] : [`    not begun: ${namesOf(notBegun)}`];
  return [where, ...rest, ...notRun(notified)].join('\n');
}

function notRun(notified: readonly string[]): string[] {
  return notified.length === 0 ? [] : [`    notified, not run: ${notified.join(', ')}`];
}

function namesOf(tasks: readonly TaskReference[]): string {
  const shown = tasks.slice(0, tasks.length === MOST_NAMES + 1 ? MOST_NAMES + 1 : MOST_NAMES);
  const more = tasks.length - shown.length;
  return shown.map(taskTitle).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

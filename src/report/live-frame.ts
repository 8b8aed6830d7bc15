import type { Time } from '../core/event.ts';
import { taskTitle } from './block-text.ts';
import { clock } from './duration.ts';
import type { Paint } from './paint.ts';
import type { HostState, PlayState, RunState } from './run-state.ts';
import { fitted, padEnd, padStart, textWidth } from './text-width.ts';

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly paint: Paint;
  readonly spinner: string;
}

const WIDEST_NAME = 24;

/** What moves at the bottom of the screen: the play's state, and below it a row for each host that fits. */
export function frameLines(state: RunState, now: Time, screen: Screen): string[] {
  const play = state.play;
  if (!play) return [];
  const hosts = [...play.hosts.values()];
  const lines = ['', titleLine(play, state.check, now, screen)];
  const single = hosts[0];
  if (hosts.length === 1 && single) {
    const line = single.item === undefined ? single.line : `(item=${single.item}) ${single.line}`;
    lines.push(row(single, now, columnsOf(hosts, state.check), screen, false));
    lines.push(screen.paint('quiet', fitted(`    ${line}`, screen.width - 1)));
    return lines.slice(-Math.max(1, screen.height - 1));
  }
  const room = rowsFor(screen.height);
  const busy = state.busy;
  const shown = hosts.length <= room ? hosts : busy.slice(0, room - 1);
  const columns = columnsOf(hosts, state.check);
  for (const host of shown) lines.push(row(host, now, columns, screen, true));
  if (hosts.length > room && busy.length > shown.length) {
    lines.push(screen.paint('quiet', fitted(`  … ${elsewhere(busy.slice(shown.length))}`, screen.width - 1)));
  }
  return lines.slice(0, Math.max(1, screen.height - 1));
}

/** Half of a screen at most, so that what was printed above stays in sight; of a small one what there is. */
function rowsFor(height: number): number {
  return Math.max(1, Math.min(height - 4, Math.max(10, Math.floor(height / 2))));
}

function titleLine(play: PlayState, check: boolean, now: Time, { width, paint, spinner }: Screen): string {
  const hosts = [...play.hosts.values()];
  const counts = hosts.length === 1 ? [] : countsOf(hosts);
  const time = clock(now - play.since);
  const name = fitted(`${play.name}${check ? ' (check mode)' : ''}`, Math.max(10, width - 12));
  let used = textWidth(name) + 2;
  const parts: string[] = [];
  for (const [text, style] of counts) {
    if (used + text.length + time.length + 6 > width) break;
    used += text.length + 2;
    parts.push(style === undefined ? text : paint(style, text));
  }
  const left = `${paint('changed', spinner)} ${paint('heading', name)}${parts.length > 0 ? `  ${parts.join(', ')}` : ''}`;
  const gap = Math.max(2, width - 1 - textWidth(left) - time.length);
  return `${left}${' '.repeat(gap)}${paint('quiet', time)}`;
}

type Count = [text: string, style?: 'ok' | 'failed' | 'changed'];

function countsOf(hosts: readonly HostState[]): Count[] {
  const number = (of: (host: HostState) => boolean) => hosts.filter(of).length;
  const done = number((h) => h.doing === 'done');
  const failed = number((h) => h.doing === 'failed');
  const lost = number((h) => h.doing === 'unreachable');
  const waiting = number((h) => h.doing === 'waiting' || h.isQueued);
  const stopped = number((h) => h.doing === 'stopped');
  const running = hosts.length - done - failed - lost - waiting - stopped;
  const counts: Count[] = [
    [`${hosts.length} hosts: ${running} running`],
    [`${failed} failed`, 'failed'],
    [`${lost} unreachable`, 'failed'],
    [`${done} done`, 'ok'],
    [`${waiting} waiting`],
    [`${stopped} interrupted`, 'failed'],
  ];
  return counts.filter(([text], index) => index === 0 || !text.startsWith('0 '));
}

interface Columns {
  readonly name: number;
  readonly ok: number;
  readonly changed: number;
  readonly changedWord: string;
}

function columnsOf(hosts: readonly HostState[], check: boolean): Columns {
  const most = (of: (host: HostState) => number) => Math.max(...hosts.map(of));
  const changed = most((h) => h.changed);
  return {
    name: Math.min(
      WIDEST_NAME,
      most((h) => textWidth(h.name)),
    ),
    ok: String(most((h) => h.ok)).length,
    // The column appears with the first change.
    changed: changed === 0 ? 0 : String(changed).length,
    changedWord: check ? 'to change' : 'changed',
  };
}

function row(host: HostState, now: Time, columns: Columns, screen: Screen, withLine: boolean): string {
  const { paint, width } = screen;
  const name = padEnd(fitted(host.name, columns.name), columns.name);
  const ok = `${padStart(String(host.ok), columns.ok)} ok`;
  let used = 2 + columns.name + 2 + ok.length;
  let start = `  ${name}  ${host.ok > 0 ? paint('ok', ok) : paint('quiet', ok)}`;
  if (columns.changed > 0) {
    const text = `${padStart(String(host.changed), columns.changed)} ${columns.changedWord}`;
    start += `  ${host.changed > 0 ? paint('changed', text) : ' '.repeat(text.length)}`;
    used += text.length + 2;
  }
  const elapsed = now - host.since;
  const working =
    !host.isQueued && (host.doing === 'task' || host.doing === 'connecting' || host.doing === 'reading');
  // Below a second a number would only flicker.
  const time = working && elapsed >= 1_000 ? clock(elapsed) : '';
  start += `  ${paint('quiet', padStart(time, 6))}  `;
  used += 10;
  return start + activity(host, width - 1 - used, paint, withLine);
}

function activity(host: HostState, width: number, paint: Paint, withLine: boolean): string {
  if (width < 4) return '';
  const title = host.task ? taskTitle(host.task) : '';
  if (host.isQueued) return paint('quiet', fitted('waiting for its turn (--forks)', width));
  switch (host.doing) {
    case 'failed':
      return paint('failed', fitted(`failed: ${title}`, width));
    case 'stopped':
      return paint('failed', fitted(title === '' ? 'interrupted' : `interrupted: ${title}`, width));
    case 'done':
      return paint('quiet', fitted('done', width));
    case 'unreachable':
      return paint('failed', fitted('unreachable', width));
    case 'connecting':
    case 'reading':
      return paint('quiet', fitted(host.doing, width));
    case 'task': {
      const item = host.item === undefined ? '' : ` (${host.item})`;
      const text = fitted(`${title}${withLine ? item : ''}`, width);
      const left = width - textWidth(text) - 2;
      if (!withLine || host.line === '' || left < 8) return text;
      return `${text}  ${paint('quiet', fitted(host.line, left))}`;
    }
    default:
      return '';
  }
}

/** `27 more: 20 in nginx : Install nginx, 7 in app : Build` */
function elsewhere(hosts: readonly HostState[]): string {
  const tasks = new Map<string, number>();
  for (const host of hosts) {
    const what = host.task ? `in ${taskTitle(host.task)}` : host.doing;
    tasks.set(what, (tasks.get(what) ?? 0) + 1);
  }
  const most = [...tasks].sort((a, b) => b[1] - a[1]);
  return `${hosts.length} more: ${most.map(([what, count]) => `${count} ${what}`).join(', ')}`;
}

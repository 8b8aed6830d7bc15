import type { PlayReference, Recap } from '../core/event.ts';
import { placeText, taskTitle } from './block-text.ts';
import { duration } from './duration.ts';
import { allHosts, foldedHosts, sortedHosts } from './host-names.ts';
import { interruptedLines } from './interrupted-text.ts';
import type { Paint, Style } from './paint.ts';
import type { Count, Loss, Tally } from './tally.ts';
import { padEnd, textWidth } from './text-width.ts';

export interface RecapManner {
  readonly paint: Paint;
  readonly verbosity: number;
  /** Columns of the screen; undefined for a log, where every host has its line. */
  readonly width: number | undefined;
  /** Milliseconds. */
  readonly elapsed: number;
  /** What an interrupt kept from beginning; undefined where there was none. */
  readonly interrupted: readonly PlayReference[] | undefined;
}

/** The end of a run: a line of counters a host as Ansible prints it, and what a person has to know besides. */
export function recapLines(recap: readonly Recap[], tally: Tally, manner: RecapManner): string[] {
  const { paint } = manner;
  return [
    '',
    paint('heading', tally.check ? 'PLAY RECAP (check mode: nothing was changed)' : 'PLAY RECAP'),
    ...counterLines(recap, manner),
    ...losses('Failed', 'failed', tally.failures, manner),
    ...losses('Not converged: what was changed reads differently', 'failed', tally.notConverged, manner),
    ...undone(tally, manner),
    ...lostHandlers(tally, manner),
    ...counted('Taken for granted', tally.assumptions, paint),
    ...counted('Not known before the run', tally.waits, paint),
    ...interrupted(tally, manner),
    '',
    totals(recap, tally, manner),
  ];
}

/** Hosts in a screen's recap beyond which those with the same counters share a line. */
const MANY_HOSTS = 12;

interface Row {
  readonly hosts: readonly string[];
  readonly counters: readonly Counter[];
  readonly style: Style;
}

type Counter = readonly [name: string, count: number, style: Style];

function counterLines(recap: readonly Recap[], { paint, width }: RecapManner): string[] {
  const rows = rowsOf(recap, width !== undefined && recap.length > MANY_HOSTS);
  const digits = new Map<string, number>();
  for (const [name, count] of rows.flatMap((row) => row.counters)) {
    digits.set(name, Math.max(digits.get(name) ?? 0, String(count).length));
  }
  const names = (room: number | undefined) => {
    const texts = rows.map(({ hosts }) => {
      if (room === undefined && hosts.length > 2) return `${hosts.length} hosts`;
      return foldedHosts(hosts, room ?? 8);
    });
    const widest = Math.max(0, ...texts.map((text) => text.length));
    return rows.map((row, i) => paint(row.style, padEnd(texts[i] ?? '', widest)));
  };
  const lines = (gap: string, room: number | undefined) =>
    names(room).map((name, i) => `${name} : ${counterText(rows[i]?.counters ?? [], digits, gap, paint)}`);
  const wide = lines('   ', 40);
  if (width === undefined || wide.every((line) => textWidth(line) <= width)) return wide;
  return lines(' ', undefined);
}

/** Those that went wrong last, where the eye is. */
function rowsOf(recap: readonly Recap[], grouped: boolean): Row[] {
  const byHost = new Map(recap.map((r) => [r.host, r]));
  const rows = new Map<string, { hosts: string[]; counters: Counter[]; style: Style }>();
  for (const host of sortedHosts(byHost.keys())) {
    const one = byHost.get(host);
    if (!one) continue;
    const counters = countersOf(one);
    const key = grouped ? JSON.stringify(counters) : host;
    const row = rows.get(key);
    if (row) row.hosts.push(host);
    else rows.set(key, { hosts: [host], counters, style: hostStyle(one) });
  }
  const all = [...rows.values()];
  if (!grouped) return all;
  return [...all.filter((row) => row.style !== 'failed'), ...all.filter((row) => row.style === 'failed')];
}

function hostStyle(recap: Recap): Style {
  if (recap.failed > 0 || recap.unreachable > 0) return 'failed';
  return recap.changed > 0 ? 'changed' : 'ok';
}

function countersOf(recap: Recap): Counter[] {
  const own: readonly Counter[] = [
    ['presumed', recap.presumed, 'unknown'],
    ['unknown', recap.unknown, 'unknown'],
    ['not-converged', recap.notConverged, 'failed'],
  ];
  return [
    ['ok', recap.ok, 'ok'],
    ['changed', recap.changed, 'changed'],
    ['unreachable', recap.unreachable, 'failed'],
    ['failed', recap.failed, 'failed'],
    ['skipped', recap.skipped, 'skipped'],
    ['rescued', recap.rescued, 'ok'],
    ['ignored', recap.ignored, 'skipped'],
    ...own.filter(([, count]) => count > 0),
  ];
}

function counterText(
  counters: readonly Counter[],
  digits: ReadonlyMap<string, number>,
  gap: string,
  paint: Paint,
): string {
  const texts = counters.map(([name, count, style]) => {
    const text = `${name}=${count}`;
    const fill = ' '.repeat((digits.get(name) ?? 0) - String(count).length);
    return (count > 0 ? paint(style, text) : text) + fill;
  });
  return texts.join(gap).trimEnd();
}

function losses(
  title: string,
  style: Style,
  found: ReadonlyMap<string, Loss>,
  manner: RecapManner,
): string[] {
  if (found.size === 0) return [];
  const lines = [...found.values()].map(({ task, text, hosts }) => {
    const where = `${taskTitle(task)} ${manner.paint('quiet', placeText(task.place))}`;
    return `  [${hostsText(hosts, manner)}] ${where}${text === '' ? '' : `: ${text}`}`;
  });
  return ['', manner.paint(style, `${title}:`), ...lines];
}

/** What a dropped connection left in the middle. */
function undone(tally: Tally, { paint }: RecapManner): string[] {
  const lines = [...tally.cut].map(
    ([host, task]) => `  [${host}] connection lost in ${taskTitle(task)} ${placeText(task.place)}`,
  );
  return lines.length === 0 ? [] : ['', paint('failed', 'Left in the middle:'), ...lines];
}

/** Who is not there when a handler runs has missed it: the next run finds nothing to notify it for. */
function lostHandlers(tally: Tally, manner: RecapManner): string[] {
  const lines = [...tally.lostHandlers].map(([name, hosts]) => `  [${hostsText(hosts, manner)}] ${name}`);
  return lines.length === 0 ? [] : ['', manner.paint('failed', 'Notified, but not run:'), ...lines];
}

function interrupted(tally: Tally, manner: RecapManner): string[] {
  if (manner.interrupted === undefined) return [];
  const ended = [...tally.ended.values()].filter(({ how }) => how === 'interrupted');
  const waiting = tally.playHosts.filter((host) => !tally.ended.has(host));
  return interruptedLines(
    ended,
    waiting,
    manner.interrupted,
    (hosts) => hostsText(hosts, manner),
    manner.paint,
  );
}

function counted(title: string, counts: ReadonlyMap<string, Count>, paint: Paint): string[] {
  if (counts.size === 0) return [];
  const lines = [...counts].map(([text, { tasks, hosts }]) => {
    return `  ${text} ${paint('quiet', `(${plural(tasks.size, 'task')}, ${plural(hosts.size, 'host')})`)}`;
  });
  return ['', paint('unknown', `${title}:`), ...lines];
}

function totals(recap: readonly Recap[], tally: Tally, manner: RecapManner): string {
  const changed = recap.reduce((sum, r) => sum + r.changed, 0);
  const would = tally.check ? 'would change' : 'changed';
  const parts = [`${plural(recap.length, 'host')} in ${duration(manner.elapsed)}`, `${changed} ${would}`];
  if (manner.verbosity >= 1) {
    const traffic = recap.flatMap((r) => (r.traffic ? [r.traffic] : []));
    const trips = traffic.reduce((sum, t) => sum + t.frames, 0);
    const bytes = traffic.reduce((sum, t) => sum + t.bytesSent + t.bytesReceived, 0);
    parts.push(`${plural(trips, 'round trip')}`, `${Math.ceil(bytes / 1024)} KiB`);
  }
  return parts.join(', ');
}

function hostsText(hosts: Iterable<string>, manner: RecapManner): string {
  return manner.width === undefined ? allHosts(hosts) : foldedHosts(hosts, Math.floor(manner.width / 3));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

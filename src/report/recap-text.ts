import type { Recap } from '../core/event.ts';
import { placeText, taskTitle } from './block-text.ts';
import { duration } from './duration.ts';
import { allHosts, foldedHosts, sortedHosts } from './host-names.ts';
import type { Paint, Style } from './paint.ts';
import type { Count, Loss, Tally } from './tally.ts';
import { padEnd } from './text-width.ts';

export interface RecapManner {
  readonly paint: Paint;
  readonly verbosity: number;
  /** Columns of the screen; undefined for a log, where every host has its line. */
  readonly width: number | undefined;
  /** Milliseconds. */
  readonly elapsed: number;
  readonly interrupted: boolean;
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
    ...counted('Taken for granted', tally.assumptions, paint),
    ...counted('Not known before the run', tally.waits, paint),
    '',
    totals(recap, tally, manner),
  ];
}

/** Hosts in a screen's recap beyond which those with the same counters share a line. */
const MANY_HOSTS = 12;

function counterLines(recap: readonly Recap[], manner: RecapManner): string[] {
  const byHost = new Map(recap.map((r) => [r.host, r]));
  const rows = new Map<string, { hosts: string[]; recap: Recap }>();
  const grouped = manner.width !== undefined && recap.length > MANY_HOSTS;
  for (const host of sortedHosts(byHost.keys())) {
    const one = byHost.get(host);
    if (!one) continue;
    const key = grouped ? counters(one, (_style, text) => text) : host;
    const row = rows.get(key);
    if (row) row.hosts.push(host);
    else rows.set(key, { hosts: [host], recap: one });
  }
  const widest = Math.max(20, Math.floor((manner.width ?? 120) / 3));
  const shown = [...rows.values()].map((row) => ({ ...row, name: foldedHosts(row.hosts, widest) }));
  const width = Math.max(...shown.map((row) => row.name.length), 0);
  return shown.map((row) => {
    const name = manner.paint(hostStyle(row.recap), padEnd(row.name, width));
    return `${name} : ${counters(row.recap, manner.paint)}`;
  });
}

function hostStyle(recap: Recap): Style {
  if (recap.failed > 0 || recap.unreachable > 0) return 'failed';
  return recap.changed > 0 ? 'changed' : 'ok';
}

function counters(recap: Recap, paint: Paint): string {
  const standard: readonly [string, number, Style][] = [
    ['ok', recap.ok, 'ok'],
    ['changed', recap.changed, 'changed'],
    ['unreachable', recap.unreachable, 'failed'],
    ['failed', recap.failed, 'failed'],
    ['skipped', recap.skipped, 'skipped'],
    ['rescued', recap.rescued, 'ok'],
    ['ignored', recap.ignored, 'skipped'],
  ];
  const own: readonly [string, number, Style][] = [
    ['presumed', recap.presumed, 'unknown'],
    ['unknown', recap.unknown, 'unknown'],
    ['not-converged', recap.notConverged, 'failed'],
  ];
  return [...standard, ...own.filter(([, count]) => count > 0)]
    .map(([name, count, style]) => {
      const text = `${name}=${count}`;
      return (count > 0 ? paint(style, text) : text) + ' '.repeat(Math.max(0, 4 - String(count).length));
    })
    .join('')
    .trimEnd();
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

/** What a dropped connection or an interrupt left in the middle. */
function undone(tally: Tally, manner: RecapManner): string[] {
  const lines = [...tally.cut].map(
    ([host, task]) => `  [${host}] connection lost in ${taskTitle(task)} ${placeText(task.place)}`,
  );
  if (manner.interrupted) {
    for (const [host, task] of tally.running) {
      lines.push(`  [${host}] interrupted in ${taskTitle(task)} ${placeText(task.place)}`);
    }
  }
  if (lines.length > 0) lines.unshift('', manner.paint('failed', 'Left in the middle:'));
  if (manner.interrupted) {
    lines.push('', manner.paint('failed', 'Interrupted: the tasks after these were not run.'));
  }
  return lines;
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

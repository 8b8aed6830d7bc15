import type { Outcome, Recap, RunEvent, TaskReference } from '../../src/core/event.ts';
import { isUnknown } from '../../src/core/unknown.ts';
import type { TheirEvent } from './oracle.ts';

/** What happened on each host, line by line, and the recap: the form in which both sides are compared. */
export interface Account {
  readonly lines: Readonly<Record<string, readonly string[]>>;
  readonly recap: Readonly<Record<string, string>>;
}

/** The fields of a result that count, for every action; messages of errors are each side's own. */
const FIELDS =
  'rc stdout stderr stdout_lines stderr_lines cmd attempts false_condition skip_reason assertion evaluated_to ansible_facts failed_when_result add_group';

function fieldsFor(
  action: string,
  result: Readonly<Record<string, unknown>>,
  isFailed: boolean,
): Record<string, unknown> {
  if (action === 'meta') return {};
  const named = FIELDS.split(' ');
  if (['fail', 'assert'].includes(action)) named.push('msg');
  if (action === 'debug')
    named.push(...Object.keys(result).filter((name) => !['changed', 'failed', 'skipped'].includes(name)));
  if ('censored' in result) return {};
  const kept: Record<string, unknown> = {};
  for (const name of [...new Set(named)].sort()) if (name in result) kept[name] = result[name];
  if (action === 'raw') delete kept['cmd'];
  if (typeof kept['failed_when_result'] === 'string') delete kept['failed_when_result'];
  if (isFailed) {
    if (action === 'debug') delete kept['msg'];
    delete kept['exception'];
    delete kept['ansible_facts'];
  }
  return kept;
}

/** The order of fields means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

const INCLUDES = new Set(['include_tasks', 'include_role', 'include']);

function line(parts: {
  readonly task: string;
  readonly action: string;
  readonly status: string;
  readonly ignored: boolean;
  readonly item: string | undefined;
  readonly result: Readonly<Record<string, unknown>>;
  readonly isLoop: boolean;
}): string {
  const { task, action, status, ignored, item, result } = parts;
  const fields = parts.isLoop ? {} : fieldsFor(action, result, status === 'failed');
  const detail = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(sorted(fields))}`;
  const label = item === undefined ? '' : ` (${'censored' in result ? '' : item})`;
  return `${task}${label} → ${status}${ignored ? ' ignored' : ''}${detail}`;
}

export function theirAccount(events: readonly TheirEvent[]): Account {
  const lines: Record<string, string[]> = {};
  const recap: Record<string, string> = {};
  const on = (host: string): string[] => {
    lines[host] ??= [];
    return lines[host];
  };
  for (const told of events) {
    const event =
      'task' in told ? { ...told, task: told.task.replace(/^include_role : .*/, 'include_role') } : told;
    if (event.event === 'include') on(event.host).push(`${event.task} → included`);
    if (event.event === 'retry') on(event.host).push(`${event.task} → retry`);
    if (event.event === 'error') on('').push('error');
    if (event.event === 'task' || event.event === 'item') {
      // What an include failed of is told once for each of its ways to say so.
      on(event.host).push(
        line({
          ...event,
          item: event.event === 'item' ? (event.item ?? '') : undefined,
          isLoop: event.event === 'task' && Array.isArray(event.result['results']),
        }),
      );
    }
    if (event.event === 'stats') {
      for (const [host, counts] of Object.entries(event.recap)) {
        recap[host] = recapLine({ ...counts, failed: counts['failures'] ?? 0 });
      }
    }
  }
  return { lines, recap };
}

function recapLine(counts: Readonly<Record<string, unknown>>): string {
  return ['ok', 'changed', 'unreachable', 'failed', 'skipped', 'rescued', 'ignored']
    .map((name) => `${name}=${String(counts[name])}`)
    .join(' ');
}

export function ourAccount(events: readonly RunEvent[], folder: string): Account {
  const lines: Record<string, string[]> = {};
  const recap: Record<string, string> = {};
  const on = (host: string, text: string): void => {
    lines[host] ??= [];
    lines[host].push(text.replaceAll(folder, '$DIR'));
  };
  // Ours are told item by item, the original's once all items' conditions were asked.
  const included: Record<string, string[]> = {};
  for (const event of events) {
    if (event.event === 'retry') on(event.host, `${nameOf(event.task)} → retry`);
    if (event.event === 'unreachable') {
      on(event.host, `${event.task ? nameOf(event.task) : '?'} → unreachable`);
    }
    if (event.event === 'item-ended' || event.event === 'task-ended') {
      const { task, outcome } = event;
      const item = event.event === 'item-ended' ? event.item.label : undefined;
      const isLoop = event.event === 'task-ended' && 'results' in outcome.result;
      if (INCLUDES.has(task.action) && (outcome.status === 'ok' || outcome.status === 'changed')) {
        if (!isLoop) {
          included[event.host] = [...(included[event.host] ?? []), `${nameOf(task)} → included`];
        }
        if (event.event === 'task-ended') {
          for (const text of included[event.host] ?? []) on(event.host, text);
          delete included[event.host];
        }
        continue;
      }
      on(event.host, ourLine(task, outcome, item, isLoop));
    }
    if (event.event === 'run-ended') {
      for (const one of event.recap) recap[one.host] = recapLine(one as Recap & Record<string, unknown>);
    }
  }
  return { lines, recap };
}

function ourLine(task: TaskReference, outcome: Outcome, item: string | undefined, isLoop: boolean): string {
  const isUnreachable = outcome.result['unreachable'] === true;
  return line({
    task: nameOf(task),
    action: task.action.split('.').at(-1) ?? '',
    status: isUnreachable ? 'unreachable' : outcome.status,
    ignored: outcome.ignored === 'ignore_errors' && !isUnreachable,
    item,
    result: plain(outcome.result) as Record<string, unknown>,
    isLoop,
  });
}

/** The name with its role, as the original tells it. */
function nameOf(task: TaskReference): string {
  if (task.name.startsWith('include_role : ')) return 'include_role';
  return task.role === undefined ? task.name : `${task.role} : ${task.name}`;
}

function plain(value: unknown): unknown {
  if (isUnknown(value)) return '?';
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  return value;
}

import type { RunEvent, TaskReference, Time } from '../core/event.ts';
import { cleanText, linesOf } from './clean-text.ts';

/** What a host of the present play is doing. */
export interface HostState {
  readonly name: string;
  /** `idle`: between tasks; `done`: past the last one; `stopped`: interrupted. */
  doing:
    | 'waiting'
    | 'connecting'
    | 'reading'
    | 'task'
    | 'idle'
    | 'done'
    | 'failed'
    | 'unreachable'
    | 'stopped';
  /** All `forks` are taken, and it waits for one. */
  isQueued: boolean;
  /** The present task; of a host that was lost or failed, its last one. */
  task: TaskReference | undefined;
  /** Since when it does that. */
  since: Time;
  /** The latest line of output, or what it retries. */
  line: string;
  item: string | undefined;
  ok: number;
  changed: number;
  skipped: number;
  unknown: number;
}

export interface PlayState {
  readonly name: string;
  readonly since: Time;
  readonly hosts: ReadonlyMap<string, HostState>;
}

/** Where the run stands: what the live view draws, and what a log tells when nothing has happened for long. */
export class RunState {
  check = false;
  started: Time = 0;
  play: PlayState | undefined;

  apply(event: RunEvent): void {
    if (event.event === 'run-started') {
      this.check = event.check;
      this.started = event.time;
    } else if (event.event === 'play-started') {
      const hosts = new Map(event.hosts.map((name) => [name, fresh(name, event.time)]));
      this.play = { name: event.name, since: event.time, hosts };
    } else if (event.event === 'play-ended' || event.event === 'run-ended') {
      this.play = undefined;
    } else if (event.host !== undefined) {
      const host = this.play?.hosts.get(event.host);
      if (host) advance(host, event);
    }
  }

  /** Hosts that are in the middle of something, the one that has been at it longest first. */
  get busy(): HostState[] {
    const hosts = [...(this.play?.hosts.values() ?? [])];
    return hosts
      .filter((h) => !h.isQueued)
      .filter((h) => h.doing === 'task' || h.doing === 'connecting' || h.doing === 'reading')
      .sort((a, b) => a.since - b.since);
  }
}

function fresh(name: string, since: Time): HostState {
  const counters = { ok: 0, changed: 0, skipped: 0, unknown: 0 };
  const nothing = { isQueued: false, task: undefined, line: '', item: undefined };
  return { name, doing: 'waiting', since, ...nothing, ...counters };
}

function advance(host: HostState, event: RunEvent): void {
  switch (event.event) {
    case 'queued':
      host.isQueued = true;
      break;
    case 'turn':
      host.isQueued = false;
      // What it has waited is no part of what it does.
      host.since = event.time;
      break;
    case 'connecting':
    case 'reading':
      // Connecting or looking ahead in the middle of a task is a part of that task.
      if (host.doing !== 'task') enter(host, event.event, event.time);
      else if (event.event === 'connecting') host.line = 'connecting';
      break;
    case 'connected':
      if (host.doing === 'task') host.line = '';
      else enter(host, 'idle', event.time);
      break;
    case 'task-started':
      enter(host, 'task', event.time);
      host.task = event.task;
      break;
    case 'progress':
      host.line = linesOf(cleanText(event.line)).at(-1) ?? host.line;
      host.item = event.item?.label ?? host.item;
      break;
    case 'retry':
      host.line = `attempt ${event.attempt} failed, ${event.left} left`;
      host.item = event.item?.label ?? host.item;
      break;
    case 'item-ended':
      host.item = event.item.label;
      host.line = '';
      break;
    case 'task-ended':
      count(host, event);
      break;
    case 'host-ended':
      leave(host, event);
      break;
    case 'unreachable':
      host.doing = 'unreachable';
      host.task = event.task ?? host.task;
      host.since = event.time;
      host.line = event.message;
  }
}

function count(host: HostState, event: Extract<RunEvent, { event: 'task-ended' }>): void {
  const { status, ignored } = event.outcome;
  if (status === 'failed' && ignored === undefined) {
    host.doing = 'failed';
    host.task = event.task;
    host.since = event.time;
    host.line = '';
    return;
  }
  if (status === 'ok' || status === 'failed') host.ok += 1;
  else host[status] += 1;
  // Ansible counts a task that changed something among those that are ok.
  if (status === 'changed') host.ok += 1;
  enter(host, 'idle', event.time);
}

function leave(host: HostState, { how, time, task }: Extract<RunEvent, { event: 'host-ended' }>): void {
  if (how === 'failed' || how === 'unreachable') return;
  enter(host, how === 'interrupted' ? 'stopped' : how === 'broken-off' ? 'failed' : 'done', time);
  host.task = task;
}

function enter(host: HostState, doing: HostState['doing'], since: Time): void {
  host.doing = doing;
  host.isQueued = false;
  host.since = since;
  host.line = '';
  host.item = undefined;
  if (doing !== 'task') host.task = undefined;
}

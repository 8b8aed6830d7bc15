import type { Outcome, RunEvent, TaskReference, Time } from '../core/event.ts';
import { cleanText, linesOf } from './clean-text.ts';
import { type Manner, type Saying, sayOutcome } from './saying.ts';

/** The same thing said about one host or many. A delegated task's host reads `web1 -> db1`. */
export interface Line {
  readonly saying: Saying;
  readonly hosts: readonly string[];
}

/** What is said about a task at one time. Without a task: about hosts that were lost between tasks. */
export interface Block {
  readonly task: TaskReference | undefined;
  readonly lines: readonly Line[];
}

interface Held {
  readonly task: TaskReference | undefined;
  readonly lines: Map<string, { readonly saying: Saying; readonly hosts: string[] }>;
  readonly ended: Set<string>;
  since: Time | undefined;
}

/**
 * Hosts run through a play independently of each other, so what happens to one task arrives scattered. It is held
 * until every host still in the play is past the task, or for a moment at most: then hosts of which the same is to
 * be said share a line, and one host alone never waits.
 */
export class Gather {
  private readonly held = new Map<string, Held>();
  private readonly looped = new Set<string>();
  private readonly spoken = new Set<string>();
  private present = new Set<string>();

  constructor(
    private readonly hold: (hosts: number) => number,
    private readonly manner: () => Manner,
    private readonly emit: (block: Block) => void,
  ) {}

  add(event: RunEvent): void {
    switch (event.event) {
      case 'play-started':
        this.flush();
        this.held.clear();
        this.looped.clear();
        this.spoken.clear();
        this.present = new Set(event.hosts);
        break;
      case 'item-ended':
        this.looped.add(`${event.host}\n${event.task.id}`);
        this.say(event, event.task, sayOutcome(event.outcome, event.item, this.manner()), event.delegate);
        break;
      case 'task-ended':
        this.end(event);
        break;
      case 'message':
        this.spoken.add(`${event.host}\n${event.task.id}`);
        this.say(event, event.task, sayMessage(event.text), undefined);
        break;
      case 'warning':
        if (isOfHost(event)) this.say(event, undefined, sayWarning(event.diagnostic.summary), undefined);
        break;
      case 'unreachable':
        this.present.delete(event.host);
        this.say(event, event.task, sayUnreachable(event.message, event.hint), undefined);
        this.settle();
        break;
      case 'host-ended':
        this.present.delete(event.host);
        if (event.how === 'interrupted' && event.task) {
          this.say(event, event.task, sayInterrupted(), undefined);
        }
        this.settle();
        break;
      case 'play-ended':
      case 'run-ended':
        this.flush();
    }
  }

  /** Lets go of what was held long enough, and of what is held of tasks before it: each host's stay in their order. */
  tick(now: Time): void {
    const held = [...this.held.values()];
    const isDue = ({ since }: Held) => since !== undefined && now - since >= this.hold(this.present.size);
    for (const each of held.slice(0, held.findLastIndex(isDue) + 1)) this.release(each);
  }

  flush(): void {
    for (const held of this.held.values()) this.release(held);
  }

  private end(event: Extract<RunEvent, { event: 'task-ended' }>): void {
    const { host, task, outcome } = event;
    // What a loop's items said is not said again for the whole.
    const key = `${host}\n${task.id}`;
    const told = (event.loop && this.looped.has(key)) || (outcome.status === 'ok' && this.spoken.has(key));
    const said = told ? this.sayRest(outcome) : sayOutcome(outcome, undefined, this.manner());
    this.say(event, task, said, event.delegate);
    if (leaves(outcome)) this.present.delete(host);
    const held = this.heldFor(task);
    held.ended.add(host);
    if (leaves(outcome)) this.settle();
    else this.releaseIfComplete(held);
  }

  /** An item's failure looks final until the task says that it doesn't count. */
  private sayRest(outcome: Outcome): Saying | undefined {
    if (outcome.status !== 'failed' || outcome.ignored === undefined) return undefined;
    const saying = sayOutcome(outcome, undefined, this.manner());
    return saying && { ...saying, details: [] };
  }

  private say(
    at: { readonly time: Time; readonly host: string },
    task: TaskReference | undefined,
    saying: Saying | undefined,
    delegate: string | undefined,
  ): void {
    if (saying === undefined) return;
    const held = this.heldFor(task);
    held.since ??= at.time;
    const key = JSON.stringify([saying.word, saying.item, saying.text, saying.details]);
    const line = held.lines.get(key) ?? { saying, hosts: [] };
    const label = delegate === undefined || delegate === at.host ? at.host : `${at.host} -> ${delegate}`;
    if (!line.hosts.includes(label)) line.hosts.push(label);
    held.lines.set(key, line);
    if (this.present.size <= 1) this.release(held);
  }

  private heldFor(task: TaskReference | undefined): Held {
    const id = task?.id ?? '';
    let held = this.held.get(id);
    if (!held) {
      held = { task, lines: new Map(), ended: new Set(), since: undefined };
      this.held.set(id, held);
    }
    return held;
  }

  private settle(): void {
    for (const held of this.held.values()) this.releaseIfComplete(held);
  }

  private releaseIfComplete(held: Held): void {
    for (const host of this.present) if (!held.ended.has(host)) return;
    this.release(held);
    if (held.task) this.held.delete(held.task.id);
  }

  private release(held: Held): void {
    held.since = undefined;
    if (held.lines.size === 0) return;
    const lines = [...held.lines.values()];
    held.lines.clear();
    this.emit({ task: held.task, lines });
  }
}

/** Whether the host is out of the play. */
function leaves(outcome: Outcome): boolean {
  return outcome.status === 'failed' && outcome.ignored === undefined;
}

function sayMessage(text: string): Saying {
  const lines = linesOf(cleanText(text));
  const base = { style: 'ok', word: 'ok', item: undefined } as const;
  return lines.length <= 1
    ? { ...base, text: lines[0] ?? '', details: [] }
    : { ...base, text: '', details: lines };
}

/** Whether a warning concerns this host and perhaps others, rather than what all of them have in common. */
export function isOfHost(
  event: Extract<RunEvent, { event: 'warning' }>,
): event is typeof event & { readonly host: string } {
  return event.host !== undefined && event.diagnostic.code === 'handler-due';
}

function sayWarning(text: string): Saying {
  return { style: 'warning', word: 'warning', item: undefined, text, details: [] };
}

function sayInterrupted(): Saying {
  return { style: 'failed', word: 'interrupted', item: undefined, text: '', details: [] };
}

function sayUnreachable(message: string, hint: string | undefined): Saying {
  const [first = '', ...rest] = linesOf(cleanText(message));
  const details = hint === undefined ? rest : [...rest, `hint: ${hint}`];
  return { style: 'failed', word: 'unreachable', item: undefined, text: first, details };
}

import type { Decide, Decided } from '../core/decided.ts';
import type { Outcome, RunEvent, TaskReference } from '../core/event.ts';
import type { HostPlan, Json, TaskPlan } from '../core/kept-plan.ts';
import { keyText } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Digests } from './digests.ts';
import { lastingJson } from './lasting.ts';
import { stepLine } from './step-line.ts';
import { stepsDigest } from './steps-digest.ts';

export interface GatherOptions {
  readonly digests: Digests;
  readonly secrets: Secrets;
  readonly probes: ReadonlyMap<string, Probe<unknown>>;
}

interface HostNotes {
  readonly tasks: TaskPlan[];
  readonly observations: Map<string, Json>;
  /** Decisions whose outcome was not told yet: task and item → the last one. */
  readonly decided: Map<string, Decided>;
}

/** Makes a plan of a run in check mode: of what was decided, and how each task ended. */
export class Gather {
  private readonly options: GatherOptions;
  private readonly hosts = new Map<string, HostNotes>();

  constructor(options: GatherOptions) {
    this.options = options;
  }

  readonly decided: Decide = (decided) => {
    this.notes(decided.host).decided.set(place(decided.task, decided.item), decided);
    return undefined;
  };

  add(event: RunEvent): void {
    if (event.event === 'play-started') for (const host of event.hosts) this.notes(host);
    if (event.event === 'item-ended') {
      this.take(event.host, event.task, event.outcome, event.delegate, event.item);
    }
    // Of a loop its items are told; where there are none, or nobody knows them, it is told itself.
    if (event.event === 'task-ended' && (!event.loop || !this.hasItems(event.host, event.task))) {
      this.take(event.host, event.task, event.outcome, event.delegate, undefined);
    }
  }

  get plans(): readonly HostPlan[] {
    return [...this.hosts].map(([host, { tasks, observations }]) => ({
      host,
      tasks,
      observations: Object.fromEntries([...observations].sort(([a], [b]) => (a < b ? -1 : 1))),
    }));
  }

  private hasItems(host: string, task: TaskReference): boolean {
    const last = this.notes(host).tasks.at(-1);
    return last?.id === task.id && last.item !== undefined;
  }

  private take(
    host: string,
    task: TaskReference,
    outcome: Outcome,
    delegate: string | undefined,
    item: TaskPlan['item'],
  ): void {
    if (task.action === 'meta') return;
    const { digests, secrets } = this.options;
    const notes = this.notes(host);
    const where = place(task, item?.index ?? 0);
    const decided = notes.decided.get(where);
    notes.decided.delete(where);
    const hidden = outcome.noLog;
    const shown = (text: string) => secrets.mask(text);
    notes.tasks.push({
      id: task.id,
      name: shown(task.name),
      action: task.action,
      ...(task.role === undefined ? {} : { role: task.role }),
      place: task.place,
      handler: task.handler,
      ...(delegate === undefined ? {} : { delegate }),
      ...(item === undefined
        ? {}
        : { item: { index: item.index, label: hidden ? `#${item.index + 1}` : shown(item.label) } }),
      verdict: verdictOf(outcome),
      presumed: [...new Set(outcome.presumed.map(({ text }) => shown(text)))],
      waitsFor: [...new Set([...outcome.waitsFor, ...waitsOf(decided)].map((w) => shown(waitText(w))))],
      changes: hidden ? [] : outcome.changes.map(shown),
      differences: outcome.differences.map((d) => secrets.maskDeep(d) as typeof d),
      steps: this.stepLines(decided, outcome),
      // What isn't settled yet is planned again when its turn comes.
      ...(decided && !decided.plan.open ? { digest: stepsDigest(decided, digests) } : {}),
      restsOn: decided ? this.observe(notes, decided) : [],
    });
  }

  private stepLines(decided: Decided | undefined, outcome: Outcome): readonly string[] {
    if (!decided || decided.plan.verdict === 'unchanged') return [];
    if (decided.noLog || outcome.noLog) return decided.plan.steps.map(() => 'hidden by no_log');
    if (decided.plan.open) return [];
    return decided.plan.steps.map((step) => this.options.secrets.mask(stepLine(step)));
  }

  private observe(notes: HostNotes, decided: Decided): readonly string[] {
    const { digests, secrets, probes } = this.options;
    const names: string[] = [];
    for (const { key, value } of decided.basis) {
      const probe = probes.get(key.kind);
      const lasting = probe?.lasting ? probe.lasting(value) : value;
      if (lasting === undefined) continue;
      const as = decided.identity === '' ? '' : ` as ${decided.identity.split(':')[1] ?? ''}`;
      const on = decided.delegate === undefined ? '' : ` on ${decided.delegate}`;
      const name = secrets.mask(`${keyText(key)}${as}${on}`);
      names.push(name);
      const json = decided.noLog
        ? `digest:${digests.ofValue(lasting)}`
        : lastingJson(lasting, digests, secrets);
      notes.observations.set(name, json);
    }
    return names;
  }

  private notes(host: string): HostNotes {
    let notes = this.hosts.get(host);
    if (!notes) {
      notes = { tasks: [], observations: new Map(), decided: new Map() };
      this.hosts.set(host, notes);
    }
    return notes;
  }
}

function place(task: TaskReference, item: number): string {
  return `${task.id} ${item}`;
}

function waitsOf(decided: Decided | undefined): Outcome['waitsFor'] {
  return decided?.plan.open?.waitsFor ?? [];
}

function verdictOf(outcome: Outcome): TaskPlan['verdict'] {
  switch (outcome.status) {
    case 'ok':
      return 'unchanged';
    case 'changed':
      return 'change';
    case 'failed':
      return 'fails';
    default:
      return outcome.status;
  }
}

function waitText({ what, place: at }: Outcome['waitsFor'][number]): string {
  return at ? `${what} (${at.file}:${at.line})` : what;
}

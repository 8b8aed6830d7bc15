import type { Outcome, RunEvent, TaskReference } from '../core/event.ts';
import { Unreachable } from '../core/far-end.ts';
import type { Identity } from '../core/identity.ts';
import type { Region } from '../core/key.ts';
import type { Block, Entry, Handler, Play, Role, Task } from '../core/play.ts';
import { isUnknown, type Unknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Act, Underway, Wanted } from './acts.ts';
import type { AllVariables } from './all-variables.ts';
import { type Cursor, coming as tasksAhead } from './coming.ts';
import { DueHandlers } from './due/due-handlers.ts';
import { BrokenOff, Ended, Interrupted } from './ended.ts';
import { Notifications } from './handlers.ts';
import { HostScopes } from './host-scopes.ts';
import { lookAhead, type Sighted, touchedAhead } from './look-ahead.ts';
import type { Machine } from './machine.ts';
import type { Point } from './meetings.ts';
import { OthersLag } from './others-lag.ts';
import type { PlayRun } from './play-run.ts';
import type { Run } from './run.ts';
import type { TaskScope } from './scope.ts';
import { SentAhead } from './sent-ahead.ts';
import type { Tally } from './tally.ts';
import { TaskFailed } from './task-failed.ts';
import { runTask } from './task-run.ts';
import type { HostVariables } from './variables.ts';

type HostEnded = Extract<RunEvent, { event: 'host-ended' }>;

/** One host's walk through one play. */
export class HostRun {
  readonly run: Run;
  readonly play: PlayRun;
  readonly name: string;
  readonly variables: HostVariables;
  readonly notifications: Notifications;
  readonly due: DueHandlers;
  readonly stack: Cursor[] = [];
  /** How many of them, from below, are sections that come after the one it walks through. */
  private sectionsLeft = 0;
  /** What was sent for tasks it has not come to yet. */
  readonly sentAhead = new SentAhead();
  /** Tasks and items whose large files were sent, or are not needed (`bringAhead`). */
  readonly broughtAhead = new Set<string>();
  /** What is worked out now is for a task that it has not come to. */
  isAhead = false;
  /** Roles that were included while the play ran, with `public`. */
  readonly includedRoles: Role[] = [];
  /** How many of the blocks that are being carried out have a rescue. */
  private rescues = 0;
  /** How many rescues are being carried out. */
  private rescuing = 0;
  /** What was seen of the tasks ahead, and how much was known then. */
  private readonly looks = new Map<Machine, { readonly sighted: Sighted; readonly changes: number }>();
  /** The task that is being carried out, and the item of its loop. */
  task: Task | undefined;
  item = 0;
  /** An item of that loop failed; the others are still tried. */
  hasFailedItem = false;
  private readonly scopes = new HostScopes(this);
  /** Where it was interrupted: the tasks that would have come. */
  private left: readonly Task[] | undefined;
  done = false;
  /** How many tasks it has met: tells who lags behind. */
  progress = 0;
  /** What is being worked out may be worked out again, once other hosts have come as far. */
  mayWait = false;
  private at: { readonly name: string; readonly point: Point; waited: boolean } | undefined;
  /** Within a handler: what it includes runs whatever tags are asked for. */
  handling = 0;
  /** Roles that `meta: end_role` ended here: what is left of them is passed over. */
  readonly endedRoles = new Set<Role>();
  /** Roles of which some task was carried out here, by what makes them the same (`once`). */
  readonly ranRoles = new Map<string, Role>();

  /** What it walks through: the play's sections, behind the gathering of facts. */
  private readonly sections: Play['sections'];

  constructor(run: Run, play: PlayRun, name: string, variables: HostVariables, walks: Play = play.play) {
    this.sections = walks.sections;
    this.run = run;
    this.play = play;
    this.name = name;
    this.variables = variables;
    this.notifications = new Notifications(play.play.handlers, (raw) => this.handlerText(raw));
    this.due = new DueHandlers(this, run.notesOf(name, play.play));
  }

  get tally(): Tally {
    return this.run.tally(this.name);
  }

  get isRescuing(): boolean {
    return this.rescuing > 0;
  }

  get mayBeRescued(): boolean {
    return this.rescues > 0;
  }

  /** The machine that stands behind this host, or behind the one a task is delegated to. */
  machine(name = this.name, task?: Task): Machine {
    return this.run.machineOf(name, this, task);
  }

  /** Walks through the whole play. Resolves whatever happens to the host; defects of ours throw. */
  async walkPlay(): Promise<void> {
    try {
      const { sections } = this;
      for (const section of [...sections].reverse()) this.stack.push({ entries: section, index: -1 });
      for (const [index, section] of sections.entries()) {
        this.stack.pop();
        this.sectionsLeft = this.stack.length;
        await this.walk(section);
        const isLast = index === sections.length - 1;
        await this.due.owed.endSection(index, [...section, ...(isLast ? this.play.play.handlers : [])]);
        await this.flushHandlers();
      }
      this.due.owed.sayUnheard();
      this.ended('finished');
    } catch (thrown) {
      await this.stopped(thrown);
    } finally {
      await this.sending;
      await this.sentAhead.settle();
      if (!this.run.isUnreachable(this.name)) await this.due.settle();
      this.done = true;
      this.play.meetings.left();
    }
  }

  private async stopped(thrown: unknown): Promise<void> {
    if (thrown instanceof TaskFailed) {
      this.run.markFailed(this.name);
      this.play.hostFailed();
      if (this.run.options.forceHandlers || this.play.play.forceHandlers) {
        try {
          await this.flushHandlers();
        } catch (again) {
          if (!(again instanceof TaskFailed)) return this.stopped(again);
        }
      }
      return this.ended('failed');
    }
    if (thrown instanceof Unreachable) {
      this.run.markUnreachable(this.name, thrown, this.current);
      this.play.hostFailed();
      return this.ended('unreachable');
    }
    if (thrown instanceof BrokenOff) {
      this.run.markFailed(this.name);
      return this.ended('broken-off');
    }
    if (thrown instanceof Ended) {
      this.due.drop();
      if (thrown.what === 'play') this.run.endPlay(this.play);
      if (thrown.what === 'batch') this.play.stop('ended');
      return this.ended('ended');
    }
    if (thrown instanceof Interrupted) return this.ended('interrupted', thrown.task);
    throw thrown;
  }

  private ended(how: HostEnded['how'], task?: TaskReference): void {
    const coming = how === 'interrupted' ? (this.left ?? [...tasksAhead(this.stack)]) : [];
    const { tags, skipTags, selected } = this.run.options;
    this.run.report({
      event: 'host-ended',
      time: this.run.now(),
      host: this.name,
      how,
      task,
      notBegun: coming
        .filter((one) => selected(one.keywords.tags, tags, skipTags))
        .map((one) => this.run.reference(one, this.scope(one), false)),
      notified: this.notifications.left(),
    });
  }

  /** The task that is being carried out, for messages about a host that went away. */
  current: TaskReference | undefined;

  async walk(entries: readonly Entry[]): Promise<void> {
    const cursor: Cursor = { entries, index: 0 };
    let isBegun = false;
    this.stack.push(cursor);
    try {
      for (; cursor.index < entries.length; cursor.index++) {
        isBegun = false;
        if (this.run.options.signal?.aborted) await this.sentAhead.settle();
        this.mayGoOn();
        isBegun = true;
        const entry = entries[cursor.index];
        if (!entry) continue;
        if (entry.entry === 'block') await this.walkBlock(entry);
        else await runTask(this, entry);
      }
    } catch (thrown) {
      if (thrown instanceof Interrupted) {
        if (!isBegun) cursor.index--;
        this.left ??= [...tasksAhead(this.stack)];
      }
      throw thrown;
    } finally {
      this.stack.pop();
    }
  }

  /** The tasks that surely come next if nothing fails: none from behind the handlers of this section. */
  *comingSoon(): Generator<Task> {
    if (this.handling === 0) yield* tasksAhead(this.stack.slice(this.sectionsLeft));
  }

  mayGoOn(): void {
    // What was done already is still to be told.
    if (this.sentAhead.isPending) return;
    if (this.run.options.signal?.aborted) throw new Interrupted();
    if (this.play.stopped === 'broken off') throw new BrokenOff();
    if (this.play.stopped === 'ended') throw new Ended('host');
  }

  /** It has come to this task. */
  comeTo(task: Task): void {
    this.task = task;
    this.item = 0;
    this.hasFailedItem = false;
    this.progress++;
    const { play } = this;
    if (!play.keepsStep || play.hosts.length < 2) return;
    const name = `at ${play.meetings.visit(this, task)}`;
    this.at = { name, point: play.meetings.pass(this, name), waited: false };
  }

  /**
   * Somebody looks at what other hosts of the batch know, or at who is still there. With Ansible they all would have
   * come as far by now.
   */
  looksAt(others: readonly HostRun[]): void {
    if (this.isAhead && this.play.keepsStep && others.some((other) => other !== this && !other.done))
      throw new OthersLag();
    const { at } = this;
    if (!this.mayWait || !at || at.waited || at.point.open) return;
    if (others.some((other) => !other.done && !at.point.arrived.has(other))) throw new OthersLag();
  }

  async waitForOthers(): Promise<void> {
    if (!this.at) return;
    this.at.waited = true;
    await this.play.meetings.meet(this, this.at.name, this.at.point);
  }

  private async walkBlock(block: Block): Promise<void> {
    // While the body runs, what will always follow is in sight for looking ahead.
    this.stack.push({ entries: block.always, index: -1 });
    let failure: unknown;
    try {
      await this.walkBody(block);
    } catch (thrown) {
      failure = thrown;
    } finally {
      this.stack.pop();
    }
    if (failure === undefined || failure instanceof TaskFailed) await this.walk(block.always);
    if (failure !== undefined) throw failure;
  }

  private async walkBody(block: Block): Promise<void> {
    if (block.rescue.length === 0) return this.walk(block.body);
    this.rescues++;
    let failure: TaskFailed | undefined;
    try {
      await this.walk(block.body);
    } catch (thrown) {
      if (!(thrown instanceof TaskFailed)) throw thrown;
      failure = thrown;
    } finally {
      this.rescues--;
    }
    if (!failure) return;
    this.variables.assign('ansible_failed_task', failure.seen);
    this.variables.assign('ansible_failed_result', failure.result);
    this.rescuing++;
    try {
      await this.walk(block.rescue);
    } finally {
      this.rescuing--;
    }
  }

  /** Runs what was notified, in the order the handlers are defined. */
  async flushHandlers(): Promise<void> {
    for (const { handler, doubt } of this.notifications.flush()) {
      this.mayGoOn();
      this.stack.push({ entries: this.notifications.pending(), index: -1 });
      this.handling++;
      try {
        await this.due.running(handler, () => runTask(this, handler, { handler: true, doubt }));
      } finally {
        this.handling--;
        this.stack.pop();
      }
    }
  }

  isHeard(name: string): boolean {
    return this.notifications.isHeard(name);
  }

  notify(task: TaskReference, names: readonly string[], doubt: Unknown | undefined): void {
    for (const handler of names) {
      this.notifications.notify(handler, doubt);
      this.run.report({ event: 'notified', time: this.run.now(), host: this.name, task, handler });
    }
  }

  /** A name that can't be rendered is nobody's name. */
  private handlerText(raw: Value): string | undefined {
    if (typeof raw === 'string' && !raw.includes('{')) return raw;
    try {
      const text = this.scope(undefined).text(raw);
      return isUnknown(text) ? undefined : text;
    } catch {
      return undefined;
    }
  }

  addHandlers(handlers: readonly Handler[]): void {
    this.notifications.add(handlers);
  }

  /** The variables as a task (or one item of its loop) sees them. */
  scope(
    task: Pick<Task, 'keywords' | 'role' | 'search'> | undefined,
    more: { readonly loop?: Dict; readonly speculative?: Dict } = {},
  ): TaskScope {
    return this.scopes.of(task, more);
  }

  /** What `hostvars` shows of it: nothing that belongs to the play. */
  shown(): AllVariables {
    return this.scopes.shown();
  }

  /** Whether differences are wanted for the task. */
  diffFor(task: Task, scope: TaskScope): boolean {
    const raw = task.keywords.diff;
    if (raw === undefined || raw === null) return this.run.options.diff;
    const value = scope.boolean(raw);
    return isUnknown(value) ? this.run.options.diff : value;
  }

  /** Reads what is missing, and in the same round trip whatever the coming tasks will want. */
  async read(wanted: readonly Wanted[], machine: Machine): Promise<void> {
    const ahead = [...wanted, ...this.look(machine, [])];
    const identities = ahead.map(({ as }) => as);
    const all = [...ahead, ...this.due.owed.wanted(machine, identities)];
    this.run.report({ event: 'reading', time: this.run.now(), host: this.name, keys: all.length });
    await this.run.slot(this.name, () => machine.read(all));
    this.due.owed.takeIn();
  }

  /** The last of what was sent; it may go on where what came behind a failure is not come to. */
  private sending: Promise<unknown> = Promise.resolve();

  /** Takes one of the `forks` until all of it is over. */
  begin(machine: Machine, acts: readonly Act[], as: Identity): Promise<readonly Underway[]> {
    return new Promise((resolve, reject) => {
      const slot = this.run.slot(this.name, async () => {
        const underway = await machine.begin(acts, as);
        resolve(underway);
        await Promise.all(underway.map(({ over }) => over));
      });
      slot.catch(reject);
      this.sending = Promise.allSettled([this.sending, slot]);
    });
  }

  /** What the coming tasks will want once `touched` has changed; travels with the steps that change it. */
  comingKeys(machine: Machine, touched: readonly Region[]): readonly Wanted[] {
    const last = this.looks.get(machine);
    const isFresh = last && (!last.sighted.isOpen || last.changes === this.variables.changes);
    // After an opaque command everything is to be looked at anew, as far as the next one.
    if (!isFresh || touched.some((region) => 'everything' in region)) return this.look(machine, touched);
    return touchedAhead(last.sighted, machine, touched);
  }

  private look(machine: Machine, touched: readonly Region[]): readonly Wanted[] {
    if (!this.run.options.lookAhead) return [];
    const { changes } = this.variables;
    const { wanted, sighted } = lookAhead(this, machine, touched);
    this.looks.set(machine, { sighted, changes });
    return wanted;
  }

  count(outcome: Outcome, hasChanged: boolean): void {
    this.tally.count(outcome, hasChanged);
  }
}

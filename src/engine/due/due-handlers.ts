import type { Note, Noted } from '../../core/far-end.ts';
import type { Identity } from '../../core/identity.ts';
import type { Plan } from '../../core/plan.ts';
import type { Handler, Task } from '../../core/play.ts';
import { identityOf } from '../connection.ts';
import type { HostRun } from '../host-run.ts';
import type { Item } from '../item.ts';
import type { Machine } from '../machine.ts';
import type { HostNotes } from './host-notes.ts';
import type { Notice } from './notice.ts';
import { OwedHandlers } from './owed-handlers.ts';
import type { Change, PlaceNotes } from './place-notes.ts';

/** A task that notifies, while it is being carried out. */
export interface Claim {
  readonly task: Task;
  readonly names: () => readonly string[];
  /** Noted for it. */
  readonly notices: Notice[];
  /** The task within which it is: `meta: flush_handlers` runs others. */
  readonly outer: Claim | undefined;
}

/**
 * Handlers that are never lost. Before a task changes something for which it notifies, the host is told, in the same
 * frame, what is due; that goes when the handler ran. Where the run dies in between, the next one owes it.
 */
export class DueHandlers {
  private readonly host: HostRun;
  private readonly notes: HostNotes;
  /** What earlier runs left. */
  readonly owed: OwedHandlers;
  private claim: Claim | undefined;
  /** Of tasks whose steps are on their way before the host has come to them. */
  private readonly claimsAhead = new Map<Task, Claim>();
  private handler: Handler | undefined;

  constructor(host: HostRun, notes: HostNotes) {
    this.host = host;
    this.notes = notes;
    this.owed = new OwedHandlers(host, notes);
  }

  /** A task is carried out: what it would notify is noted before its first change. `end` must follow. */
  begin(task: Task, names: () => readonly string[]): Claim | undefined {
    if (task.keywords.notify.length === 0 || this.host.run.options.check) return undefined;
    const ahead = this.claimsAhead.get(task);
    this.claimsAhead.delete(task);
    this.claim = { task, names, notices: [...(ahead?.notices ?? [])], outer: this.claim };
    return this.claim;
  }

  /** Notes what a task will notify whose steps travel with those of the present one. */
  ahead({ machine, as, task }: Item, names: readonly string[]): void {
    // Items of the loop that is being carried out are part of its own claim.
    if (names.length === 0 || task === this.claim?.task || this.claimsAhead.has(task)) return;
    const claim: Claim = { task, names: () => names, notices: [], outer: undefined };
    this.claimsAhead.set(task, claim);
    for (const name of names) this.note(this.notes.at(machine, as), name, claim);
  }

  /** Those tasks were not come to. */
  dropAhead(): void {
    const dropped = new Set([...this.claimsAhead.values()].flatMap(({ notices }) => notices));
    this.claimsAhead.clear();
    if (dropped.size > 0) this.notes.change((notice) => (dropped.has(notice) ? undefined : notice));
  }

  /** Whether the task did notify. Where nobody knows, because it was cut off, what was noted stays. */
  end(claim: Claim | undefined, how: 'notified' | 'nothing' | 'undecided'): void {
    if (!claim) return;
    const own = this.notes.places.find((place) => place.machine === this.host.machine());
    if (how === 'notified' && own) for (const name of claim.names()) this.note(own, name);
    const dropped = new Set(how === 'nothing' ? claim.notices : []);
    this.claim = claim.outer;
    if (dropped.size > 0) this.notes.change((notice) => (dropped.has(notice) ? undefined : notice));
  }

  /** What the host is to be told before this item changes it. What belongs on another machine is told there. */
  async before(item: Item): Promise<readonly Note[]> {
    if (this.host.run.options.check) return [];
    const here = this.notes.at(item.machine, item.as);
    const place = this.placeOf(item);
    for (const name of this.claim?.names() ?? []) this.note(place, name);
    if (place !== here) await this.tell(place);
    return here.pending();
  }

  /** Tells the host with the handler's own steps that it ran; only where these can't fail in another way. */
  after(item: Item, plan: Plan): readonly Note[] {
    const { handler } = this;
    if (handler === undefined || item.task !== handler || this.host.run.options.check) return [];
    const { loop, until, retries, failedWhen } = handler.keywords;
    const isSimple = !loop && until === undefined && retries === undefined && failedWhen === undefined;
    const isPlain = plan.steps.every((step) => step.do !== 'run' || step.okStatus !== 'any');
    if (!isSimple || !isPlain || item.job !== undefined) return [];
    return this.notes.at(item.machine, item.as).changing(this.withoutHandler(handler));
  }

  /** What was told; answers with what could not be. */
  told(machine: Machine, as: Identity, noted: readonly Noted[]): readonly string[] {
    this.notes.at(machine, as).noted(noted);
    return noted.flatMap(({ text, trouble }) =>
      trouble === undefined || text === ''
        ? []
        : [`the host could not note that handlers are due, for a run that dies before them: ${trouble}`],
    );
  }

  async running(handler: Handler, work: () => Promise<void>): Promise<void> {
    this.handler = handler;
    try {
      await work();
    } finally {
      this.handler = undefined;
    }
    if (!this.host.notifications.isDue(handler)) this.notes.change(this.withoutHandler(handler));
  }

  /** The play ended before its handlers on purpose. */
  drop(): void {
    this.notes.change((notice) => (this.isOurs(notice) ? undefined : notice));
  }

  /** Tells the host what it wasn't told yet. Where that fails, it says more than it should, which loses nothing. */
  async settle(): Promise<void> {
    if (this.host.run.options.check) return;
    for (const place of this.notes.places) {
      try {
        await this.tell(place);
      } catch {
        // What is left there is found by the next run.
      }
    }
  }

  private async tell(place: PlaceNotes): Promise<void> {
    const before = place.pending();
    if (before.length === 0) return;
    const deed = { steps: [], notes: { before, after: [] }, environment: {} };
    const [act] = await this.host.begin(place.machine, [{ deed, wanted: [], touched: [] }], place.as);
    place.noted((await act?.answered())?.noted ?? []);
  }

  /** On the host itself, also where another machine is changed for it; unless nobody has been there yet. */
  private placeOf({ machine, as, scope, task }: Item): PlaceNotes {
    const own = this.host.machine();
    if (machine === own || !own.connected) return this.notes.at(machine, as);
    const { run, name } = this.host;
    const target = run.targetFor(name, this.host, task);
    return this.notes.at(own, identityOf(scope, task.keywords, target, run.options.defaults));
  }

  private note(place: PlaceNotes, name: string, claim = this.claim): void {
    const { notifications, run, play } = this.host;
    const task = claim?.task;
    const handlers = notifications.idsOf(name);
    const said = run.options.secrets.mask(name);
    const noted = this.notes.all.find((notice) => this.isOurs(notice) && notice.name === said);
    if (task === undefined || (noted && handlers.every((id) => noted.handlers.includes(id)))) return;
    const { from } = this.notes;
    const notice = {
      from,
      play: play.play.name,
      section: this.owed.section,
      task: task.id,
      name: said,
      handlers,
    };
    place.add(this.notes.file, notice);
    claim?.notices.push(notice);
  }

  private withoutHandler(handler: Handler): Change {
    const { notifications } = this.host;
    return (notice) => {
      if (!this.isOurs(notice)) return notice;
      const ids = notice.handlers.length > 0 ? notice.handlers : notifications.idsOf(notice.name);
      if (!ids.includes(handler.id)) return notice;
      const handlers = ids.filter((id) => id !== handler.id);
      return handlers.length === 0 ? undefined : { ...notice, handlers };
    };
  }

  private isOurs(notice: Notice): boolean {
    return notice.play === this.host.play.play.name && this.notes.areFor(notice, this.host.notifications);
  }
}

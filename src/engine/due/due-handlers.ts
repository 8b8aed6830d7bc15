import type { Note, Noted } from '../../core/far-end.ts';
import { type Identity, identityId } from '../../core/identity.ts';
import type { Plan } from '../../core/plan.ts';
import type { Entry, Handler, Task } from '../../core/play.ts';
import { identityOf } from '../connection.ts';
import type { HostRun } from '../host-run.ts';
import type { Item } from '../item.ts';
import type { Machine, Wanted } from '../machine.ts';
import type { HostNotes } from './host-notes.ts';
import type { Notice } from './notice.ts';
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
 * frame, what is due; that goes when the handler ran. Where the run dies in between, the next run of the playbook finds
 * it, with the first thing it reads, and notifies again: when it comes to the task that did, or at the end of its
 * section.
 */
export class DueHandlers {
  private readonly host: HostRun;
  private readonly notes: HostNotes;
  /** Left by earlier runs, and not yet notified again. */
  private waiting: Notice[] = [];
  private readonly passed = new Set<string>();
  private claim: Claim | undefined;
  private handler: Handler | undefined;
  private section = 0;

  constructor(host: HostRun, notes: HostNotes) {
    this.host = host;
    this.notes = notes;
    for (const place of notes.places) this.found(place);
  }

  /** What to read for it, together with what these identities read anyway: once a run. */
  wanted(machine: Machine, identities: Iterable<Identity>): readonly Wanted[] {
    if (!this.host.notifications.hasHandlers) return [];
    const unread = new Map<string, Wanted>();
    for (const as of identities)
      if (!this.notes.at(machine, as).isRead) unread.set(identityId(as), { key: this.notes.key, as });
    return [...unread.values()];
  }

  /** Takes in what was read of it. */
  takeIn(): void {
    for (const place of this.notes.places) if (this.notes.takeIn(place)) this.found(place);
  }

  /** The host comes to this task: it may be one that notified in a run that died. */
  pass(task: Task): void {
    if (task.keywords.notify.length > 0) this.passed.add(task.id);
    this.notifyAgain((notice) => notice.task === task.id);
  }

  /** All of a section's tasks (the play's `section`th) were met. */
  async endSection(section: number, entries: readonly Entry[]): Promise<void> {
    await this.readRest(entries);
    this.notifyAgain((notice) => notice.section <= section);
    this.section = section + 1;
  }

  /** A task is carried out: what it would notify is noted before its first change. `end` must follow. */
  begin(task: Task, names: () => readonly string[]): Claim | undefined {
    if (task.keywords.notify.length === 0 || this.host.run.options.check) return undefined;
    this.claim = { task, names, notices: [], outer: this.claim };
    return this.claim;
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

  /** The play is over, and nobody in it answered to what earlier runs left: that is said, and stays. */
  sayUnheard(): void {
    for (const notice of this.waiting) {
      if (notice.from === this.notes.from)
        this.say(notice, 'an earlier run was over before it, and nothing in this play is called so any more');
    }
  }

  private say({ name }: Notice, what: string): void {
    const { run, play } = this.host;
    run.report({
      event: 'warning',
      time: run.now(),
      host: this.host.name,
      diagnostic: {
        code: 'handler-due',
        severity: 'warning',
        summary: `the handler '${name}' is due: ${what}`,
        place: play.play.place,
      },
    });
  }

  private async tell(place: PlaceNotes): Promise<void> {
    const before = place.pending();
    if (before.length === 0) return;
    const deed = { steps: [], notes: { before, after: [] }, environment: {} };
    const { noted } = await this.host.run.slot(() => place.machine.act(deed, place.as, [], []));
    place.noted(noted ?? []);
  }

  /** On the host itself, also where another machine is changed for it; unless nobody has been there yet. */
  private placeOf({ machine, as, scope, task }: Item): PlaceNotes {
    const own = this.host.machine();
    if (machine === own || !own.connected) return this.notes.at(machine, as);
    const { run, name } = this.host;
    const target = run.targetFor(name, this.host, task);
    return this.notes.at(own, identityOf(scope, task.keywords, target, run.options.defaults));
  }

  private note(place: PlaceNotes, name: string): void {
    const { notifications, run, play } = this.host;
    const task = this.claim?.task;
    const handlers = notifications.idsOf(name);
    const said = run.options.secrets.mask(name);
    const noted = this.notes.all.find((notice) => this.isOurs(notice) && notice.name === said);
    if (task === undefined || (noted && handlers.every((id) => noted.handlers.includes(id)))) return;
    const { from } = this.notes;
    const notice = { from, play: play.play.name, section: this.section, task: task.id, name: said, handlers };
    place.add(this.notes.file, notice);
    this.claim?.notices.push(notice);
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
    return notice.play === this.host.play.play.name && this.isFromHere(notice);
  }

  /** From another control machine only what is the very same handler, or another project's would be run. */
  private isFromHere({ from, name, handlers }: Notice): boolean {
    if (from === this.notes.from) return true;
    const ours = this.host.notifications.idsOf(name);
    return handlers.length > 0 && handlers.every((id) => ours.includes(id));
  }

  private found(place: PlaceNotes): void {
    for (const notice of place.notices) {
      if (notice.play !== this.host.play.play.name) continue;
      if (!this.waiting.includes(notice)) this.waiting.push(notice);
    }
    this.notifyAgain((notice) => this.passed.has(notice.task));
  }

  private notifyAgain(isMet: (notice: Notice) => boolean): void {
    if (this.waiting.length === 0) return;
    this.waiting = this.waiting.filter((notice) => {
      if (!isMet(notice) || !this.isFromHere(notice)) return true;
      const handlers = this.host.notifications.owe(notice.name, notice.handlers);
      if (handlers.length === 0) return true;
      this.say(notice, 'an earlier run was over before it: it runs now');
      // The text may have changed since, and with it what the handlers are known by.
      this.notes.change((other) => (other === notice ? { ...notice, handlers } : other));
      return false;
    });
  }

  /** Folders of identities that nothing was read as: their tasks were skipped this time. */
  private async readRest(entries: readonly Entry[]): Promise<void> {
    if (!this.host.notifications.hasHandlers) return;
    const machine = this.host.machine();
    const keys = this.wanted(machine, this.identities(entries));
    if (keys.length === 0) return;
    try {
      await this.host.run.slot(() => machine.read(keys));
    } catch {
      // Nothing needs that identity now; what it left stays for a run that does.
    }
    this.takeIn();
    for (const { as } of keys) this.notes.at(machine, as).isRead = true;
  }

  private *identities(entries: readonly Entry[]): Iterable<Identity> {
    const { host } = this;
    const { tags, skipTags, selected, defaults } = host.run.options;
    for (const task of notifying(entries)) {
      if (!selected(task.keywords.tags, tags, skipTags)) continue;
      try {
        const target = host.run.targetFor(host.name, host, task);
        yield identityOf(host.scope(task), task.keywords, target, defaults);
      } catch {
        // What is wrong with it is said where it is carried out.
      }
    }
  }
}

function* notifying(entries: readonly Entry[]): Iterable<Task> {
  for (const entry of entries) {
    if (entry.entry === 'block') yield* notifying([...entry.body, ...entry.rescue, ...entry.always]);
    else if (entry.keywords.notify.length > 0 && entry.action.action === 'module') yield entry;
  }
}

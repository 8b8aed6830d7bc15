import { type Identity, identityId } from '../../core/identity.ts';
import type { Entry, Task } from '../../core/play.ts';
import type { Wanted } from '../acts.ts';
import { identityOf } from '../connection.ts';
import type { HostRun } from '../host-run.ts';
import type { Machine } from '../machine.ts';
import type { HostNotes } from './host-notes.ts';
import type { Notice } from './notice.ts';
import type { PlaceNotes } from './place-notes.ts';

/**
 * Handlers that earlier runs of the playbook came no more to. What they left is read with the first thing an identity
 * reads; it counts as notified when the play comes to the task that did, or at the end of its section: a handler that
 * ran any earlier would run before what mends it.
 */
export class OwedHandlers {
  /** Which section of the play is being walked through. */
  section = 0;
  private readonly host: HostRun;
  private readonly notes: HostNotes;
  /** Not yet notified again. */
  private waiting: Notice[] = [];
  private readonly passed = new Set<string>();

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
      if (!isMet(notice) || !this.notes.areFor(notice, this.host.notifications)) return true;
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
      await this.host.run.slot(this.host.name, () => machine.read(keys));
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

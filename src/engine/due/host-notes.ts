import { type Identity, identityId } from '../../core/identity.ts';
import { type Key, key } from '../../core/key.ts';
import type { Play } from '../../core/play.ts';
import type { Notifications } from '../handlers.ts';
import type { Machine } from '../machine.ts';
import type { ControlMachine } from '../ports.ts';
import type { Notice } from './notice.ts';
import { type Change, PlaceNotes } from './place-notes.ts';

interface DueFile {
  readonly name: string;
  readonly lines: readonly string[];
}

/** All that is noted, wherever, about handlers which one host still has to run for one playbook. */
export class HostNotes {
  /** Of the control machine and the playbook. */
  readonly from: string;
  /** What is read to know what earlier runs left. */
  readonly key: Key<readonly DueFile[]>;
  /** What this run's own notes stand in. */
  readonly file: string;
  private readonly byPlace = new Map<Machine, Map<string, PlaceNotes>>();

  /** `run` tells runs apart: letters and digits. */
  constructor(host: string, { place, playbookDir }: Play, control: ControlMachine, run: string) {
    const name = place.file.slice(place.file.lastIndexOf('/') + 1);
    this.from = `${control.name ?? ''}:${playbookDir}/${name}`;
    // Not the whole path: a colleague's copy of the playbook, or the next machine of a build farm, is to find it too.
    const digest = control.digest('sha256', Buffer.from(`${name}\n${host}`)).slice(0, 16);
    this.key = key('due', digest);
    this.file = `${digest}.${run}`;
  }

  get places(): readonly PlaceNotes[] {
    return [...this.byPlace.values()].flatMap((places) => [...places.values()]);
  }

  get all(): readonly Notice[] {
    return this.places.flatMap((place) => place.notices);
  }

  at(machine: Machine, as: Identity): PlaceNotes {
    let places = this.byPlace.get(machine);
    if (!places) {
      places = new Map();
      this.byPlace.set(machine, places);
    }
    const id = identityId(as);
    let notes = places.get(id);
    if (!notes) {
      notes = new PlaceNotes(machine, as);
      places.set(id, notes);
    }
    return notes;
  }

  /** Whether something was read there that nobody took in yet. */
  takeIn(place: PlaceNotes): boolean {
    const id = identityId(place.as);
    const { world } = place.machine;
    if (place.isRead || world.missing(this.key, id).length > 0) return false;
    const found = world.lookup(this.key, id);
    place.takeIn(found.is === 'known' ? found.value : []);
    return true;
  }

  /**
   * Whether what was notified is what answers to that name now. From another control machine only what is the very same
   * handler, or another project's would be run.
   */
  areFor({ from, name, handlers }: Notice, notifications: Notifications): boolean {
    if (from === this.from) return true;
    const ours = notifications.idsOf(name);
    return handlers.length > 0 && handlers.every((id) => ours.includes(id));
  }

  change(change: Change): void {
    for (const place of this.places) place.change(change);
  }
}

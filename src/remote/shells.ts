import { Unreachable } from '../core/far-end.ts';
import { type Identity, identityId } from '../core/identity.ts';
import { BecomeMissing, enter, entryFor, noEntry } from './become.ts';
import { FarShell } from './far-shell/far-shell.ts';
import { Patience } from './patience.ts';
import type { Road } from './road.ts';

export interface MachineOptions {
  readonly name: string;
  readonly runId: string;
  readonly shell: string;
  /** Opens the way to it, again after it was cut. */
  readonly reach: (signal?: AbortSignal) => Promise<Road>;
  /** Milliseconds for a shell to open. */
  readonly openLimit: number;
  /** Milliseconds for which a lost connection is tried again. */
  readonly reconnectLimit: number;
}

/** One identity's shell, and its place in the queue. */
export interface Lane {
  /** As it was last asked for: another password may be tried after a wrong one. */
  identity: Identity;
  shell: FarShell | undefined;
  tail: Promise<unknown>;
  reopen: boolean;
}

/** The shells of one machine, one for each identity, opened when they are needed, and again after the way there was cut. */
export class Shells {
  private readonly lanes = new Map<string, Lane>();
  private readonly formerRoads: Road[] = [];
  private reaching: Promise<Road> | undefined;
  private isClosed = false;
  /** Who logs in has other groups by now than the connection began with. */
  private isRoadOld = false;
  /** Round trips of connecting and of opening shells. */
  handshake: number;

  constructor(
    private readonly options: MachineOptions,
    private road: Road,
  ) {
    this.handshake = road.meter.turns;
  }

  /** What went over all ways there. */
  get bytes(): { readonly sent: number; readonly received: number } {
    const meters = [...this.formerRoads, this.road].map((road) => road.meter);
    return {
      sent: meters.reduce((sum, meter) => sum + meter.sent, 0),
      received: meters.reduce((sum, meter) => sum + meter.received, 0),
    };
  }

  reopen(user: string): void {
    if (this.road.user === user && this.road.keepsGroups) this.isRoadOld = true;
    for (const lane of this.lanes.values()) {
      if ((lane.identity.user ?? this.road.user) === user) lane.reopen = true;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const shells = [...this.lanes.values()].map((lane) => lane.shell);
    // A shell in the middle of a frame is not waited for: who closes now wants it dropped.
    await Promise.all(shells.map((shell) => (shell?.isBusy === true ? shell.destroy() : shell?.bye())));
    for (const road of [...this.formerRoads, this.road]) road.close();
  }

  /** Work in one identity's shell, one after the other; `aside`: in a second one. */
  inLane<T>(identity: Identity, work: (lane: Lane) => Promise<T>, aside = false): Promise<T> {
    const id = `${identityId(identity)}${aside ? ' aside' : ''}`;
    let lane = this.lanes.get(id);
    if (lane === undefined) {
      lane = { identity, shell: undefined, tail: Promise.resolve(), reopen: false };
      this.lanes.set(id, lane);
    }
    const mine = lane;
    const result = mine.tail.then(() => {
      mine.identity = identity;
      return work(mine);
    });
    mine.tail = result.catch(() => undefined);
    return result;
  }

  /** The lane's shell; a way that is lost is tried again for a while. */
  async patient(lane: Lane): Promise<FarShell> {
    for (const patience = this.patience(); ; ) {
      try {
        return await this.of(lane);
      } catch (error) {
        await patience.wait(error);
      }
    }
  }

  /** The lane's shell, opened where there is none (any more). */
  async of(lane: Lane): Promise<FarShell> {
    if (this.isClosed) throw new Unreachable(`the connection to ${this.options.name} was closed`);
    if (lane.reopen) {
      const former = lane.shell;
      lane.shell = undefined;
      if (former !== undefined) await former.bye();
      lane.reopen = false;
    }
    if (this.isRoadOld && lane.identity.user === null && lane.shell === undefined) {
      const road = await this.reach();
      this.formerRoads.push(this.road);
      this.road = road;
      this.isRoadOld = false;
    }
    const road = await this.up();
    if (lane.shell !== undefined && !lane.shell.isGone) return lane.shell;
    const before = road.meter.turns;
    lane.shell = await this.openShell(road, lane.identity);
    // Turns that other lanes make at the same time don't count: a shell takes two, and one where a password is asked for.
    this.handshake += Math.min(road.meter.turns - before, 3);
    return lane.shell;
  }

  private async openShell(road: Road, identity: Identity): Promise<FarShell> {
    const { shell, runId, openLimit } = this.options;
    if (identity.user === null) return new FarShell({ wire: await road.open(`exec ${shell}`), runId, shell });
    // Where nobody else is to become, sudo is not needed: a small host often has none.
    const isIdle = road.user === 'root' && identity.user === 'root' && identity.flags === undefined;
    if (isIdle && identity.exe === undefined)
      return new FarShell({ wire: await road.open(`exec ${shell}`), runId, shell });
    const entry = entryFor(identity, shell);
    const wire = await road.open(entry.command);
    if (entry.asksNothing) return new FarShell({ wire, runId, shell, entry: noEntry(identity, openLimit) });
    try {
      await enter(wire, entry, identity, openLimit);
    } catch (error) {
      if (!(error instanceof BecomeMissing) || road.user !== identity.user) throw error;
      return new FarShell({ wire: await road.open(`exec ${shell}`), runId, shell });
    }
    return new FarShell({ wire, runId, shell });
  }

  /** The way to the machine. */
  async up(): Promise<Road> {
    if (this.road.isUp) return this.road;
    // Several lanes may find out at the same time.
    this.reaching ??= this.reach().finally(() => {
      this.reaching = undefined;
    });
    const road = await this.reaching;
    if (this.road !== road) {
      this.formerRoads.push(this.road);
      this.road = road;
    }
    return road;
  }

  private async reach(): Promise<Road> {
    const road = await this.options.reach();
    this.handshake += road.meter.turns;
    return road;
  }

  patience(undecided = false, signal?: AbortSignal): Patience {
    return new Patience({
      name: this.options.name,
      limitMs: this.options.reconnectLimit,
      undecided,
      isUp: () => this.road.isUp,
      isOver: () => this.isClosed || signal?.aborted === true,
    });
  }
}

import type { Play, SearchPath, Task } from '../core/play.ts';
import { BrokenOff, steers } from './ended.ts';
import { HostRun } from './host-run.ts';
import { Meetings } from './meetings.ts';
import type { Run } from './run.ts';
import { TaskFailed } from './task-failed.ts';
import type { PlayVariables } from './variables.ts';

/** One play on one batch of its hosts: what these hosts share while they walk through it side by side. */
export class PlayRun {
  readonly play: Play;
  readonly variables: PlayVariables;
  readonly search: SearchPath;
  /** All hosts of the play, in order (`ansible_play_hosts_all`). */
  readonly allHosts: readonly string[];
  private inOrder: readonly HostRun[] = [];
  private members: ReadonlyMap<string, HostRun> = new Map();
  readonly meetings = new Meetings(() => this.hosts);
  /** No host begins another task: the batch was ended, or too many of its hosts failed. */
  stopped: 'ended' | 'broken off' | undefined;
  private failures = 0;
  private readonly maxFailures: number | undefined;
  private readonly others = new Map<string, HostRun>();

  /** `maxFailures`: with more failed hosts than that the batch is broken off. */
  constructor(
    play: Play,
    variables: PlayVariables,
    allHosts: readonly string[],
    maxFailures: number | undefined,
  ) {
    this.play = play;
    this.variables = variables;
    this.allHosts = allHosts;
    this.maxFailures = maxFailures;
    this.search = { roles: [], taskDir: play.playbookDir, playbookDir: play.playbookDir };
  }

  get hosts(): readonly HostRun[] {
    return this.inOrder;
  }

  set hosts(hosts: readonly HostRun[]) {
    this.inOrder = hosts;
    this.members = new Map(hosts.map((host) => [host.name, host]));
  }

  isMember(host: HostRun): boolean {
    return this.members.get(host.name) === host;
  }

  /** Another host as this play sees it: its variables, and the play's. */
  hostNamed(run: Run, name: string): HostRun {
    const member = this.members.get(name) ?? this.others.get(name);
    if (member) return member;
    const other = new HostRun(run, this, name, run.variablesOf(name));
    this.others.set(name, other);
    return other;
  }

  /** Whether hosts keep step with each other where that matters; with `free` and its kin they never do. */
  get keepsStep(): boolean {
    return this.play.strategy === 'linear';
  }

  /** Whether each task must be over for all before one goes on: who may go on depends on how the others fared. */
  get countsFailures(): boolean {
    return this.maxFailures !== undefined && this.keepsStep;
  }

  stop(how: 'ended' | 'broken off'): void {
    this.stopped ??= how;
    this.meetings.moved();
  }

  hostFailed(): void {
    this.failures++;
    if (this.maxFailures !== undefined && this.failures > this.maxFailures) this.stop('broken off');
  }

  /**
   * Carries a task out on the first host that is still there, once all of them have come so far: with hosts that walk
   * on their own this is where their order can be observed. The others take over how it went. True on the host that
   * carried it out.
   */
  async once(host: HostRun, task: Task, carryOut: () => Promise<void>): Promise<boolean> {
    const point = await this.meetings.meet(host, `once ${this.meetings.visit(host, task)}`);
    point.leader ??= this.hosts.find((other) => point.arrived.has(other) && !other.done) ?? host;
    if (point.leader !== host) {
      const once = await this.meetings.follow(host, point);
      if (once.went === 'ended') throw once.thrown;
      if (once.went === 'wrong') throw once.failure ?? new BrokenOff();
      return false;
    }
    try {
      await carryOut();
      point.settle({ went: 'well' });
      return true;
    } catch (thrown) {
      if (steers(thrown)) point.settle({ went: 'ended', thrown });
      else point.settle({ went: 'wrong', failure: thrown instanceof TaskFailed ? thrown : undefined });
      throw thrown;
    }
  }

  /** The hosts that learn what a task on this host found out: with `run_once` all of the batch. */
  learners(host: HostRun, isForAll: boolean): readonly HostRun[] {
    if (!isForAll || !this.keepsStep) return [host];
    return this.hosts.filter((other) => !other.run.isUnreachable(other.name));
  }
}

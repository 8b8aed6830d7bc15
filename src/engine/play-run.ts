import type { Play, SearchPath, Task } from '../core/play.ts';
import type { Dict } from '../core/value.ts';
import { HostRun } from './host-run.ts';
import type { Run } from './run.ts';
import type { PlayVariables } from './variables.ts';

/** One play on one batch of its hosts: what these hosts share while they walk through it side by side. */
export class PlayRun {
  readonly play: Play;
  readonly variables: PlayVariables;
  readonly search: SearchPath;
  /** All hosts of the play, in order (`ansible_play_hosts_all`). */
  readonly allHosts: readonly string[];
  hosts: readonly HostRun[] = [];
  aborted = false;
  private failures = 0;
  private readonly maxFailures: number;
  private readonly onceDone = new Map<string, Promise<void>>();
  private readonly onceResults = new Map<string, Dict>();
  private readonly arrived = new Map<string, Set<HostRun>>();
  private readonly others = new Map<string, HostRun>();
  private waiting: (() => void)[] = [];

  constructor(play: Play, variables: PlayVariables, allHosts: readonly string[], maxFailures: number) {
    this.play = play;
    this.variables = variables;
    this.allHosts = allHosts;
    this.maxFailures = maxFailures;
    this.search = { roles: [], taskDir: play.playbookDir, playbookDir: play.playbookDir };
  }

  /** Another host as this play sees it: its variables, and the play's. */
  hostNamed(run: Run, name: string): HostRun {
    const member = this.hosts.find((host) => host.name === name) ?? this.others.get(name);
    if (member) return member;
    const other = new HostRun(run, this, name, run.variablesOf(name));
    this.others.set(name, other);
    return other;
  }

  /** No host begins another task. */
  abort(): void {
    this.aborted = true;
    this.hostMoved();
  }

  hostFailed(): void {
    this.failures++;
    if (this.failures > this.maxFailures) this.abort();
  }

  /** Hosts may wait for each other; something they wait for may be so now. */
  hostMoved(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  /**
   * Carries a `run_once` task out on the first host that is still there, once all of them have come so far: with
   * hosts that walk on their own this is where their order can be observed. The others take over its result.
   */
  async once(host: HostRun, task: Task, carryOut: () => Promise<void>): Promise<void> {
    const visit = `${task.id} ${this.visits(host, task)}`;
    let arrived = this.arrived.get(visit);
    if (!arrived) {
      arrived = new Set();
      this.arrived.set(visit, arrived);
    }
    arrived.add(host);
    host.waitsForOthers = true;
    this.hostMoved();
    for (;;) {
      const running = this.onceDone.get(visit);
      if (running) {
        host.waitsForOthers = false;
        await running;
        return this.takeOver(host, task);
      }
      const present = this.hosts.filter((other) => !other.done);
      const leader = present[0];
      const all = present.every((other) => arrived.has(other) || other.waitsForOthers);
      if (
        leader === host ||
        (all &&
          !present.some((other) => arrived.has(other) && other !== host && before(present, other, host)))
      ) {
        if (all) {
          host.waitsForOthers = false;
          const promise = carryOut();
          this.onceDone.set(visit, promise);
          this.hostMoved();
          await promise;
          return;
        }
      }
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }

  /** A registered result of a `run_once` task goes to every host. */
  shareOnce(task: Task, name: string, result: Dict): void {
    if (task.keywords.runOnce !== undefined) this.onceResults.set(`${task.id} ${name}`, result);
  }

  private takeOver(host: HostRun, task: Task): void {
    const { register } = task.keywords;
    if (register === undefined) return;
    const result = this.onceResults.get(`${task.id} ${register}`);
    if (result) host.variables.assign(register, result);
  }

  private readonly visited = new Map<string, number>();

  private visits(host: HostRun, task: Task): number {
    const key = `${host.name} ${task.id}`;
    const count = this.visited.get(key) ?? 0;
    this.visited.set(key, count + 1);
    return count;
  }
}

function before(hosts: readonly HostRun[], a: HostRun, b: HostRun): boolean {
  return hosts.indexOf(a) < hosts.indexOf(b);
}

import pLimit, { type LimitFunction } from 'p-limit';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { RunEvent, TaskReference } from '../core/event.ts';
import type { Target, Unreachable } from '../core/far-end.ts';
import type { Arguments, TaskModule } from '../core/module.ts';
import type { Task } from '../core/play.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Templar } from '../template/index.ts';
import { targetOf } from './connection.ts';
import { ControlFiles } from './control-files.ts';
import { HostNotes } from './due/host-notes.ts';
import type { HostRun } from './host-run.ts';
import { Machine } from './machine.ts';
import type { PlayRun } from './play-run.ts';
import type { RunOptions } from './ports.ts';
import { makeTemplar, TaskScope } from './scope.ts';
import { secretArguments } from './secret-arguments.ts';
import { Stepping } from './stepping.ts';
import { Tally } from './tally.ts';
import { HostVariables } from './variables.ts';

/** What one invocation holds together: machines, what hosts know, limits, and the stream of events. */
export class Run {
  readonly options: RunOptions;
  readonly templar: Templar;
  readonly files: ControlFiles;
  private readonly limit: LimitFunction;
  private readonly noted = new WeakSet<Arguments>();
  private readonly throttles = new Map<string, LimitFunction>();
  private readonly machines = new Map<string, Machine>();
  private readonly machineNames = new Map<string, string>();
  private readonly targets = new Map<string, Target>();
  private readonly variables = new Map<string, HostVariables>();
  private readonly tallies = new Map<string, Tally>();
  private readonly started = new Map<string, number>();
  private readonly ended = new Map<string, number>();
  private groupNames: Dict | undefined;
  private readonly randomness = new Map<string, Uint8Array>();
  private readonly failed = new Set<string>();
  private readonly unreachable = new Set<string>();
  private readonly answers = new Map<string, Promise<string>>();
  private readonly warned = new Set<string>();
  private playbookDir: string | undefined;
  private readonly notes = new Map<string, HostNotes>();
  /** Tells this run from others. */
  private id: string | undefined;
  /** All hosts of a batch failed, or too many: no further play is begun. */
  isBrokenOff = false;
  /** The play that `meta: end_play` ended: its remaining batches don't run. */
  private endedPlay: PlayRun['play'] | undefined;
  /** With --step. */
  readonly stepping: Stepping | undefined;
  /** With --start-at-task: nothing runs before that task was met. */
  private waitingForStart: boolean;

  constructor(options: RunOptions) {
    this.options = options;
    this.files = new ControlFiles(options.control);
    this.limit = pLimit(Math.max(1, options.forks));
    this.templar = makeTemplar(options, (message) =>
      this.warn(undefined, { code: 'template', severity: 'warning', summary: message }),
    );
    this.waitingForStart = options.startAtTask !== undefined;
    this.stepping = options.step
      ? new Stepping((question) => options.prompt(question, { private: false, default: undefined }))
      : undefined;
  }

  now(): number {
    return this.options.now();
  }

  report(event: RunEvent): void {
    this.options.report(event);
  }

  /** Said once, however many hosts and tasks meet it. */
  warn(host: string | undefined, diagnostic: Diagnostic): void {
    const key = `${host ?? ''} ${diagnostic.code} ${diagnostic.summary} ${diagnostic.place?.file ?? ''}:${diagnostic.place?.line ?? ''}`;
    if (this.warned.has(key)) return;
    this.warned.add(key);
    this.report({ event: 'warning', time: this.now(), host, diagnostic });
  }

  /** Takes one of the `forks` for as long as a host is talked to. */
  slot<T>(host: string, talk: () => Promise<T>): Promise<T> {
    if (this.limit.activeCount + this.limit.pendingCount < this.limit.concurrency) return this.limit(talk);
    this.report({ event: 'queued', time: this.now(), host });
    return this.limit(() => {
      this.report({ event: 'turn', time: this.now(), host });
      return talk();
    });
  }

  /** No more than `atOnce` hosts are at this task at the same time. */
  throttled<T>(task: Task, atOnce: number, work: () => Promise<T>): Promise<T> {
    let limit = this.throttles.get(task.id);
    if (!limit) {
      limit = pLimit(Math.max(1, Math.floor(atOnce)));
      this.throttles.set(task.id, limit);
    }
    return limit(work);
  }

  /** The folder of the playbook whose play is carried out: its group_vars and host_vars count. */
  enterPlaybook(folder: string): void {
    if (folder === this.playbookDir) return;
    this.playbookDir = folder;
    this.inventoryChanged([...this.variables.keys()]);
  }

  variablesOf(host: string): HostVariables {
    let variables = this.variables.get(host);
    if (!variables) {
      variables = new HostVariables({
        layers: this.options.hosts.host(host, this.playbookDir)?.layers ?? [],
      });
      this.variables.set(host, variables);
    }
    return variables;
  }

  /** The `groups` variable: one for all hosts, or thousands of them would each name thousands. */
  groups(): Dict {
    this.groupNames ??= new Map<Value, Value>(
      [...this.options.hosts.groups()].map(([name, hosts]) => [name, [...hosts]]),
    );
    return this.groupNames;
  }

  /** What is noted on hosts about the handlers that this host still has to run for the play's playbook. */
  notesOf(host: string, play: PlayRun['play']): HostNotes {
    const key = `${host}\n${play.playbookDir}\n${play.place.file}`;
    let notes = this.notes.get(key);
    if (!notes) {
      this.id ??= `${this.now().toString(36)}${Buffer.from(this.random('run', 4)).toString('hex')}`;
      notes = new HostNotes(host, play, this.options.control, this.id);
      this.notes.set(key, notes);
    }
    return notes;
  }

  tally(host: string): Tally {
    let tally = this.tallies.get(host);
    if (!tally) {
      tally = new Tally(host);
      this.tallies.set(host, tally);
      this.started.set(host, this.now());
    }
    return tally;
  }

  /**
   * Changes when something changes that the magic variables tell: who is still there, what groups there are. They
   * are asked for at every task, and made anew only then.
   */
  magicVersion = 0;

  targetFor(name: string, host: HostRun, task: Task | undefined): Target {
    const cached = this.targets.get(name);
    if (cached) return cached;
    const scope = name === host.name ? host.scope(task) : this.scopeOfOther(name, host, task);
    const target = targetOf(name, scope, task?.keywords ?? host.play.play.keywords, this.options.defaults);
    if (target.password !== undefined) this.options.secrets.add(target.password);
    if (target.privateKeyPassphrase !== undefined) this.options.secrets.add(target.privateKeyPassphrase);
    this.targets.set(name, target);
    return target;
  }

  /** Where a task is delegated to decides how that host is reached and who one becomes there. */
  delegateScope(name: string, host: HostRun, task: Task, own: TaskScope): TaskScope {
    return name === host.name ? own : this.scopeOfOther(name, host, task);
  }

  private scopeOfOther(name: string, host: HostRun, task: Task | undefined): TaskScope {
    return host.play.hostNamed(this, name).scope(task);
  }

  machineOf(name: string, host: HostRun, task?: Task): Machine {
    const known = this.machineNames.get(name);
    if (known !== undefined) {
      const machine = this.machines.get(known);
      if (machine) return machine;
    }
    const target = this.targetFor(name, host, task);
    // Two names of one address are one machine.
    const id =
      target.transport === 'local'
        ? 'local'
        : `${target.user ?? ''}@${target.address}:${target.port ?? 22}${target.proxyJump ?? ''}`;
    this.machineNames.set(name, id);
    let machine = this.machines.get(id);
    if (!machine) {
      machine = new Machine(this.options.probes, async () => {
        this.report({ event: 'connecting', time: this.now(), host: name });
        const end = await this.options.connector.connect(target, this.options.signal);
        this.report({ event: 'connected', time: this.now(), host: name });
        return end;
      });
      this.machines.set(id, machine);
    }
    return machine;
  }

  /** The same bytes for one use of one task, however often it is planned. */
  random(use: string, bytes: number): Uint8Array {
    let random = this.randomness.get(use);
    if (!random) {
      random = this.options.control.random(bytes, use);
      this.randomness.set(use, random);
    }
    return random;
  }

  noteSecrets(module: TaskModule, args: Arguments): void {
    if (this.noted.has(args)) return;
    this.noted.add(args);
    for (const secret of secretArguments(module.schema, args)) this.options.secrets.add(secret);
  }

  learnFacts(host: string, facts: Dict): void {
    const plain: Dict = new Map();
    for (const [name, value] of facts) plain.set(String(name).replace(/^ansible_/, ''), value);
    this.variablesOf(host).learn(plain);
  }

  /** Whether the task's tags are asked for and --start-at-task has been reached. */
  isSelected(host: HostRun, task: Task): boolean {
    if (host.handling > 0) return true;
    const { tags, skipTags, startAtTask } = this.options;
    if (!this.options.selected(task.keywords.tags, tags, skipTags)) return false;
    if (!this.waitingForStart || startAtTask === undefined) return true;
    const name = task.name === undefined ? '' : String(host.run.nameOf(task, host.scope(task)));
    const full = task.role ? `${task.role.name} : ${name}` : name;
    if (matches(startAtTask, name) || matches(startAtTask, full)) this.waitingForStart = false;
    return !this.waitingForStart;
  }

  /** Asks the person at the terminal; one question is asked once, however many hosts come to it. */
  askOnce(question: string, hidden: boolean): Promise<string> {
    let answer = this.answers.get(question);
    if (!answer) {
      answer = this.options.prompt(question, { private: hidden, default: undefined });
      this.answers.set(question, answer);
    }
    return answer;
  }

  /** Renders what belongs to no host: the hosts of a play. The first layer beats the others. */
  renderStatic(raw: Value, layers: readonly Dict[]): Value {
    const search = { roles: [], taskDir: '.', playbookDir: '.' };
    const variables = this.templar.variables(
      layers.toReversed().map((values) => ({ values: values as ReadonlyMap<string, Value> })),
    );
    return new TaskScope(this.templar, variables, search).value(raw);
  }

  reference(task: Task, scope: TaskScope, handler: boolean): TaskReference {
    return {
      id: task.id,
      name: this.nameOf(task, scope),
      action: task.action.action === 'module' ? task.action.name : task.action.directive,
      role: task.role?.name,
      place: task.place,
      handler,
    };
  }

  nameOf(task: Task, scope: TaskScope): string {
    const written = task.name ?? nameOfUnnamed(task);
    // Most names hold no template; working one out for each host and task would be the dearest part of many tasks.
    if (!written.includes('{')) return written;
    try {
      const name = scope.text(written);
      return isUnknown(name) ? written : name;
    } catch {
      return written;
    }
  }

  markFailed(host: string): void {
    this.magicVersion++;
    this.failed.add(host);
    this.ended.set(host, this.now());
  }

  markUnreachable(host: string, thrown: Unreachable, task: TaskReference | undefined): void {
    this.magicVersion++;
    this.unreachable.add(host);
    this.tally(host).unreachable();
    this.ended.set(host, this.now());
    this.report({
      event: 'unreachable',
      time: this.now(),
      host,
      message: thrown.message,
      hint: thrown.hint,
      task,
    });
  }

  /** Hosts that failed or can't be reached take no part in what follows. */
  isOut(host: string): boolean {
    return this.failed.has(host) || this.unreachable.has(host);
  }

  endPlay(play: PlayRun): void {
    this.endedPlay = play.play;
    play.stop('ended');
  }

  isUnreachable(host: string): boolean {
    return this.unreachable.has(host);
  }

  /** Hosts, groups and variables as the inventory's sources say now. */
  refreshInventory(): void {
    this.options.hosts.refresh?.();
    this.inventoryChanged([...this.variables.keys()]);
  }

  /** Groups have changed, and with them what the inventory says of these hosts. */
  inventoryChanged(hosts: readonly string[]): void {
    this.groupNames = undefined;
    this.magicVersion++;
    for (const name of hosts) {
      const variables = this.variables.get(name);
      if (!variables) continue;
      variables.inventory = { layers: this.options.hosts.host(name, this.playbookDir)?.layers ?? [] };
      variables.version++;
      variables.changes++;
    }
  }

  isEnded(play: PlayRun['play']): boolean {
    return this.endedPlay === play;
  }

  clearFailures(): void {
    this.failed.clear();
    this.unreachable.clear();
  }

  recaps() {
    const counted = new Set<string>();
    return [...this.tallies].map(([host, tally]) => {
      const id = this.machineNames.get(host);
      const isFirst = id !== undefined && !counted.has(id);
      if (isFirst) counted.add(id);
      const traffic = isFirst ? this.machines.get(id)?.connected?.traffic : undefined;
      return tally.recap(
        traffic,
        (this.ended.get(host) ?? this.now()) - (this.started.get(host) ?? this.now()),
      );
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.machines.values()].map((machine) => machine.close().catch(() => undefined)));
  }
}

function nameOfUnnamed({ action }: Task): string {
  if (action.action === 'module') return action.name;
  const role =
    action.directive === 'include_role' ? (action.args.get('name') ?? action.args.get('role')) : null;
  return typeof role === 'string' ? `include_role : ${role}` : action.directive;
}

/** --start-at-task takes shell patterns. */
function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

import type { Recap, RunEvent, TaskReference } from '../core/event.ts';
import type { HostTime, Phase, Profile, TaskTime } from './profile.ts';

/** Milliseconds since the process began, and for how many of them it had nothing to do. */
export interface ProfileClock {
  now(): number;
  idle(): number;
}

type Waiting = 'connecting' | 'working';
type Stage = 'start' | 'load' | 'compile' | 'run';

/** The time of one host, while it is gathered. */
interface Span {
  /** Connections and frames that are on their way now. */
  readonly open: Record<Waiting, number>;
  readonly spent: Record<Waiting, number>;
  quickest: number | undefined;
  since: number;
}

/**
 * Tells where the time of a run goes, while it goes. It keeps sums alone, so what it takes doesn't grow with the run but
 * with its tasks and hosts.
 */
export class ProfileGather {
  private readonly phases: Record<Phase, number> = {
    ...{ start: 0, load: 0, compile: 0, connecting: 0, hosts: 0, own: 0, waiting: 0 },
  };
  private readonly open: Record<Waiting, number> = { connecting: 0, working: 0 };
  private readonly spans = new Map<string, Span>();
  private readonly tasks = new Map<string, { -readonly [K in keyof TaskTime]: TaskTime[K] }>();
  private recap: readonly Recap[] = [];
  private stage: Stage = 'start';
  private since = 0;
  private idle = 0;

  constructor(private readonly clock: ProfileClock) {}

  enter(stage: Stage): void {
    this.settle();
    this.stage = stage;
  }

  /** A host is waited for from now on, until what is returned is called. */
  began(host: string, waiting: Waiting): () => void {
    this.turn(host, waiting, 1);
    const began = this.since;
    return () => {
      const span = this.turn(host, waiting, -1);
      const took = this.since - began;
      if (waiting === 'working') span.quickest = Math.min(took, span.quickest ?? took);
    };
  }

  add(event: RunEvent): void {
    if (event.event === 'task-ended') this.task(event.task, event.host, event.elapsed);
    else if (event.event === 'run-ended') this.recap = event.recap;
  }

  profile(own: Pick<Profile, 'cpu' | 'peakMemory'>): Profile {
    this.settle();
    return {
      total: this.since,
      phases: { ...this.phases },
      tasks: [...this.tasks.values()].sort((a, b) => b.longest - a.longest || b.sum - a.sum),
      hosts: this.recap.map((recap) => this.host(recap)).sort((a, b) => b.elapsed - a.elapsed),
      ...own,
    };
  }

  private turn(host: string, waiting: Waiting, by: number): Span {
    this.settle();
    this.open[waiting] += by;
    let span = this.spans.get(host);
    if (!span) {
      const none = { connecting: 0, working: 0 };
      span = { open: { ...none }, spent: { ...none }, quickest: undefined, since: this.since };
      this.spans.set(host, span);
    }
    const open = whatIsWaitedFor(span.open);
    if (open) span.spent[open] += this.since - span.since;
    span.since = this.since;
    span.open[waiting] += by;
    return span;
  }

  /** What has passed since the last time belongs to what was on. */
  private settle(): void {
    const now = this.clock.now();
    const idle = this.clock.idle();
    const passed = now - this.since;
    const nothingToDo = Math.min(passed, idle - this.idle);
    const open = this.stage === 'run' ? whatIsWaitedFor(this.open) : undefined;
    this.phases[this.stage === 'run' ? 'own' : this.stage] += passed - nothingToDo;
    this.phases[open === undefined ? 'waiting' : open === 'working' ? 'hosts' : 'connecting'] += nothingToDo;
    this.since = now;
    this.idle = idle;
  }

  private task(task: TaskReference, host: string, elapsed: number): void {
    const known = this.tasks.get(task.id);
    if (!known) {
      this.tasks.set(task.id, { task, hosts: 1, sum: elapsed, longest: elapsed, slowest: host });
      return;
    }
    known.hosts += 1;
    known.sum += elapsed;
    if (elapsed <= known.longest) return;
    known.longest = elapsed;
    known.slowest = host;
  }

  private host({ host, elapsed, traffic }: Recap): HostTime {
    const span = this.spans.get(host);
    const { connecting = 0, working = 0 } = span?.spent ?? {};
    return {
      host,
      elapsed,
      connecting,
      atWork: working,
      steps: traffic?.steps ?? 0,
      quickest: span?.quickest,
      otherwise: Math.max(0, elapsed - connecting - working),
      handshake: traffic?.handshake ?? 0,
      roundTrips: traffic?.frames ?? 0,
      bytesSent: traffic?.bytesSent ?? 0,
      bytesReceived: traffic?.bytesReceived ?? 0,
    };
  }
}

function whatIsWaitedFor(open: Readonly<Record<Waiting, number>>): Waiting | undefined {
  if (open.working > 0) return 'working';
  return open.connecting > 0 ? 'connecting' : undefined;
}

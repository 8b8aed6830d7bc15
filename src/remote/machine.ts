import {
  type Deed,
  type DeedAnswer,
  type FarEnd,
  type Reading,
  type Traffic,
  Unreachable,
} from '../core/far-end.ts';
import { type Identity, identityId } from '../core/identity.ts';
import type { ProbeOutput } from '../core/probe.ts';
import type { Step, StepOutput } from '../core/step.ts';
import { BecomeMissing, enter, entryFor, noEntry } from './become.ts';
import { afterTheCut, type Fate } from './cut.ts';
import { inOrder, NOT_RUN } from './deed-outputs.ts';
import { FarShell, ShellGone } from './far-shell/far-shell.ts';
import { deedFrame, readFrame, recoveryFrame } from './far-shell/frame.ts';
import type { Sending } from './far-shell/staging.ts';
import type { ShellStep } from './far-shell/step-text.ts';
import { fetchOnce } from './fetching.ts';
import { FramePortions, type Portion } from './frame-portions.ts';
import { NotedDeed } from './notes.ts';
import { Patience } from './patience.ts';
import type { Road } from './road.ts';
import { type Doing, staysInShell, stretches } from './stretches.ts';
import { intoFile } from './way-out/answer-file.ts';
import { awaitPort } from './way-out/await-port.ts';
import { request } from './way-out/request.ts';

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

/** How the answer to the deed of that number is told. */
type Answers = (index: number, answer: DeedAnswer) => void;

const PLAIN = { environment: {} };

/** One identity's shell, and its place in the queue. */
interface Lane {
  /** As it was last asked for: another password may be tried after a wrong one. */
  identity: Identity;
  shell: FarShell | undefined;
  tail: Promise<unknown>;
  reopen: boolean;
}

/** One machine: its connection, a shell for each identity, and how it comes back when the connection is cut. */
export class Machine implements FarEnd {
  private readonly lanes = new Map<string, Lane>();
  private readonly formerRoads: Road[] = [];
  private reaching: Promise<Road> | undefined;
  private frames = 0;
  private handshake = 0;
  private steps = 0;
  private isClosed = false;

  constructor(
    private readonly options: MachineOptions,
    private road: Road,
  ) {
    this.handshake = road.meter.turns;
  }

  get traffic(): Traffic {
    const meters = [...this.formerRoads, this.road].map((road) => road.meter);
    return {
      handshake: this.handshake,
      frames: this.frames,
      steps: this.steps,
      bytesSent: meters.reduce((sum, meter) => sum + meter.sent, 0),
      bytesReceived: meters.reduce((sum, meter) => sum + meter.received, 0),
    };
  }

  read(readings: readonly Reading[], as: Identity): Promise<readonly ProbeOutput[]> {
    return this.inLane(as, (lane) => this.readIn(lane, readings));
  }

  act(deeds: readonly Deed[], as: Identity): readonly Promise<DeedAnswer>[] {
    const noted = deeds.map((deed) => new NotedDeed(deed));
    const answers = new Map<number, (answer: DeedAnswer) => void>();
    const answer: Answers = (index, what) => answers.get(index)?.(what);
    const doings = noted.map(({ doing }) => doing);
    const over = this.inLane(as, (lane) => this.actInTurn(lane, doings, answer));
    return noted.map(async (deed, index) => {
      const answered = await new Promise<DeedAnswer>((resolve, reject) => {
        answers.set(index, (what) => resolve(deed.withoutNotes(what)));
        over.then(() => resolve(deed.notComeTo()), reject);
      });
      for (const { elapsed } of answered.outputs) this.steps += elapsed;
      return answered;
    });
  }

  reopen(user: string): void {
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

  private inLane<T>(identity: Identity, work: (lane: Lane) => Promise<T>): Promise<T> {
    const id = identityId(identity);
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

  /** Reading changes nothing, so it is simply done again. */
  private async readIn(lane: Lane, readings: readonly Reading[]): Promise<readonly ProbeOutput[]> {
    if (readings.length === 0) return [];
    for (const patience = this.patience(); ; ) {
      try {
        const shell = await this.shell(lane);
        this.frames += 1;
        const answer = await shell.read(readFrame(shell.nextFrame(), readings));
        return inOrder(answer.readings, 0, readings.length);
      } catch (error) {
        await patience.wait(error);
      }
    }
  }

  /** Answers each; what comes behind one that was not done in full is not come to. */
  private async actInTurn(lane: Lane, deeds: readonly Doing[], answer: Answers): Promise<void> {
    let over = false;
    for (let at = 0, next = 1; at < deeds.length && !over; at = next++) {
      while (next < deeds.length && deeds.slice(at, next + 1).every(staysInShell)) next++;
      const together = deeds.slice(at, next);
      const [first] = together;
      if (first === undefined) break;
      const told = (index: number, what: DeedAnswer) => answer(at + index, what);
      const answers =
        together.length === 1
          ? [await this.actIn(lane, first)]
          : await this.stretch(lane, together as readonly Portion[], first.signal, (index, what) => {
              // The last one is over with the frame, so that whoever has all answers may end the shell.
              if (index < together.length - 1) told(index, what);
            });
      for (const [index, what] of answers.entries()) told(index, what);
      over = answers.some(({ outputs }) => outputs.some(({ outcome }) => outcome !== 'done'));
    }
  }

  private async actIn(lane: Lane, deed: Doing): Promise<DeedAnswer> {
    const outputs: StepOutput[] = [];
    let readings: readonly ProbeOutput[] = [];
    let over = false;
    const parts = stretches(deed);
    for (const [i, part] of parts.entries()) {
      const isLast = i === parts.length - 1;
      if (part.way === 'out') {
        outputs.push(over ? NOT_RUN : await this.outside(lane, part.step, deed));
      } else {
        const now = isLast ? deed.readings : [];
        const answer = await this.inShell(lane, over ? [] : part.steps, now, deed);
        outputs.push(...(over ? part.steps.map(() => NOT_RUN) : answer.outputs));
        readings = answer.readings;
      }
      over ||= outputs.at(-1) !== undefined && outputs.at(-1)?.outcome !== 'done';
    }
    return { outputs, readings };
  }

  private async inShell(
    lane: Lane,
    steps: readonly ShellStep[],
    readings: readonly Reading[],
    deed: Pick<Doing, 'environment' | 'onProgress' | 'signal'>,
  ): Promise<DeedAnswer> {
    if (steps.length === 0) return { outputs: [], readings: await this.readIn(lane, readings) };
    const [answer] = await this.stretch(lane, [{ ...deed, steps, readings }], deed.signal);
    return answer as DeedAnswer;
  }

  /** One frame's work: portions that follow each other, `told` as soon as each is over where there are several. */
  private async stretch(
    lane: Lane,
    portions: readonly Portion[],
    signal: AbortSignal | undefined,
    told: Answers = () => undefined,
  ): Promise<readonly DeedAnswer[]> {
    signal?.throwIfAborted();
    const shell = await this.patientShell(lane);
    const frame = shell.nextFrame();
    this.frames += 1;
    const hadFolder = shell.folderIsMade;
    const ofFrame = new FramePortions(portions);
    try {
      const sending: Sending = {
        rawness: shell.hello?.rawness ?? 'none',
        tell: (step, line) => ofFrame.portionOf(step)?.onProgress?.(line),
        isCancelled: () => signal?.aborted === true,
      };
      const text = deedFrame(frame, shell.folder, ofFrame.parts, sending);
      const answer = await shell.act(text, {
        onProgress: (step, line) => ofFrame.portionOf(step)?.onProgress?.(line),
        onPart: (part, soFar) => told(part, ofFrame.answer(part, soFar)),
        ...(signal === undefined ? {} : { signal }),
      });
      return portions.map((_, index) => ofFrame.answer(index, answer));
    } catch (error) {
      if (!(error instanceof ShellGone)) throw error;
      const fate = await this.fateOf(lane, shell, frame, error, signal);
      const outputs = afterTheCut(ofFrame.steps, fate, { hello: shell.hello, hadFolder });
      const answers: DeedAnswer[] = [];
      for (const [index, { readings }] of portions.entries()) {
        const own = ofFrame.outputs(index, outputs);
        const isComeTo = index === 0 || own.some(({ outcome }) => outcome !== 'not-run');
        answers.push({ outputs: own, readings: isComeTo ? await this.readIn(lane, readings) : [] });
      }
      return answers;
    }
  }

  /** Asks a new shell what became of the deed that the old one was given. */
  private async fateOf(
    lane: Lane,
    old: FarShell,
    frame: number,
    cause: ShellGone,
    signal?: AbortSignal,
  ): Promise<Fate> {
    const patience = this.patience(true, signal);
    for (let why: unknown = cause; ; ) {
      await patience.wait(why);
      try {
        const shell = await this.shell(lane);
        const { pid = '', start = '' } = old.hello ?? {};
        const text = recoveryFrame(shell.nextFrame(), { folder: old.folder, frame, pid, start });
        // It waits for as long as the old shell's command runs, which nobody can reach any more.
        const giveUp = () => shell.destroy();
        signal?.addEventListener('abort', giveUp, { once: true });
        try {
          const answer = await shell.recover(text);
          return { answer, boot: answer.fate?.boot };
        } finally {
          signal?.removeEventListener('abort', giveUp);
        }
      } catch (error) {
        why = error;
      }
    }
  }

  private async outside(lane: Lane, step: Step, deed: Doing): Promise<StepOutput> {
    deed.signal?.throwIfAborted();
    if (step.do === 'fetch') return this.fetched(lane, step, deed);
    const guarded = await this.guarded(lane, step);
    if (guarded !== undefined) return guarded;
    const road = await this.up();
    this.frames += 1;
    if (step.do === 'request') {
      const answer = await request(road, step, deed.signal);
      if (step.into === undefined) return answer;
      return intoFile(step.into, answer, async (write) => {
        const [output = NOT_RUN] = (await this.inShell(lane, [write], [], PLAIN)).outputs;
        return output;
      });
    }
    if (step.do === 'await-port') {
      return awaitPort(road, step, (readings) => this.readIn(lane, readings), deed);
    }
    throw new TypeError(`step '${step.do}' does not go out`);
  }

  /** Nothing happens on the host, so it is simply done again. */
  private async fetched(
    lane: Lane,
    step: Extract<Step, { do: 'fetch' }>,
    { onProgress, signal }: Doing,
  ): Promise<StepOutput> {
    for (const patience = this.patience(false, signal); ; ) {
      try {
        const shell = await this.shell(lane);
        this.frames += 1;
        return await fetchOnce(shell, step, {
          tell: (line) => onProgress?.(line),
          ...(signal === undefined ? {} : { signal }),
        });
      } catch (error) {
        await patience.wait(error);
      }
    }
  }

  /** The guards of a step that no shell carries out. */
  private async guarded(lane: Lane, step: Step): Promise<StepOutput | undefined> {
    if (step.guards === undefined || step.guards.length === 0) return undefined;
    const check: ShellStep = { do: 'run', argv: ['true'], guards: step.guards };
    const [output] = (await this.inShell(lane, [check], [], PLAIN)).outputs;
    return output?.outcome === 'stale' ? output : undefined;
  }

  private async patientShell(lane: Lane): Promise<FarShell> {
    for (const patience = this.patience(); ; ) {
      try {
        return await this.shell(lane);
      } catch (error) {
        await patience.wait(error);
      }
    }
  }

  /** The lane's shell, opened where there is none (any more). */
  private async shell(lane: Lane): Promise<FarShell> {
    if (this.isClosed) throw new Unreachable(`the connection to ${this.options.name} was closed`);
    if (lane.reopen) {
      const former = lane.shell;
      lane.shell = undefined;
      if (former !== undefined) await former.bye();
      if (lane.identity.user === null && this.road.keepsGroups) {
        const road = await this.reach();
        this.formerRoads.push(this.road);
        this.road = road;
      }
      lane.reopen = false;
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

  private async up(): Promise<Road> {
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

  private patience(undecided = false, signal?: AbortSignal): Patience {
    return new Patience({
      name: this.options.name,
      limitMs: this.options.reconnectLimit,
      undecided,
      isUp: () => this.road.isUp,
      isOver: () => this.isClosed || signal?.aborted === true,
    });
  }
}

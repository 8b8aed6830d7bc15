import type { Deed, DeedAnswer, FarEnd, Reading, Traffic } from '../core/far-end.ts';
import type { Identity } from '../core/identity.ts';
import type { ProbeOutput } from '../core/probe.ts';
import type { Step, StepOutput, Write } from '../core/step.ts';
import { Brought } from './brought.ts';
import { afterTheCut, type Fate } from './cut.ts';
import { inOrder, NOT_RUN } from './deed-outputs.ts';
import { type FarShell, ShellGone } from './far-shell/far-shell.ts';
import { deedFrame, type NumberedReading, readFrame, recoveryFrame } from './far-shell/frame.ts';
import type { Sending } from './far-shell/staging.ts';
import { folderOf, type ShellStep } from './far-shell/step-text.ts';
import { fetchOnce } from './fetching.ts';
import { FramePortions, type Portion } from './frame-portions.ts';
import { NotedDeed } from './notes.ts';
import type { Road } from './road.ts';
import { type Lane, type MachineOptions, Shells } from './shells.ts';
import { type Doing, staysInShell, stretches } from './stretches.ts';
import { intoFile } from './way-out/answer-file.ts';
import { awaitPort } from './way-out/await-port.ts';
import { request } from './way-out/request.ts';

/** How the answer to the deed of that number is told. */
type Answers = (index: number, answer: DeedAnswer) => void;

const PLAIN = { environment: {} };

/** One machine: reads and acts through its shells, and finds out what became of a deed when the connection was cut. */
export class Machine implements FarEnd {
  private readonly shells: Shells;
  private readonly brought: Brought;
  private frames = 0;
  private steps = 0;

  constructor(options: MachineOptions, road: Road) {
    this.shells = new Shells(options, road);
    this.brought = new Brought(this.shells);
  }

  get traffic(): Traffic {
    const { sent, received } = this.shells.bytes;
    return {
      handshake: this.shells.handshake,
      frames: this.frames,
      steps: this.steps,
      bytesSent: sent,
      bytesReceived: received,
    };
  }

  reopen(user: string): void {
    this.shells.reopen(user);
  }

  async close(): Promise<void> {
    await this.brought.end();
    await this.shells.close();
  }

  bring({ path, content }: Pick<Write, 'path' | 'content'>, as: Identity, signal?: AbortSignal): void {
    this.brought.bring(content, folderOf(path), as, signal);
  }

  read(readings: readonly Reading[], as: Identity, aside = false): Promise<readonly ProbeOutput[]> {
    return this.shells.inLane(as, (lane) => this.readIn(lane, readings), aside);
  }

  act(deeds: readonly Deed[], as: Identity): readonly Promise<DeedAnswer>[] {
    const noted = deeds.map((deed) => new NotedDeed(deed));
    const answers = new Map<number, (answer: DeedAnswer) => void>();
    const answer: Answers = (index, what) => answers.get(index)?.(what);
    const doings = noted.map(({ doing }) => doing);
    const over = this.shells.inLane(as, (lane) => this.actInTurn(lane, doings, answer));
    return noted.map(async (deed, index) => {
      const answered = await new Promise<DeedAnswer>((resolve, reject) => {
        answers.set(index, (what) => resolve(deed.withoutNotes(what)));
        over.then(() => resolve(deed.notComeTo()), reject);
      });
      for (const { elapsed } of answered.outputs) this.steps += elapsed;
      return answered;
    });
  }

  /** They are read by one clock, as nearly always they take no time at all; where they do, the rest is read by its own. */
  private async readIn(lane: Lane, readings: readonly Reading[]): Promise<readonly ProbeOutput[]> {
    const numbered = [...readings.entries()];
    const answers = await this.readFrame(lane, numbered, readings.length > 1);
    const left = numbered.filter(([index]) => !answers.has(index));
    const rest = await this.readFrame(lane, left, false);
    return inOrder(new Map([...answers, ...rest]), 0, readings.length);
  }

  /** Reading changes nothing, so it is simply done again. */
  private async readFrame(
    lane: Lane,
    readings: readonly NumberedReading[],
    isTogether: boolean,
  ): Promise<ReadonlyMap<number, ProbeOutput>> {
    if (readings.length === 0) return new Map();
    for (const patience = this.shells.patience(); ; ) {
      try {
        const shell = await this.shells.of(lane);
        this.frames += 1;
        const { readings: answers } = await shell.read(readFrame(shell.nextFrame(), readings, isTogether));
        return answers;
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
          : await this.stretch(lane, together as readonly Portion[], first.signal, told);
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
    const brought = await this.takeBrought(lane, portions);
    const shell = await this.shells.patient(lane);
    const frame = shell.nextFrame();
    this.frames += 1;
    const hadFolder = shell.folderIsMade;
    const ofFrame = new FramePortions(portions);
    const waited = shell.waits;
    try {
      const sending: Sending = {
        rawness: shell.hello?.rawness ?? 'none',
        tell: (step, line) => ofFrame.portionOf(step)?.onProgress?.(line),
        isCancelled: () => signal?.aborted === true,
        ...(brought === undefined ? {} : { brought }),
      };
      const text = deedFrame(frame, shell.folder, ofFrame.parts, sending);
      const answer = await shell.act(text, {
        onProgress: (step, line) => ofFrame.portionOf(step)?.onProgress?.(line),
        onPart: (part, soFar) => {
          // The last one is over with the frame, so that whoever has all answers may end the shell.
          if (part < portions.length - 1) told(part, ofFrame.answer(part, soFar));
        },
        ...(signal === undefined ? {} : { signal }),
      });
      this.frames += shell.waits - waited;
      const rest = await this.readFrame(lane, ofFrame.unanswered(answer), false);
      const whole = { ...answer, readings: new Map([...answer.readings, ...rest]) };
      return portions.map((_, index) => ofFrame.answer(index, whole));
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

  private async takeBrought({ identity }: Lane, portions: readonly Portion[]): Promise<Sending['brought']> {
    if (this.brought.isEmpty) return undefined;
    const wanted = portions.flatMap(({ steps, onProgress }) =>
      steps.flatMap((step) =>
        step.do === 'write' ? [{ content: step.content, folder: folderOf(step.path), onProgress }] : [],
      ),
    );
    return this.brought.take(wanted, identity);
  }

  /** Asks a new shell what became of the deed that the old one was given. */
  private async fateOf(
    lane: Lane,
    old: FarShell,
    frame: number,
    cause: ShellGone,
    signal?: AbortSignal,
  ): Promise<Fate> {
    const patience = this.shells.patience(true, signal);
    for (let why: unknown = cause; ; ) {
      await patience.wait(why);
      try {
        const shell = await this.shells.of(lane);
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
    const road = await this.shells.up();
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
    for (const patience = this.shells.patience(false, signal); ; ) {
      try {
        const shell = await this.shells.of(lane);
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
}

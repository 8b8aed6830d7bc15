import type { ProbeOutput } from '../../core/probe.ts';
import type { StepOutput } from '../../core/step.ts';
import { type AnswerRecord, RecordStream } from './record-stream.ts';
import type { Rawness } from './staging.ts';

/** What is known of a far shell since its first answer. */
export interface Hello {
  readonly pid: string;
  /** Its start time; with the pid and the boot it names one process for ever. `-` where it can't be told. */
  readonly start: string;
  readonly boot: string;
  readonly rawness: Rawness;
}

/** How sending a file ended: `sent`, `stale`, `failed` or `short`. */
export interface Fetched {
  readonly how: string;
  readonly why: string;
}

/** What one frame brought back. */
export interface FrameAnswer {
  readonly steps: ReadonlyMap<number, StepOutput>;
  readonly readings: ReadonlyMap<number, ProbeOutput>;
  /** Nothing could be done at all; why. */
  readonly trouble?: string;
  readonly fetched?: Fetched;
  /** Of a recovery: what became of the deed. */
  readonly fate?: { readonly kind: string; readonly boot?: string; readonly undecided?: number };
}

interface Gathered {
  readonly steps: Map<number, StepOutput>;
  readonly statuses: Map<number, { status: number; late: boolean; stdout: Buffer }>;
  readonly errors: Map<number, string>;
  trouble?: string;
  fetched?: Fetched;
  fate?: { kind: string; boot?: string; undecided?: number };
  /** Parts of which one of the two streams has told that they are over. */
  readonly parts: Set<string>;
  outDone: boolean;
  errDone: boolean;
}

/** Puts a far shell's two streams together, frame by frame. */
export class ShellAnswer {
  hello: Hello | undefined;
  onProgress: ((step: number, line: string) => void) | undefined;
  /** A part of the frame is over; with all that was answered so far. */
  onPart: ((part: number, answer: FrameAnswer) => void) | undefined;
  /** A piece of the file that is being fetched. */
  onBytes: ((bytes: Buffer) => void) | undefined;
  private turns = 0;
  private taken: (() => void) | undefined;
  private readonly out: RecordStream;
  private readonly err: RecordStream;
  private noise = '';
  private now: Gathered | undefined;
  private frame = 0;
  private deliver: ((answer: FrameAnswer) => void) | undefined;

  constructor(nonce: string) {
    this.out = new RecordStream(
      nonce,
      (record) => this.onOut(record),
      (bytes) => this.onBytes?.(bytes),
    );
    this.err = new RecordStream(nonce, (record) => this.onErr(record));
  }

  stdout(chunk: Buffer): void {
    this.out.push(chunk);
  }

  stderr(chunk: Buffer): void {
    this.err.push(chunk);
  }

  expect(frame: number, deliver: (answer: FrameAnswer) => void): void {
    this.frame = frame;
    this.turns = 0;
    this.now = {
      steps: new Map(),
      statuses: new Map(),
      errors: new Map(),
      parts: new Set(),
      outDone: false,
      errDone: false,
    };
    this.deliver = deliver;
  }

  /** Resolves when the shell has said that it listens to a content, once for each time it did. */
  async turn(): Promise<void> {
    while (this.turns === 0) {
      await new Promise<void>((resolve) => {
        this.taken = resolve;
      });
    }
    this.turns -= 1;
  }

  /** What was printed outside of any record: a greeting, or the reason why there is no shell. */
  get said(): string {
    return `${this.noise}${this.out.remainder.toString('utf8')}${this.err.remainder.toString('utf8')}`.trim();
  }

  private onOut({ line, before, body }: AnswerRecord): void {
    const [letter, ...fields] = line.split(' ');
    const now = this.now;
    if (letter === 'h') {
      const [pid = '', start = '-', boot = '-', rawness = 'none'] = fields;
      this.hello = { pid, start, boot, rawness: rawness as Rawness };
      this.noise += before.toString('utf8');
    }
    if (now === undefined) return;
    const index = Number(fields[0]);
    switch (letter) {
      case 'R':
        now.statuses.set(index, { status: Number(fields[1]), late: fields[2] === 'late', stdout: before });
        break;
      case 'E':
        now.steps.set(index, stepOutput(fields, body));
        break;
      case 'c':
        this.turns += 1;
        this.taken?.();
        break;
      case 'p':
        this.onProgress?.(index, fields.slice(1).join(' '));
        break;
      case 'b':
        now.fetched = { how: fields[0] ?? '', why: fields.slice(2).join(' ') };
        break;
      case 'x':
        now.trouble = fields.join(' ');
        break;
      case 'g':
        now.fate = { kind: fields[0] ?? '', ...(fields[1] === undefined ? {} : { boot: fields[1] }) };
        break;
      case 'u':
        now.fate = { kind: 'begun', ...now.fate, undecided: index };
        break;
      case 'd':
        this.endPart(now, fields[0]);
        break;
      case 'f':
        now.outDone ||= index === this.frame;
        this.finish(now);
        break;
    }
  }

  private endPart(now: Gathered, part = ''): void {
    if (now.parts.delete(part)) this.onPart?.(Number(part), answerOf(now));
    else now.parts.add(part);
  }

  private onErr({ line, before }: AnswerRecord): void {
    const [letter, index] = line.split(' ');
    const now = this.now;
    if (letter === 'R') now?.errors.set(Number(index), before.toString('utf8'));
    else if (letter === 'd' && now !== undefined) this.endPart(now, index);
    else this.noise = `${this.noise}${before.toString('utf8')}`.slice(-4000);
    if (letter === 'f' && now !== undefined) {
      now.errDone ||= Number(index) === this.frame;
      this.finish(now);
    }
  }

  private finish(now: Gathered): void {
    if (!now.outDone || !now.errDone) return;
    this.now = undefined;
    this.deliver?.(answerOf(now));
  }
}

function answerOf(now: Gathered): FrameAnswer {
  const readings = new Map<number, ProbeOutput>();
  for (const [index, { status, late, stdout }] of now.statuses) {
    const stderr = now.errors.get(index) ?? '';
    readings.set(index, late ? lateReading(stdout, stderr) : { status, stdout, stderr });
  }
  return {
    steps: now.steps,
    readings,
    ...(now.trouble === undefined ? {} : { trouble: now.trouble }),
    ...(now.fetched === undefined ? {} : { fetched: now.fetched }),
    ...(now.fate === undefined ? {} : { fate: now.fate }),
  };
}

/** 124, as `timeout` says it. */
function lateReading(stdout: Buffer, stderr: string): ProbeOutput {
  return {
    status: 124,
    stdout,
    stderr: `${stderr}${stderr === '' || stderr.endsWith('\n') ? '' : '\n'}timed out\n`,
  };
}

function stepOutput(fields: readonly string[], body: Buffer): StepOutput {
  const [, outcome, status, elapsed, out] = fields;
  const split = Number(out);
  return {
    outcome: outcome as StepOutput['outcome'],
    status: Number(status),
    stdout: body.subarray(0, split),
    stderr: body.toString('utf8', split),
    elapsed: Number(elapsed),
    ended: Date.now(),
  };
}

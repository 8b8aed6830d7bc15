import type { Deed, DeedAnswer } from '../core/far-end.ts';
import type { StepOutput } from '../core/step.ts';
import { inOrder, NOT_RUN, withEnvironment } from './deed-outputs.ts';
import type { NumberedReading, Part } from './far-shell/frame.ts';
import type { FrameAnswer } from './far-shell/shell-answer.ts';
import type { ShellStep } from './far-shell/step-text.ts';

/** What one deed has a frame do. */
export interface Portion extends Pick<Deed, 'readings' | 'environment' | 'onProgress'> {
  readonly steps: readonly ShellStep[];
}

/** The portions of one frame. In it, steps and readings are numbered through; each portion's answer has its own only. */
export class FramePortions {
  readonly parts: readonly Part[];
  readonly steps: readonly ShellStep[];
  private readonly owners: readonly number[];
  private readonly firstSteps: readonly number[];
  private readonly firstReadings: readonly number[];

  constructor(private readonly portions: readonly Portion[]) {
    this.firstReadings = beginnings(portions.map(({ readings }) => readings.length));
    this.parts = portions.map(({ steps, readings, environment }, index) => ({
      steps: steps.map((step) => withEnvironment(step, environment)),
      readings: readings.map((reading, number) => [(this.firstReadings[index] ?? 0) + number, reading]),
    }));
    this.steps = portions.flatMap(({ steps }) => steps);
    this.owners = portions.flatMap(({ steps }, index) => steps.map(() => index));
    this.firstSteps = beginnings(portions.map(({ steps }) => steps.length));
  }

  portionOf(step: number): Portion | undefined {
    return this.portions[this.owners[step] ?? -1];
  }

  /** Of all steps' outputs, those of one portion. */
  outputs(index: number, all: readonly StepOutput[]): readonly StepOutput[] {
    const first = this.firstSteps[index] ?? 0;
    return all.slice(first, first + (this.portions[index]?.steps.length ?? 0));
  }

  answer(index: number, answer: FrameAnswer): DeedAnswer {
    const outputs = this.outputsIn(index, answer);
    const from = this.firstReadings[index] ?? 0;
    const count = this.portions[index]?.readings.length ?? 0;
    return { outputs, readings: isComeTo(index, outputs) ? inOrder(answer.readings, from, count) : [] };
  }

  /** Of what was to be read last, what there was no time for. */
  unanswered(answer: FrameAnswer): readonly NumberedReading[] {
    const last = this.parts.length - 1;
    if (!isComeTo(last, this.outputsIn(last, answer))) return [];
    return (this.parts[last]?.readings ?? []).filter(([number]) => !answer.readings.has(number));
  }

  private outputsIn(index: number, { steps, trouble }: FrameAnswer): readonly StepOutput[] {
    const portion = this.portions[index];
    if (portion === undefined) throw new RangeError(`the frame has no portion ${index}`);
    const first = this.firstSteps[index] ?? 0;
    return portion.steps.map((_, number) => {
      const output = steps.get(first + number);
      if (output !== undefined) return output;
      if (first + number > 0 || trouble === undefined) return NOT_RUN;
      return { ...NOT_RUN, outcome: 'failed', status: 1, stderr: trouble } as const;
    });
  }
}

function isComeTo(index: number, outputs: readonly StepOutput[]): boolean {
  return index === 0 || outputs.some(({ outcome }) => outcome !== 'not-run');
}

function beginnings(lengths: readonly number[]): readonly number[] {
  let sum = 0;
  return lengths.map((length) => {
    const first = sum;
    sum += length;
    return first;
  });
}

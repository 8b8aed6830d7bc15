import type { Deed, DeedAnswer } from '../core/far-end.ts';
import type { StepOutput } from '../core/step.ts';
import { inOrder, NOT_RUN, withEnvironment } from './deed-outputs.ts';
import type { Part } from './far-shell/frame.ts';
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
    this.parts = portions.map(({ steps, readings, environment }) => ({
      steps: steps.map((step) => withEnvironment(step, environment)),
      readings,
    }));
    this.steps = portions.flatMap(({ steps }) => steps);
    this.owners = portions.flatMap(({ steps }, index) => steps.map(() => index));
    this.firstSteps = beginnings(portions.map(({ steps }) => steps.length));
    this.firstReadings = beginnings(portions.map(({ readings }) => readings.length));
  }

  portionOf(step: number): Portion | undefined {
    return this.portions[this.owners[step] ?? -1];
  }

  /** Of all steps' outputs, those of one portion. */
  outputs(index: number, all: readonly StepOutput[]): readonly StepOutput[] {
    const first = this.firstSteps[index] ?? 0;
    return all.slice(first, first + (this.portions[index]?.steps.length ?? 0));
  }

  answer(index: number, { steps, readings, trouble }: FrameAnswer): DeedAnswer {
    const portion = this.portions[index];
    if (portion === undefined) throw new RangeError(`the frame has no portion ${index}`);
    const first = this.firstSteps[index] ?? 0;
    const outputs = portion.steps.map((_, number) => {
      const output = steps.get(first + number);
      if (output !== undefined) return output;
      if (first + number > 0 || trouble === undefined) return NOT_RUN;
      return { ...NOT_RUN, outcome: 'failed', status: 1, stderr: trouble } as const;
    });
    const from = this.firstReadings[index] ?? 0;
    const isComeTo = index === 0 || outputs.some(({ outcome }) => outcome !== 'not-run');
    return { outputs, readings: isComeTo ? inOrder(readings, from, portion.readings.length) : [] };
  }
}

function beginnings(lengths: readonly number[]): readonly number[] {
  let sum = 0;
  return lengths.map((length) => {
    const first = sum;
    sum += length;
    return first;
  });
}

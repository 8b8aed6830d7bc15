import type { ProbeOutput } from '../core/probe.ts';
import type { StepOutput } from '../core/step.ts';
import type { FrameAnswer } from './far-shell/shell-answer.ts';
import type { ShellStep } from './far-shell/step-text.ts';

export const NOT_RUN: StepOutput = {
  outcome: 'not-run',
  status: 0,
  stdout: Buffer.alloc(0),
  stderr: '',
  elapsed: 0,
};

export function outputsOf(answer: FrameAnswer, steps: readonly ShellStep[]): StepOutput[] {
  return steps.map((_, index) => {
    const output = answer.steps.get(index);
    if (output !== undefined) return output;
    if (index === 0 && answer.trouble !== undefined)
      return { ...NOT_RUN, outcome: 'failed', status: 1, stderr: answer.trouble };
    return NOT_RUN;
  });
}

export function inOrder(readings: ReadonlyMap<number, ProbeOutput>, count: number): ProbeOutput[] {
  return Array.from({ length: count }, (_, index) => {
    const reading = readings.get(index);
    if (reading === undefined) throw new Error(`the far shell left out reading ${index}`);
    return reading;
  });
}

export function withEnvironment(step: ShellStep, environment: Readonly<Record<string, string>>): ShellStep {
  switch (step.do) {
    case 'run':
      return { ...step, env: { ...environment, ...step.env } };
    case 'produce':
      return { ...step, run: { ...step.run, env: { ...environment, ...step.run.env } } };
    case 'transaction':
      return {
        ...step,
        steps: step.steps.map((part) =>
          part.do === 'run' ? { ...part, env: { ...environment, ...part.env } } : part,
        ),
        validate: { ...step.validate, env: { ...environment, ...step.validate.env } },
      };
    default:
      return step;
  }
}

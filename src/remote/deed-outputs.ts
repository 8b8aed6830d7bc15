import type { ProbeOutput } from '../core/probe.ts';
import type { StepOutput } from '../core/step.ts';
import type { ShellStep } from './far-shell/step-text.ts';

export const NOT_RUN: StepOutput = {
  outcome: 'not-run',
  status: 0,
  stdout: Buffer.alloc(0),
  stderr: '',
  elapsed: 0,
};

/** The readings of these numbers. */
export function inOrder(
  readings: ReadonlyMap<number, ProbeOutput>,
  from: number,
  count: number,
): ProbeOutput[] {
  return Array.from({ length: count }, (_, index) => {
    const reading = readings.get(from + index);
    if (reading === undefined) throw new Error(`the far shell left out reading ${from + index}`);
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

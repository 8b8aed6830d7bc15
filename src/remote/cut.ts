import { Unreachable } from '../core/far-end.ts';
import type { StepOutput } from '../core/step.ts';
import type { FrameAnswer, Hello } from './far-shell/shell-answer.ts';
import type { ShellStep } from './far-shell/step-text.ts';

/** What a new shell found out about the old one. */
export interface Fate {
  readonly answer: FrameAnswer;
  readonly boot: string | undefined;
}

/**
 * The outputs of a deed whose connection was cut. What was recorded is delivered as if nothing had happened. What
 * never started is `stale`: nothing was done, and it is planned again. Where nobody knows whether a command ran, it is
 * not repeated: Unreachable, undecided.
 */
export function afterTheCut(
  steps: readonly ShellStep[],
  { answer, boot }: Fate,
  known: { hello: Hello | undefined; hadFolder: boolean },
): StepOutput[] {
  const outputs: StepOutput[] = [];
  const kind = answer.fate?.kind;
  const sameBoot = known.hello !== undefined && known.hello.boot !== '-' && known.hello.boot === boot;
  // What isn't noted did not begin, unless the host was restarted since (the last notes may never have reached the
  // disk), or the folder was there once, or the old shell never told its pid (so that it could still begin).
  const sure = kind === 'begun' || (sameBoot && (kind === 'idle' || (kind === 'none' && !known.hadFolder)));
  for (const [index, step] of steps.entries()) {
    const output = answer.steps.get(index);
    if (output !== undefined) {
      // It ended when nobody looked.
      const { ended: _, ...recorded } = output;
      outputs.push(recorded);
      continue;
    }
    const last = outputs.at(-1);
    if (last !== undefined && last.outcome !== 'done') {
      outputs.push(blank('not-run'));
      continue;
    }
    const begun = answer.fate?.undecided === index;
    if ((begun || !sure) && isOpaque(step)) throw undecided(step);
    outputs.push(blank('stale', 'the connection was cut before this was done'));
  }
  return outputs;
}

/** Doing it twice may do harm. */
function isOpaque(step: ShellStep): boolean {
  return step.do === 'run' || step.do === 'transaction';
}

function undecided(step: ShellStep): Unreachable {
  const what = step.do === 'run' ? commandOf(step) : 'a transaction';
  return new Unreachable(`the connection was cut while ${what} ran, and the host cannot say how it ended`, {
    undecided: true,
    hint: 'look at the host before you run this again: it may have been done, or half done',
  });
}

function commandOf(step: Extract<ShellStep, { do: 'run' }>): string {
  if (step.secret === true) return 'a command';
  const text = step.argv?.join(' ') ?? step.script ?? '';
  return `'${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

function blank(outcome: 'stale' | 'not-run', stderr = ''): StepOutput {
  return { outcome, status: 0, stdout: Buffer.alloc(0), stderr, elapsed: 0 };
}

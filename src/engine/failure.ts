import { Mistakes } from '../core/diagnostic.ts';
import type { Failure } from '../core/event.ts';
import { Unreachable } from '../core/far-end.ts';
import type { ResultFields } from '../core/plan.ts';
import { quoteAll } from '../core/quote.ts';
import type { Step, StepOutput } from '../core/step.ts';
import { TemplateError } from '../template/index.ts';
import { OthersLag } from './others-lag.ts';
import { type Ending, failed } from './outcome.ts';

/**
 * What was thrown while a task was carried out, as a failure of that task. A host that can't be reached is no
 * failure of a task, so that goes on; anything unexpected is a defect of ours and keeps its stack.
 */
export function failureOf(thrown: unknown): Ending {
  if (thrown instanceof Unreachable || thrown instanceof OthersLag) throw thrown;
  if (thrown instanceof Mistakes) {
    const [first] = thrown.diagnostics;
    return failed({
      message: thrown.diagnostics.map((d) => d.summary).join('\n'),
      ...(first ? { diagnostic: first } : {}),
      ...(first?.hint === undefined ? {} : { hint: first.hint }),
    });
  }
  if (thrown instanceof TemplateError) {
    const diagnostic = thrown.toDiagnostic(thrown.place);
    return failed({
      message: thrown.message,
      diagnostic,
      ...(diagnostic.hint === undefined ? {} : { hint: diagnostic.hint }),
    });
  }
  if (thrown instanceof Error) {
    return failed({
      message: `a defect of jrun: ${thrown.message}`,
      ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    });
  }
  return failed({ message: String(thrown) });
}

/** The failure of the step at `index`: which command, its exit status, and what it said. */
export function failureOfSteps(
  steps: readonly Step[],
  outputs: readonly StepOutput[],
  index: number,
  fields: ResultFields,
): Failure {
  const step = steps[index];
  const output = outputs[index];
  const command = step && commandOf(step);
  const message =
    typeof fields['msg'] === 'string' && fields['msg'] !== ''
      ? fields['msg']
      : output?.outcome === 'timed-out'
        ? `it took longer than it may: ${step ? whatItDoes(step) : 'a step'} was ended`
        : `${step ? whatItDoes(step) : 'a step'} failed${output && step?.do === 'run' ? ` with status ${output.status}` : ''}`;
  return {
    message,
    ...(command === undefined ? {} : { command }),
    ...(output && command !== undefined ? { status: output.status } : {}),
    ...(output ? { stdout: output.stdout.toString('utf8'), stderr: output.stderr } : {}),
    ...(step && 'path' in step && /Operation not permitted/.test(output?.stderr ?? '')
      ? { hint: IMMUTABLE }
      : {}),
  };
}

/** What even root is refused, most often for this reason. */
const IMMUTABLE =
  "where the owner or root is refused, a flag of the file system may forbid it: lsattr -d shows `i` or `a`, and attributes: '-i' takes it away";

function commandOf(step: Step): string | undefined {
  if (step.do === 'transaction') return commandOf(step.validate);
  if (step.do === 'write' && step.validate !== undefined) return step.validate;
  if (step.do !== 'run') return undefined;
  if (step.secret) return undefined;
  return step.argv ? quoteAll(step.argv) : step.script;
}

function whatItDoes(step: Step): string {
  switch (step.do) {
    case 'run':
      return 'the command';
    case 'write':
      return `writing ${step.path}`;
    case 'mkdir':
      return `making the folder ${step.path}`;
    case 'link':
      return `linking ${step.path} to ${step.target}`;
    case 'attributes':
      return step.flags === undefined
        ? `setting owner and mode of ${step.path}`
        : `chattr ${step.flags} ${step.path}`;
    case 'remove':
      return `removing ${step.path}`;
    case 'copy':
      return `copying ${step.from} to ${step.path}`;
    case 'rename':
      return `renaming ${step.from} to ${step.path}`;
    case 'produce':
      return `making ${step.path}`;
    case 'touch':
      return `touching ${step.path}`;
    case 'transaction':
      return 'the change was put back: its check';
    case 'batch':
      return `making ${step.steps.length} files and folders`;
    case 'fetch':
      return `fetching ${step.path}`;
    case 'request':
      return `the request ${step.method} ${step.url}`;
    default:
      return `waiting for port ${step.port} of ${step.host}`;
  }
}

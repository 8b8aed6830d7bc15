import type { Value } from '../../src/core/value.ts';
import type { RunRequest } from '../support/run-playbook.ts';

/** The options of ansible-playbook that the cases use, as a test's run takes them. */
export function ourOptions(options: readonly string[]): Partial<RunRequest> {
  const request: { -readonly [K in keyof RunRequest]?: RunRequest[K] } = {};
  const extra: Record<string, Value> = {};
  for (let index = 0; index < options.length; index++) {
    const option = options[index] ?? '';
    const value = (): string => options[++index] ?? '';
    if (option === '--check') request.check = true;
    else if (option === '--force-handlers') request.forceHandlers = true;
    else if (option === '--tags') request.tags = value().split(',');
    else if (option === '--skip-tags') request.skipTags = value().split(',');
    else if (option === '--limit') request.limit = value();
    else if (option === '--start-at-task') request.startAtTask = value();
    else if (option === '--forks') request.forks = Number(value());
    else if (option === '-e') {
      const [name = '', ...text] = value().split('=');
      extra[name] = text.join('=');
    } else throw new Error(`the option ${option} is not known here`);
  }
  return { ...request, extraVars: extra };
}

import type { ResultFields } from '../../core/plan.ts';
import { quoteAll } from '../../core/quote.ts';
import type { StepOutput } from '../../core/step.ts';

const REASONS = {
  126: { rc: 13, says: 'Permission denied' },
  127: { rc: 2, says: 'No such file or directory' },
} as const;

// By the name of a file in the run's own folder, in the words of dash, bash and busybox.
const SAID =
  /^\S*\/\.jrun-[^/]+\/[ps]\S*: (?:(?:exec|line \d+|\d+): )*(.+?): (?:cannot execute: )?(?:not found|Permission denied|No such file or directory)\n/;

/**
 * What is returned where the program could not even be started: the shell says so in one line of its own, and a program
 * that ends with the same status prints something else.
 */
export function notStarted(
  output: StepOutput | undefined,
  argv: readonly string[],
): ResultFields | undefined {
  if (!output || (output.status !== 126 && output.status !== 127) || output.stdout.length > 0)
    return undefined;
  const said = SAID.exec(output.stderr);
  const program = said?.[1];
  if (program === undefined) return undefined;
  const { rc, says } = REASONS[output.status];
  const msg = `[Errno ${rc}] ${says}: b'${program}'`;
  return { changed: false, failed: true, rc, stdout: '', stderr: '', cmd: quoteAll(argv), msg };
}

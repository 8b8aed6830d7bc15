import { createHash } from 'node:crypto';
import type { AnswerFile, StepOutput, Write } from '../../core/step.ts';

/**
 * Puts an answer's content into a file of the host, where it was answered with one and it is new. The output keeps
 * the answer's status; where the content isn't what it must be, or can't be written, the step failed.
 */
export async function intoFile(
  into: AnswerFile,
  answer: StepOutput,
  write: (step: Write) => Promise<StepOutput>,
): Promise<StepOutput> {
  if (answer.outcome !== 'done' || answer.response === undefined) return answer;
  if (answer.status < 200 || answer.status > 299) return answer;
  const { path, mode, owner, group, backup } = into;
  const bytes = answer.stdout;
  const told = (replaced: boolean): StepOutput => ({
    ...answer,
    ...(answer.response ? { response: { ...answer.response, replaced } } : {}),
  });
  if (into.checksum !== undefined) {
    const [algorithm, digits] = into.checksum;
    const is = createHash(algorithm).update(bytes).digest('hex');
    if (is !== digits) {
      return {
        ...answer,
        outcome: 'failed',
        stdout: Buffer.alloc(0),
        stderr: `The checksum for ${path} did not match ${digits}; it was ${is}.`,
      };
    }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === into.unless) return told(false);
  const written = await write({
    do: 'write',
    path,
    content: { sha256, size: bytes.length, read: () => bytes },
    ...(mode === undefined ? {} : { mode }),
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
    ...(backup === undefined ? {} : { backup }),
  });
  if (written.outcome !== 'done') return { ...answer, outcome: written.outcome, stderr: written.stderr };
  return told(true);
}

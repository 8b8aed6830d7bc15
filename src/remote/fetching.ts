import { telling } from '../core/amount.ts';
import type { Fetch, StepOutput } from '../core/step.ts';
import { NOT_RUN } from './deed-outputs.ts';
import type { FarShell } from './far-shell/far-shell.ts';
import { fetchFrame } from './far-shell/frame.ts';
import { Landing } from './landing.ts';

/** Brings a file from the host to this machine. Throws ShellGone where the connection is cut: it can be done again. */
export async function fetchOnce(
  shell: FarShell,
  step: Fetch,
  more: { tell?(line: string): void; readonly signal?: AbortSignal },
): Promise<StepOutput> {
  const since = Date.now();
  let landing: Landing;
  try {
    landing = new Landing(step.into);
  } catch (thrown) {
    return failed(`cannot write ${step.into} on the control machine: ${messageOf(thrown)}`);
  }
  const told = telling(step.size, (line) => more.tell?.(line));
  let done = 0;
  const leave = () => shell.leave();
  more.signal?.addEventListener('abort', leave, { once: true });
  try {
    const said = await shell.fetch(fetchFrame(shell.nextFrame(), step), (bytes) => {
      landing.take(bytes);
      done += bytes.length;
      told(done);
    });
    const elapsed = Date.now() - since;
    if (said.how === 'stale') return { ...NOT_RUN, outcome: 'stale', stderr: said.why };
    if (said.how !== 'sent') return { ...failed(said.why), elapsed };
    const { sha256, ...fetched } = landing.digests();
    if (step.sha256 !== undefined && step.sha256 !== sha256)
      return { ...failed('checksum mismatch'), elapsed };
    landing.place();
    return { ...NOT_RUN, outcome: 'done', elapsed, ended: Date.now(), fetched };
  } catch (thrown) {
    if (more.signal?.aborted) return { ...NOT_RUN, outcome: 'cancelled' };
    if (thrown instanceof Error && 'code' in thrown && 'syscall' in thrown)
      return failed(`cannot write ${step.into} on the control machine: ${thrown.message}`);
    throw thrown;
  } finally {
    more.signal?.removeEventListener('abort', leave);
    landing.drop();
  }
}

function failed(stderr: string): StepOutput {
  return { ...NOT_RUN, outcome: 'failed', status: 1, stderr: `${stderr}\n` };
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

import type { Duplex } from 'node:stream';
import type { Deed, Reading } from '../../core/far-end.ts';
import type { ProbeOutput } from '../../core/probe.ts';
import type { AwaitPort, StepOutput } from '../../core/step.ts';
import { NoWayOut, type Road } from '../road.ts';

/** Waits until a port, as the host sees it, is as wanted. */
export async function awaitPort(
  road: Road,
  step: AwaitPort,
  read: (readings: readonly Reading[]) => Promise<readonly ProbeOutput[]>,
  deed: Pick<Deed, 'signal' | 'onProgress'>,
): Promise<StepOutput> {
  const began = Date.now();
  const deadline = began + step.timeLimit * 1000;
  const done = (outcome: StepOutput['outcome'], stderr = ''): StepOutput => ({
    outcome,
    status: outcome === 'done' ? 0 : 1,
    stdout: Buffer.alloc(0),
    stderr,
    elapsed: Date.now() - began,
    ended: Date.now(),
  });
  await pause(Math.min(step.delay * 1000, deadline - Date.now()), deed.signal);
  let last = '';
  for (;;) {
    if (deed.signal?.aborted === true) return done('cancelled');
    const look = step.until === 'drained' ? await drained(step, read) : await tried(road, step, deadline);
    if (look.forbidden) return done('failed', look.why);
    if (look.is) return done('done');
    last = look.why;
    if (Date.now() >= deadline) {
      const wanted = { open: 'open', closed: 'closed', drained: 'without connections' }[step.until];
      const more = last === '' ? '' : `: ${last}`;
      return done(
        'timed-out',
        `port ${step.port} of ${step.host} was not ${wanted} within ${step.timeLimit} s${more}`,
      );
    }
    await pause(Math.min(step.interval * 1000, Math.max(0, deadline - Date.now())), deed.signal);
  }
}

interface Look {
  readonly is: boolean;
  readonly why: string;
  readonly forbidden?: boolean;
}

async function tried(road: Road, step: AwaitPort, deadline: number): Promise<Look> {
  let stream: Duplex;
  try {
    stream = await road.dial(step.host, step.port, Math.max(1, step.connectLimit * 1000));
  } catch (error) {
    if (!(error instanceof NoWayOut)) throw error;
    return { is: step.until === 'closed', why: error.message, forbidden: error.reason === 'forbidden' };
  }
  try {
    if (step.until === 'closed') return { is: false, why: 'it is open' };
    if (step.matches === undefined) return { is: true, why: '' };
    const is = await says(stream, new RegExp(step.matches, 'm'), deadline);
    return { is, why: is ? '' : `what it says does not match ${step.matches}` };
  } finally {
    stream.destroy();
  }
}

/** Reads what the port sends until it matches, ends, or time is up. */
function says(stream: Duplex, pattern: RegExp, deadline: number): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    const end = (is: boolean) => {
      clearTimeout(timer);
      resolve(is);
    };
    const timer = setTimeout(() => end(false), Math.max(0, deadline - Date.now()));
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).slice(-65_536);
      if (pattern.test(text)) end(true);
    });
    stream.on('error', () => end(false));
    stream.on('close', () => end(false));
    stream.on('end', () => end(false));
  });
}

/** Established, or on the way there or back; not LISTEN (0A), CLOSE (07) and TIME_WAIT (06). */
async function drained(
  step: AwaitPort,
  read: (readings: readonly Reading[]) => Promise<readonly ProbeOutput[]>,
): Promise<Look> {
  const [output] = await read([{ script: 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null', timeLimit: 20 }]);
  const port = step.port.toString(16).toUpperCase().padStart(4, '0');
  const count = (output?.stdout.toString('latin1') ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) =>
        local?.endsWith(`:${port}`) === true && !['0A', '07', '06'].includes(state ?? ''),
    ).length;
  return { is: count === 0, why: `${count} connections` };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    }
    signal?.addEventListener('abort', end, { once: true });
  });
}

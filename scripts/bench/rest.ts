import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Of all processors' time, what counts as nothing to do. */
const BUSY = 0.05;
const LIMIT_SECONDS = 30;

/**
 * Waits until nobody does anything here for a second, half a minute at the most: what a tool leaves behind on the hosts,
 * sessions that end, say, is not to be paid by the next one.
 */
export async function comeToRest(): Promise<void> {
  for (let seconds = 0; seconds < LIMIT_SECONDS; seconds++) {
    const before = used();
    await delay(1000);
    const after = used();
    if (after.busy - before.busy < BUSY * (after.all - before.all)) return;
  }
}

/** Of all processors together, in milliseconds since they were started. */
function used(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const { idle, ...working } = times;
    const worked = Object.values(working).reduce((sum, time) => sum + time, 0);
    busy += worked;
    all += worked + idle;
  }
  return { busy, all };
}

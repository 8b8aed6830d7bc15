import type { HostRun } from './host-run.ts';

/** A value was asked for that other hosts may still change before they come to where this host is. */
export class OthersLag extends Error {
  override readonly name = 'OthersLag';
}

/**
 * Works something out for the task a host is at. Where it looks at what other hosts know, it waits until they have come
 * as far, and is worked out anew: it must not have done anything by then.
 */
export async function amongOthers<T>(host: HostRun, work: () => T | Promise<T>): Promise<T> {
  host.mayWait = true;
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof OthersLag)) throw thrown;
    host.mayWait = false;
    await host.waitForOthers();
    host.mayGoOn();
    return await work();
  } finally {
    host.mayWait = false;
  }
}

import { setMaxListeners } from 'node:events';
import { INTERRUPTED } from '../report/index.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** As if the person had pressed Ctrl-C; what is typed to a question doesn't come as a signal. */
  now(): void;
  stop(): void;
}

/**
 * The first Ctrl-C ends the run cleanly: no further task is begun, what runs is waited for or ended, and nothing is
 * left behind on the hosts. The second one ends the program at once.
 */
export function onInterrupt(announce: () => void, atOnce: () => void): Interrupt {
  const controller = new AbortController();
  // As many as there are hosts listen to it; Node would warn of a leak.
  setMaxListeners(0, controller.signal);
  const interrupted = () => {
    if (controller.signal.aborted) {
      atOnce();
      process.exit(INTERRUPTED);
    }
    announce();
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupted);
  return {
    signal: controller.signal,
    now: interrupted,
    stop: () => {
      for (const signal of signals) process.off(signal, interrupted);
    },
  };
}

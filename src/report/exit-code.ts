import type { Recap } from '../core/event.ts';

export interface ExitOptions {
  /** A change that didn't take counts as a failure. */
  readonly strict: boolean;
  /** Tell by 3 that something changed, or would. */
  readonly detailedExitcode: boolean;
}

/** 1 stands for mistakes of the user and errors of ours; those end the program before there is a recap. */
export const MISTAKE = 1;
export const INTERRUPTED = 130;

/** How a run that took place ends: 0, 2 failed, 4 unreachable, 6 both, 3 changed where asked for, 130 interrupted. */
export function exitCode(recap: readonly Recap[], interrupted: boolean, options: ExitOptions): number {
  if (interrupted) return INTERRUPTED;
  const failed = recap.some((r) => r.failed > 0 || (options.strict && r.notConverged > 0));
  const unreachable = recap.some((r) => r.unreachable > 0);
  if (failed || unreachable) return (failed ? 2 : 0) + (unreachable ? 4 : 0);
  return options.detailedExitcode && recap.some((r) => r.changed > 0) ? 3 : 0;
}

import type { Deed } from '../core/far-end.ts';
import type { Step } from '../core/step.ts';
import { isForShell, type NoteStep, type ShellStep } from './far-shell/step-text.ts';

/** Consecutive steps that go the same way: through a shell in one frame, or out through the connection. */
export type Stretch =
  | { readonly way: 'shell'; readonly steps: readonly ShellStep[] }
  | { readonly way: 'out'; readonly step: Exclude<Step, ShellStep> };

/** A deed whose notes stand among its steps. */
export interface Doing extends Omit<Deed, 'steps' | 'notes'> {
  readonly steps: readonly (Step | NoteStep)[];
}

/** The last one goes through a shell where there is something to read afterwards. */
export function stretches(deed: Pick<Doing, 'steps' | 'readings'>): Stretch[] {
  const found: Stretch[] = [];
  let steps: ShellStep[] = [];
  const flush = () => {
    if (steps.length > 0) found.push({ way: 'shell', steps });
    steps = [];
  };
  for (const step of deed.steps) {
    if (isForShell(step)) {
      steps.push(step);
    } else {
      flush();
      found.push({ way: 'out', step });
    }
  }
  if (steps.length > 0 || deed.readings.length > 0) found.push({ way: 'shell', steps });
  return found;
}

/** Whether all of it can be part of one frame. */
export function staysInShell(deed: Pick<Doing, 'steps'>): boolean {
  return deed.steps.length > 0 && deed.steps.every(isForShell);
}

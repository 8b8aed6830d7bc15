import type { ToolName } from './work.ts';

/** What a scenario is meant to show. */
export interface Target {
  readonly scenario: string;
  readonly peer: Exclude<ToolName, 'jrun' | 'script'>;
  /** Wall time, or user and system time on the control machine. */
  readonly of: 'wall' | 'cpu';
  /** The peer's is to be at least so many times jrun's. */
  readonly ratio: number;
}

const wall = (scenario: string, ratios: Partial<Record<Target['peer'], number>>): readonly Target[] =>
  (Object.entries(ratios) as [Target['peer'], number][]).map(([peer, ratio]) => ({
    scenario,
    peer,
    of: 'wall',
    ratio,
  }));

export const TARGETS: readonly Target[] = [
  ...wall('one-host', { ansible: 50, mitogen: 10, pyinfra: 12 }),
  ...wall('one-host-50ms', { ansible: 60, mitogen: 12, pyinfra: 30 }),
  ...wall('fifty-hosts', { ansible: 80, mitogen: 20, pyinfra: 5 }),
  { scenario: 'fifty-hosts', peer: 'pyinfra', of: 'cpu', ratio: 10 },
  ...wall('jupyterlab-converged', { ansible: 10 }),
];

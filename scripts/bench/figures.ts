/** What one run of a tool cost: seconds, and bytes of its largest process. */
export interface Cost {
  readonly wall: number;
  /** User and system time of the control machine's processes. */
  readonly cpu: number;
  readonly peak: number;
  /** Of jrun: seconds for which commands of steps ran on the hosts. */
  readonly commands?: number;
}

/** The middle one, or what lies between the two middle ones; NaN of nothing. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The median of each figure by itself. */
export function medianCost(runs: readonly Cost[]): Cost {
  const of = (figure: (run: Cost) => number): number => median(runs.map(figure));
  const commands = runs.flatMap((run) => run.commands ?? []);
  return {
    wall: of((run) => run.wall),
    cpu: of((run) => run.cpu),
    peak: of((run) => run.peak),
    ...(commands.length === 0 ? {} : { commands: median(commands) }),
  };
}

/** Three digits at most, and never more than the hundredth of a second: `0.42 s`, `9.3 s`, `209 s`. */
export function seconds(value: number): string {
  const digits = value < 1 ? 2 : value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} s`;
}

/** How many times as much: `0.9×`, `12×`. */
export function times(peer: number, own: number): string {
  const ratio = peer / own;
  return `${ratio.toFixed(ratio < 9.95 ? 1 : 0)}×`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

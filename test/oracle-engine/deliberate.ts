/** Where jrun does otherwise than the original, on purpose: what each side says, and why. */
export interface Deliberate {
  readonly file: string;
  readonly case: string;
  readonly host: string;
  /** Lines only the original has. */
  readonly theirs?: readonly string[];
  /** Lines only jrun has. */
  readonly ours?: readonly string[];
  readonly reason: string;
}

export const DELIBERATE: readonly Deliberate[] = [];

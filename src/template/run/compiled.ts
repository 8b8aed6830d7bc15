import type { Unknown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import type { Frame } from './frame.ts';

export type Evaluate = (frame: Frame) => Value;
export type EvaluateTruth = (frame: Frame) => boolean | Unknown;

/** How a statement ended: normally, or with `break` or `continue` on the way out of the loop. */
export type Ending = 'done' | 'break' | 'continue';
export type Execute = (frame: Frame) => Ending;

export interface Block {
  readonly name: string;
  readonly scoped: boolean;
  readonly required: boolean;
  readonly body: Execute;
}

export interface CompiledTemplate {
  readonly source: string | undefined;
  readonly text: string;
  readonly body: Execute;
  readonly blocks: ReadonlyMap<string, Block>;
  /** True where it calls a method that changes a list or a dict. */
  readonly mutates: boolean;
}

export interface CompiledExpression {
  readonly evaluate: Evaluate;
  readonly truth: EvaluateTruth;
  readonly mutates: boolean;
}

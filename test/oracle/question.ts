import type { Value } from '../../src/core/value.ts';

/** One thing both are asked. */
export interface Question {
  readonly kind: 'expression' | 'string' | 'file' | 'condition';
  readonly source: string;
  readonly variables: Readonly<Record<string, Value>>;
  /** Templates that can be included, by name. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Options of the `template` module. */
  readonly options?: Readonly<Record<string, string | boolean>>;
  readonly category: string;
}

import type { Value } from '../../core/value.ts';
import type { Clock, ControlActor, ControlReader, Randomness } from '../control-reader.ts';
import type { Filter } from '../filters/filter.ts';
import type { Lookup } from '../lookups/lookup.ts';
import type { Scope } from '../scope.ts';
import type { Test } from '../tests/test.ts';
import type { CompiledTemplate } from './compiled.ts';
import type { Evaluation } from './evaluation.ts';

/** What running templates need of the `Templar` they belong to. */
export interface Engine {
  filter(name: string): Filter | undefined;
  test(name: string): Test | undefined;
  findLookup(name: string): Lookup | undefined;
  readonly globals: ReadonlyMap<string, Value>;
  readonly reader: ControlReader | undefined;
  readonly actor: ControlActor | undefined;
  readonly clock: Clock;
  readonly randomness: Randomness | undefined;
  readonly warn: (message: string) => void;
  decrypt(ciphertext: string): string;
  /** The template a statement names, looked for beside the template that names it. */
  load(name: string, run: Evaluation): CompiledTemplate | undefined;
  renderFileText(
    text: string,
    scope: Scope,
    source: string | undefined,
    options: ReadonlyMap<string, Value>,
    convert: boolean,
  ): Value;
}

import type { Value } from '../../core/value.ts';
import { splitLines } from '../python/string-methods.ts';
import { str } from '../python/text.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { lookupError } from './find-file.ts';
import { type LookupTable, lookup } from './lookup.ts';

function output(term: Value, name: string, run: Evaluation): string {
  const { actor } = run.engine;
  if (!actor)
    throw lookupError(
      `the lookup '${name}' would start a program on this machine, which is not allowed here`,
    );
  const { exitStatus, stdout } = actor.run(str(term));
  if (exitStatus !== 0)
    throw lookupError(`the lookup '${name}': «${str(term)}» ended with the exit status ${exitStatus}`);
  return stdout;
}

export const COMMAND_LOOKUPS: LookupTable = {
  pipe: lookup((terms, _options, run) => terms.map((term) => output(term, 'pipe', run).trimEnd())),
  lines: lookup((terms, _options, run) =>
    terms.flatMap((term) => splitLines(output(term, 'lines', run), false)),
  ),
};

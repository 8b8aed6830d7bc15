import { NotKnown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { textOf } from '../python/marked-text.ts';
import { isTrue } from '../python/truth.ts';
import { NativeFunction } from '../run/callable.ts';
import { EffectNotKnown } from '../run/effect.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { unknownIn } from '../run/unknown-inside.ts';
import { isTemplateError, TemplateError, valueError } from '../template-error.ts';
import { Undefined } from '../undefined.ts';

/** Lookups that may write a file or start a program: never where it isn't known whether they are wanted. */
const ACTING = new Set(['password', 'pipe', 'lines']);

/** `lookup(...)` and `query(...)`: the first joins what the lookup finds, the second gives it as a list. */
export function lookupFunction(label: string, alwaysList: boolean): NativeFunction {
  return new NativeFunction(
    label,
    (args, run) => {
      const [first, ...terms] = args.positional;
      const name = first === undefined ? undefined : textOf(first);
      if (name === undefined) {
        const unknown = first === undefined ? undefined : unknownIn(first);
        if (unknown) throw new NotKnown(unknown);
        throw valueError(`'${label}' needs the name of a lookup`);
      }
      const options = new Map(args.keywords);
      const wantsList = alwaysList || isTrue(options.get('wantlist') ?? false);
      const errors = textOf(options.get('errors') ?? 'strict') ?? 'strict';
      for (const own of ['wantlist', 'errors', 'allow_unsafe']) options.delete(own);
      const found = find(name, terms, options, errors, run);
      if (found === undefined) return wantsList ? [] : null;
      return wantsList ? found : joined(found);
    },
    true,
  );
}

function find(
  name: string,
  terms: readonly Value[],
  options: ReadonlyMap<string, Value>,
  errors: string,
  run: Evaluation,
): Value[] | undefined {
  const lookup = run.engine.findLookup(name);
  if (!lookup) throw new TemplateError('unknown-lookup', `there is no lookup '${name}'`);
  for (const value of [...terms, ...options.values()]) if (value instanceof Undefined) throw value.error();
  if (!lookup.takesUnknown) {
    const unknown = unknownIn(...terms, ...options.values());
    if (unknown) throw new NotKnown(unknown);
  }
  if (run.speculatingOn && ACTING.has(name.replace(/^ansible\.builtin\./, '')))
    throw new EffectNotKnown(run.speculatingOn);
  run.untrusted = true;
  try {
    const found = lookup.run(terms, options, run);
    if (unknownIn(...found)) run.metUnknown = true;
    return found;
  } catch (thrown) {
    if (!isTemplateError(thrown) || thrown.code === 'undefined-variable' || errors === 'strict') throw thrown;
    if (errors === 'warn')
      run.engine.warn(`the lookup '${name}' failed, and that is ignored: ${thrown.message}`);
    return undefined;
  }
}

/** Texts with commas between them; a single other thing is itself; several are a list. */
function joined(found: Value[]): Value {
  if (found.length === 0) return [];
  const texts = found.map(textOf);
  if (texts.every((text) => text !== undefined)) return texts.join(',');
  return found.length === 1 ? (found[0] as Value) : found;
}

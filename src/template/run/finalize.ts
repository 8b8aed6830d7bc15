import { Unknown } from '../../core/unknown.ts';
import { isDict, OMIT, Opaque, type Value } from '../../core/value.ts';
import { MarkedText } from '../python/marked-text.ts';
import { SequenceView } from '../python/sequence-view.ts';
import { LenientUndefined, Undefined } from '../undefined.ts';
import type { Frame } from './frame.ts';
import { unknownIn } from './unknown-inside.ts';

/** Prints a value: None prints nothing, an undefined anywhere in it is an error, views become lists. */
export function print(frame: Frame, value: Value): void {
  if (value === null) {
    frame.out.write('');
    return;
  }
  if (typeof value === 'object') {
    if (value instanceof Unknown) {
      frame.run.metUnknown = true;
      frame.out.poison(value);
      return;
    }
    refuseUndefined(value);
    // A container keeps the unknowns it holds: only where it becomes text they make that text unknown.
    if (frame.run.metUnknown && !(value instanceof MarkedText) && value !== OMIT) {
      const unknown = unknownIn(value);
      if (unknown) {
        frame.out.holdsUnknown(value, unknown);
        return;
      }
    }
  }
  frame.out.write(value instanceof SequenceView ? [...value] : value);
}

/** An undefined anywhere in the value is an error. */
export function refuseUndefined(value: Value, which: 'strict' | 'any' = 'strict'): void {
  if (value instanceof Undefined) {
    if (which === 'any' || !(value instanceof LenientUndefined)) throw value.error();
    return;
  }
  if (Array.isArray(value)) for (const item of value) refuseUndefined(item, which);
  else if (isDict(value)) for (const [, item] of value) refuseUndefined(item, which);
  else if (value instanceof Opaque) return;
}

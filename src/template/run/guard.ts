import { NotKnown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { type Position, TemplateError } from '../template-error.ts';
import type { Evaluate } from './compiled.ts';
import { EffectNotKnown } from './effect.ts';
import type { Frame } from './frame.ts';

/**
 * An operation whose failures get their position, and whose answer is unknown where it needed something unknown:
 * it is presumed to succeed then.
 */
export function guarded(at: Position, operation: (frame: Frame) => Value): Evaluate {
  return (frame) => {
    try {
      return operation(frame);
    } catch (thrown) {
      return settle(thrown, frame, at);
    }
  };
}

export function settle(thrown: unknown, frame: Frame, at: Position): Value {
  if (thrown instanceof EffectNotKnown) throw thrown;
  if (thrown instanceof NotKnown) {
    frame.run.presumed = true;
    frame.run.metUnknown = true;
    return thrown.unknown;
  }
  throw located(thrown, at);
}

export function located(thrown: unknown, at: Position): unknown {
  if (thrown instanceof TemplateError) return thrown.locate({ line: at.line, column: at.column });
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message))
    return new TemplateError(
      'template-value',
      'the template is nested too deeply, or calls itself without end',
      {
        position: at,
      },
    );
  return thrown;
}

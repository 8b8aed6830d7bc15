import { placeOf } from '../core/place.ts';
import type { ArgumentSchema } from '../core/schema.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { isTemplated } from './show-value.ts';
import { setArgument, type WrittenAction } from './task-action.ts';

/** `command: echo hi` into the argument that takes free text; elsewhere a template may stand for all arguments. */
export function placeFreeText(
  c: Compilation,
  written: WrittenAction,
  schema: ArgumentSchema,
): { args: Dict; argsFrom: Value | undefined } {
  const { args, freeText, argsFrom, place } = written;
  const free = schema['x-free-form'];
  const raw = args.get('_raw_params');
  if (free !== undefined && raw !== undefined) {
    args.delete('_raw_params');
    setArgument(args, free, raw, placeOf(args, '_raw_params') ?? place);
  }
  if (freeText === undefined) return { args, argsFrom };
  if (free !== undefined) {
    const taken = args.has(free);
    if (taken) c.error('arguments', `'${free}' is given twice: as text and as an argument`, place);
    else setArgument(args, free, freeText, place);
  } else if (isTemplated(freeText)) return { args, argsFrom: freeText };
  else {
    c.error(
      'arguments',
      `'${written.name}' takes its arguments as name=value, and '${freeText.trim()}' is none`,
      place,
      {
        hint: 'a value with spaces has to be quoted',
      },
    );
  }
  return { args, argsFrom };
}

import { placeOf } from '../core/place.ts';
import type { ArgumentSchema } from '../core/schema.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { aliasesOf } from './arguments.ts';
import { isSameModule } from './module-names.ts';
import { setArgument } from './task-action.ts';

/** `module_defaults` below what the task says; the inner ones beat the outer ones. */
export function withDefaults(
  args: Dict,
  name: string,
  defaults: readonly Dict[],
  schema: ArgumentSchema,
): Dict {
  const names = aliasesOf(schema);
  const own = (key: Value): Value => names.get(String(key)) ?? key;
  const given = new Set([...args.keys()].map(own));
  for (const layer of [...defaults].reverse()) {
    for (const [module, values] of layer) {
      if (!isDict(values) || !isSameModule(String(module), name)) continue;
      for (const [key, value] of values) {
        if (given.has(own(key))) continue;
        given.add(own(key));
        const place = placeOf(values, key);
        setArgument(args, String(key), value, place);
      }
    }
  }
  return args;
}

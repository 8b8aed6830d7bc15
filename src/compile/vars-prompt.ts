import { placeOf } from '../core/place.ts';
import type { VarsPrompt } from '../core/play.ts';
import { type Dict, isDict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { readLiteral, refuseUnknown } from './keywords.ts';
import { kindOfValue, plainText } from './show-value.ts';
import { checkVariableName } from './variable-names.ts';

const KEYS = new Set('name prompt default private confirm encrypt salt_size salt unsafe'.split(' '));

/** `vars_prompt:`: what a person is asked before the play. */
export function readVarsPrompt(c: Compilation, dict: Dict): readonly VarsPrompt[] {
  const value = dict.get('vars_prompt') ?? null;
  if (value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item, index) => {
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'vars_prompt');
    if (!isDict(item)) {
      c.error(
        'keyword-type',
        `'vars_prompt' is a list of mappings with a name each, not ${kindOfValue(item)}`,
        place,
      );
      return [];
    }
    refuseUnknown(c, item, KEYS, 'vars_prompt');
    const name = item.get('name');
    if (name === undefined || name === null) {
      c.error('keyword-type', 'this prompt has no name: which variable is it for?', place);
      return [];
    }
    if (!checkVariableName(c, name, placeOf(item, 'name'))) return [];
    return [
      {
        name: name as string,
        prompt: plainText(item.get('prompt')) ?? (name as string),
        private: readLiteral(c, item, 'private', 'bool') !== false,
        default: item.get('default') ?? undefined,
        confirm: readLiteral(c, item, 'confirm', 'bool') === true,
        encrypt: plainText(item.get('encrypt')),
      },
    ];
  });
}

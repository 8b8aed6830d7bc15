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
        encrypt: readScheme(c, item),
        salt: plainText(item.get('salt')),
        saltSize: readSaltSize(c, item),
      },
    ];
  });
}

/** Ansible's names of them end in _crypt. */
function readScheme(c: Compilation, item: Dict): string | undefined {
  const written = plainText(item.get('encrypt'));
  const scheme = written?.replace(/_crypt$/, '');
  if (scheme === undefined || scheme === 'sha512' || scheme === 'sha256') return scheme;
  c.error('keyword-value', `'${written}' is not among the ways to encrypt`, placeOf(item, 'encrypt'), {
    hint: 'sha512_crypt and sha256_crypt are',
  });
  return undefined;
}

function readSaltSize(c: Compilation, item: Dict): number | undefined {
  const written = item.get('salt_size') ?? undefined;
  if (written === undefined) return undefined;
  const size = Number(String(written));
  if (Number.isInteger(size) && size > 0 && size <= 16) return size;
  c.error('keyword-value', "'salt_size' is a number from 1 to 16", placeOf(item, 'salt_size'));
  return undefined;
}

import { copyPlaces, type Place, placeOf } from '../core/place.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { parseKeyValues } from '../load/index.ts';
import type { Compilation } from './compilation.ts';
import { type Inherited, NOTHING_INHERITED } from './inherited.ts';
import { ROLE_KEYWORDS } from './keyword-names.ts';
import { readKeywords } from './keywords.ts';
import { kindOfValue, plainText } from './show-value.ts';
import type { StaticVars } from './static-vars.ts';
import { splitTags } from './tag-lists.ts';
import { checkTexts } from './template-checks.ts';

/** An entry of `roles:` or of a role's dependencies. */
export interface RoleEntry {
  readonly name: string;
  readonly place: Place | undefined;
  readonly own: Inherited;
  /** `vars:` of the entry: above the role's own variables, below a task's. */
  readonly vars: Dict;
  /** What else stands there: it beats everything but extra variables. */
  readonly params: Dict;
}

/** `- web`, `- role: web`, `- {role: web, port: 80, when: …}`, `- {src: …, name: web}`. */
export function readRoleEntry(
  c: Compilation,
  item: Value,
  place: Place | undefined,
  vars: StaticVars,
): RoleEntry | undefined {
  const text = typeof item === 'number' ? String(item) : plainText(item);
  if (text !== undefined) return fromText(c, text, place);
  if (!isDict(item)) {
    c.error('role-entry', `a role is named by text or a mapping, not ${kindOfValue(item)}`, place);
    return undefined;
  }
  const name = plainText(item.get('role') ?? item.get('name') ?? undefined) ?? nameOfSource(item);
  if (name === undefined || name === '') {
    c.error('role-entry', 'this entry names no role', place, { hint: "write '- role: its_name'" });
    return undefined;
  }
  const own = readKeywords(c, item, vars);
  const params: Dict = new Map();
  copyPlaces(item, params);
  for (const [key, value] of item) {
    if (ROLE_KEYWORDS.has(String(key)) || isGalaxyKey(item, String(key))) continue;
    params.set(key, value);
    checkTexts(c, value, placeOf(item, key), 'warning');
  }
  const key = item.has('role') ? 'role' : 'name';
  const [entryVars = new Map()] = own.vars;
  return { name, place: placeOf(item, key) ?? place, own: { ...own, vars: [] }, vars: entryVars, params };
}

/** A bare name; of old `web, port=80 tags=x` was possible. */
function fromText(c: Compilation, text: string, place: Place | undefined): RoleEntry | undefined {
  const plain = { own: NOTHING_INHERITED, vars: new Map(), params: new Map(), place };
  if (!/\s\S+=/.test(text)) return { name: text.trim(), ...plain };
  const { values, freeText, diagnostics } = parseKeyValues(text, { ...(place && { place }) });
  for (const diagnostic of diagnostics) c.add(diagnostic);
  const tags = splitTags(plainText(values.get('tags')) ?? '');
  values.delete('tags');
  const name = (freeText ?? '').replace(/,\s*$/, '').trim();
  return { ...plain, name, own: { ...NOTHING_INHERITED, tags }, params: values };
}

/** Entries as `ansible-galaxy` reads them have a source instead of a name. */
function nameOfSource(item: Dict): string | undefined {
  const source = plainText(item.get('src'));
  return source
    ?.split(',')[0]
    ?.replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .replace(/\.(git|tar\.gz)$/, '');
}

function isGalaxyKey(item: Dict, key: string): boolean {
  return key === 'name' || (item.has('src') && ['src', 'scm', 'version'].includes(key));
}

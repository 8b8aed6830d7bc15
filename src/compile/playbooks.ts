import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { parseKeyValues } from '../load/index.ts';
import type { Compilation } from './compilation.ts';
import { type Inherited, inherit, NOTHING_INHERITED } from './inherited.ts';
import { IMPORT_PLAYBOOK_KEYWORDS } from './keyword-names.ts';
import { readKeywords, refuseUnknown } from './keywords.ts';
import { expandHome, folderOf, isAbsolute, joinPath } from './paths.ts';
import { isTemplated, kindOfValue } from './show-value.ts';
import { StaticVars } from './static-vars.ts';
import { splitTags } from './tag-lists.ts';

/** A play as it was found, with what the imports on the way to it say. */
export interface FoundPlay {
  readonly dict: Dict;
  readonly file: string;
  /** Position in its file, behind those of the imports that led there. */
  readonly path: string;
  readonly imported: Inherited;
  readonly vars: Dict;
}

/** Follows a playbook's imports; its plays in the order they run. */
export function findPlays(c: Compilation, file: string): FoundPlay[] {
  return playsOf(c, file, undefined, { path: '', imported: NOTHING_INHERITED, vars: new Map(), chain: [] });
}

interface Way {
  readonly path: string;
  readonly imported: Inherited;
  readonly vars: Dict;
  readonly chain: readonly string[];
}

function playsOf(c: Compilation, file: string, from: Place | undefined, way: Way): FoundPlay[] {
  if (way.chain.includes(file)) {
    const chain = [...way.chain.slice(way.chain.indexOf(file)), file].join('\n-> ');
    c.error('circular-import', 'this playbook imports itself', from, { hint: chain });
    return [];
  }
  if (!c.isFile(file)) {
    c.error('file-missing', `there is no playbook ${file}`, from);
    return [];
  }
  const document = c.document(file);
  if (document === undefined) return [];
  const { value, place } = document;
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    c.warn('empty-file', 'this playbook is empty', place);
    return [];
  }
  if (!Array.isArray(value)) {
    c.error('playbook', `a playbook is a list of plays, not ${kindOfValue(value)}`, place, {
      ...(isDict(value) && { hint: "every play begins with '- '" }),
    });
    return [];
  }
  const chain = [...way.chain, file];
  return value.flatMap((item, index) => {
    const path = `${way.path}${index}`;
    if (!isDict(item)) {
      c.error('playbook', `a play is a mapping, not ${kindOfValue(item)}`, placeOf(value, index));
      return [];
    }
    const key = importKey(item);
    if (key !== undefined) return importPlaybook(c, item, key, file, { ...way, path, chain });
    return [{ dict: item, file, path, imported: way.imported, vars: way.vars }];
  });
}

function importKey(dict: Dict): string | undefined {
  return [
    'import_playbook',
    'ansible.builtin.import_playbook',
    'ansible.legacy.import_playbook',
    'include',
  ].find((key) => dict.has(key));
}

function importPlaybook(c: Compilation, dict: Dict, key: string, file: string, way: Way): FoundPlay[] {
  const place = placeOf(dict, key);
  if (key === 'include') {
    c.warn('old-spelling', "'include' is gone from Ansible", placeOfKey(dict, key), {
      hint: 'write import_playbook',
    });
  }
  refuseUnknown(c, dict, new Set([...IMPORT_PLAYBOOK_KEYWORDS, key]), 'import_playbook');
  const text = dict.get(key);
  if (typeof text !== 'string' || text.trim() === '') {
    c.error('keyword-type', `'${key}' names the file of a playbook`, place ?? placeOf(dict));
    return [];
  }
  const own = readKeywords(c, dict, new StaticVars([way.vars]));
  warnNoEffect(c, dict, key);
  const { name, vars, tags } = splitImport(c, text, place);
  const all: Dict = new Map([...vars, ...(own.vars[0] ?? [])]);
  const rendered = renderName(c, name, place, new Map([...all, ...way.vars]));
  if (rendered === undefined) return [];
  const path = expandHome(rendered, c.ports.home);
  const imported: Inherited = { ...NOTHING_INHERITED, when: own.when, tags: [...own.tags, ...tags] };
  return playsOf(c, isAbsolute(path) ? joinPath(path) : joinPath(folderOf(file), path), place, {
    path: `${way.path}>`,
    imported: inherit(way.imported, imported),
    vars: new Map([...all, ...way.vars]),
    chain: way.chain,
  });
}

/** Only conditions, tags and variables go on to the plays. */
function warnNoEffect(c: Compilation, dict: Dict, key: string): void {
  for (const name of dict.keys()) {
    if (
      !IMPORT_PLAYBOOK_KEYWORDS.has(String(name)) ||
      ['name', 'when', 'tags', 'vars'].includes(String(name))
    )
      continue;
    c.warn('no-effect', `'${String(name)}' has no effect on '${key}'`, placeOfKey(dict, name), {
      hint: 'put it on the plays themselves',
    });
  }
}

/** `other.yml a=1 tags=x`, as the old `include` had it. */
function splitImport(
  c: Compilation,
  text: string,
  place: Place | undefined,
): { name: string; vars: Dict; tags: readonly string[] } {
  const { values, freeText, diagnostics } = parseKeyValues(text, { ...(c.at(place) as object) });
  for (const diagnostic of diagnostics) c.add(diagnostic);
  const tags = values.get('tags');
  values.delete('tags');
  return {
    name: (freeText ?? '').trim(),
    vars: values,
    tags: typeof tags === 'string' ? splitTags(tags) : [],
  };
}

function renderName(c: Compilation, name: string, place: Place | undefined, vars: Dict): string | undefined {
  if (!isTemplated(name)) return name;
  const rendered = new StaticVars([vars]).render(c, name);
  const value: Value | undefined = 'value' in rendered ? rendered.value : undefined;
  if (typeof value === 'string') return value;
  const why = 'why' in rendered ? ` (${rendered.why})` : '';
  c.error(
    'import-name',
    `playbooks are imported before any host is known, and '${name}' can't be${why}`,
    place,
    {
      hint: "only the import's own vars and -e are known here",
    },
  );
  return undefined;
}

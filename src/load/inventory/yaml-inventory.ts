import type { Diagnostic } from '../../core/diagnostic.ts';
import { type Place, placeOf, placeOfKey, spellingOf } from '../../core/place.ts';
import { didYouMean } from '../../core/spelling.ts';
import { type Dict, isDict, type Value } from '../../core/value.ts';
import { expandRanges, parseAddress } from './addresses.ts';
import type { Assignment, Group } from './groups.ts';
import type { InventoryData, Source } from './inventory-data.ts';

const PARTS = ['hosts', 'vars', 'children'] as const;

export type LineOf = (place: Place) => string | undefined;

/** Reads an inventory in YAML (or JSON) into `data`: groups with `hosts`, `vars` and `children`. */
export function readYamlInventory(root: Dict, source: Source, data: InventoryData, lineOf: LineOf): void {
  const reader = new YamlReader(source, data, lineOf);
  for (const [name, value] of root) reader.group(root, name, value);
}

/** The assignment of an entry of a mapping, with all that is remembered of it. */
export function entryOf(dict: Dict, key: Value): Assignment {
  const keyPlace = placeOfKey(dict, key);
  const valuePlace = placeOf(dict, key);
  return {
    key,
    value: dict.get(key) ?? null,
    places: keyPlace && valuePlace ? { key: keyPlace, value: valuePlace } : undefined,
    spelling: spellingOf(dict, key),
  };
}

class YamlReader {
  private readonly source: Source;
  private readonly data: InventoryData;
  private readonly lineOf: LineOf;

  constructor(source: Source, data: InventoryData, lineOf: LineOf) {
    this.source = source;
    this.data = data;
    this.lineOf = lineOf;
  }

  group(container: Dict, name: Value, value: Value): Group | undefined {
    const place = placeOfKey(container, name);
    if (typeof name !== 'string' || name === '') {
      this.error(
        'inventory-group-name',
        `'${String(name)}' is no name for a group: it has to be a text`,
        place,
        'quote it',
      );
      return undefined;
    }
    if (value !== null && !isDict(value)) {
      this.warn(
        'inventory-group',
        `'${name}' is skipped: a group holds hosts, vars and children, and this is ${kindOf(value)}`,
        place,
      );
      return this.data.groups.get(name);
    }
    const group = this.data.addGroup(name, place);
    if (value === null) return group;
    for (const [key, part] of value) {
      if (!PARTS.includes(key as (typeof PARTS)[number])) {
        const hint = typeof key === 'string' ? didYouMean(key, PARTS) : undefined;
        this.warn(
          'inventory-key',
          `'${String(key)}' in the group '${name}' is skipped: a group holds hosts, vars and children`,
          placeOfKey(value, key),
          hint ?? misplaced(key, part),
        );
        continue;
      }
      const entries = this.entries(value, key, part);
      if (!entries) continue;
      if (key === 'vars') for (const variable of entries.keys()) group.set(entryOf(entries, variable));
      else if (key === 'hosts') this.hosts(group, entries);
      else this.children(group, entries);
    }
    return group;
  }

  /** A lone name stands for a mapping with that name in it. */
  private entries(container: Dict, key: Value, part: Value): Dict | undefined {
    if (part === null) return undefined;
    if (isDict(part)) return part;
    if (typeof part === 'string') return new Map([[part, null]]);
    const isListOfNames = Array.isArray(part) && part.every((item) => typeof item === 'string');
    this.error(
      'inventory-key',
      `'${String(key)}' has to be a mapping, and this is ${kindOf(part)}`,
      placeOf(container, key),
      isListOfNames
        ? `write each name as a key: '${String(part[0] ?? 'name')}:' instead of '- ${String(part[0] ?? 'name')}'`
        : undefined,
    );
    return undefined;
  }

  private children(group: Group, entries: Dict): void {
    for (const [name, value] of entries) {
      const child = this.group(entries, name, value);
      const place = placeOfKey(entries, name);
      if (child) this.data.addChild(group, child, this.at(place));
    }
  }

  private hosts(group: Group, entries: Dict): void {
    for (const [pattern, value] of entries) {
      const place = placeOfKey(entries, pattern);
      if (typeof pattern !== 'string') {
        this.error(
          'inventory-host-name',
          `'${String(pattern)}' is no name for a host: it has to be a text`,
          place,
          'quote it',
        );
        continue;
      }
      if (value !== null && !isDict(value)) {
        this.error(
          'inventory-host',
          `the variables of '${pattern}' have to be a mapping, and this is ${kindOf(value)}`,
          place,
        );
        continue;
      }
      const address = parseAddress(pattern);
      const names = expandRanges(address?.host ?? pattern);
      if ('problem' in names) {
        this.error('inventory-range', names.problem, place);
        continue;
      }
      for (const name of names) {
        const host = this.data.addHost(name, this.source, place, address?.port);
        group.addHost(host);
        if (value) for (const variable of value.keys()) this.data.setVariable(host, entryOf(value, variable));
      }
    }
  }

  private at(place: Place | undefined): Pick<Diagnostic, 'place' | 'line'> {
    if (!place) return {};
    const line = this.lineOf(place);
    return line === undefined ? { place } : { place, line };
  }

  private error(code: string, summary: string, place: Place | undefined, hint?: string): void {
    this.data.diagnostics.error(code, summary, {
      ...this.at(place),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  private warn(code: string, summary: string, place: Place | undefined, hint?: string): void {
    this.data.diagnostics.warn(code, summary, { ...this.at(place), ...(hint === undefined ? {} : { hint }) });
  }
}

function misplaced(key: Value, part: Value): string {
  return isDict(part) && PARTS.some((name) => part.has(name))
    ? `a group below another one stands under 'children:'`
    : `a variable stands under 'vars:', a host under 'hosts:' (${String(key)})`;
}

function kindOf(value: Value): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'a yes or no';
  return 'a number';
}

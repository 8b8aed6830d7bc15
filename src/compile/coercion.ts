import type { ArgumentProperty } from '../core/schema.ts';
import { closest } from '../core/spelling.ts';
import { Unknown } from '../core/unknown.ts';
import { Float, isDict, Opaque, Unsafe, type Value } from '../core/value.ts';
import { str } from '../template/python/text.ts';
import { readMode } from './file-mode.ts';
import { FALSE_WORDS, readBoolean, readInteger, readNumber, TRUE_WORDS } from './literals.ts';
import { plainValue, unknownIn, valueOfJson } from './plain-values.ts';
import { kindOfValue, showValue } from './show-value.ts';

export interface ArgumentMistake {
  /** What is wrong with it, to be said after its name: `takes yes or no, not 'x'`. */
  readonly message: string;
  readonly hint?: string;
}

/** What is known of a value besides itself. */
export interface Origin {
  /** How an unquoted number or boolean was written. */
  readonly spelling?: string | undefined;
  /** It was a template; what it was rendered to is looked at now. */
  readonly wasTemplate?: boolean;
  /** For directives: mappings stay the playbook's own. */
  readonly keepValues?: boolean;
}

type Coerced = { readonly value: unknown } | ArgumentMistake;

export function isMistake(coerced: Coerced): coerced is ArgumentMistake {
  return 'message' in coerced;
}

/** A value in the type that the module's schema asks for, by the rules of Ansible's argument specs. */
export function coerce(property: ArgumentProperty, value: Value, origin: Origin = {}): Coerced {
  if (value instanceof Unknown) return { value };
  const type = property['x-type'];
  if (type === 'any') return { value: origin.keepValues ? value : anyValue(value) };
  const inner = unknownIn(value);
  if (inner) return { value: inner };
  switch (type) {
    case 'string':
    case 'path':
      return textOf(property, value);
    case 'mode': {
      const read = readMode(
        value instanceof Unsafe ? value.text : value,
        origin.spelling,
        origin.wasTemplate === true,
      );
      return 'mode' in read ? { value: read.mode } : { message: read.mistake, hint: read.hint };
    }
    case 'bool':
      return scalar(readBoolean(value), 'yes or no', value);
    case 'int':
      return scalar(readInteger(value), 'a whole number', value);
    case 'float':
      return scalar(readNumber(value), 'a number', value);
    case 'bytes':
      return scalar(readBytes(value), 'a number of bytes, like 512 or 10M', value);
    case 'list':
      return listOf(property, value, origin);
    case 'dict':
      return dictOf(property, value, origin);
  }
}

function anyValue(value: Value): unknown {
  return unknownIn(value) ?? plainValue(value);
}

function scalar(read: unknown, wanted: string, value: Value): Coerced {
  return read === undefined ? { message: `takes ${wanted}, not ${shown(value)}` } : { value: read };
}

function shown(value: Value): string {
  return isDict(value) || Array.isArray(value) || value === null ? kindOfValue(value) : showValue(value);
}

/** Text, with Python's spelling of other scalars; of a choice, `yes` may have been read as a boolean. */
function textOf(property: ArgumentProperty, value: Value): Coerced {
  if (typeof value === 'boolean' && property.enum) {
    const words = value ? TRUE_WORDS : FALSE_WORDS;
    const meant = property.enum.filter((choice) => words.has(String(choice)));
    if (meant.length === 1) return { value: meant[0] };
  }
  if (value === null || isDict(value) || Array.isArray(value))
    return { message: `takes text, not ${kindOfValue(value)}` };
  if (value instanceof Opaque && !(value instanceof Unsafe)) return { value: str(value) };
  const text = value instanceof Unsafe ? value.text : str(value);
  const [pattern, wanted] = property['x-pattern'] ?? [];
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(text))
    return { message: `takes ${wanted}, not '${text}'` };
  return checkChoice(property, text);
}

export function checkChoice(property: ArgumentProperty, value: unknown): Coerced {
  if (property.enum === undefined || property.enum.includes(value as string)) return { value };
  const sameText = property.enum.find((choice) => String(choice) === String(value));
  if (sameText !== undefined) return { value: sameText };
  const near = closest(String(value), property.enum.map(String));
  const choices = property.enum.map((choice) => String(choice)).join(', ');
  return {
    message: `can't be '${String(value)}'`,
    hint: near === undefined ? `one of: ${choices}` : `did you mean '${near}'? (one of: ${choices})`,
  };
}

function listOf(property: ArgumentProperty, value: Value, origin: Origin): Coerced {
  let items: readonly Value[];
  if (Array.isArray(value)) items = value;
  else if (value instanceof Unsafe) items = value.text.split(',');
  else if (typeof value === 'string') items = value.includes(',') ? value.split(',') : [value];
  else if (value === null || isDict(value)) return { message: `takes a list, not ${kindOfValue(value)}` };
  else items = [str(value)];
  if (!Array.isArray(value)) items = items.map((item) => (item as string).trim());
  const list: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if (property.items === undefined) {
      list.push(origin.keepValues ? item : plainValue(item));
      continue;
    }
    const coerced = coerce(property.items, item, { ...origin, spelling: undefined });
    if (isMistake(coerced)) return { ...coerced, message: `, item ${index + 1}, ${coerced.message}` };
    list.push(coerced.value);
  }
  return { value: list };
}

function dictOf(property: ArgumentProperty, value: Value, origin: Origin): Coerced {
  const dict = isDict(value) ? value : typeof value === 'string' ? dictOfText(value) : undefined;
  if (dict === undefined) return { message: `takes a mapping, not ${shown(value)}` };
  const known = property.properties;
  if (!known) return { value: origin.keepValues ? dict : plainValue(dict) };
  const object: Record<string, unknown> = {};
  for (const [key, item] of dict) {
    const name = String(plainValue(key));
    const member = known[name];
    if (member === undefined) {
      const near = closest(name, Object.keys(known));
      return {
        message: `has no '${name}'`,
        hint: near === undefined ? `it has: ${Object.keys(known).join(', ')}` : `did you mean '${near}'?`,
      };
    }
    if (item === null) continue;
    const coerced = coerce(member, item, { ...origin, spelling: undefined });
    if (isMistake(coerced)) return { ...coerced, message: `, ${name}, ${coerced.message}` };
    object[name] = coerced.value;
  }
  for (const [name, member] of Object.entries(known))
    if (object[name] === undefined && member.default !== undefined)
      object[name] = structuredClone(member.default);
  const missing = property.required?.filter((name) => object[name] === undefined) ?? [];
  return missing.length > 0 ? { message: `lacks ${missing.join(', ')}` } : { value: object };
}

/** `k=v, k2=v2` or JSON. */
function dictOfText(text: string): Map<Value, Value> | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    try {
      const read = valueOfJson(JSON.parse(trimmed));
      return isDict(read) ? read : undefined;
    } catch {
      return undefined;
    }
  }
  if (!trimmed.includes('=')) return undefined;
  const dict = new Map<Value, Value>();
  for (const part of trimmed.match(/(?:"[^"]*"|'[^']*'|\\.|[^,\s])+/g) ?? []) {
    const at = part.indexOf('=');
    if (at < 1) return undefined;
    dict.set(part.slice(0, at), part.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2'));
  }
  return dict;
}

const UNITS = 'BKMGTPEZY';

function readBytes(value: Value): number | undefined {
  const plain = value instanceof Float ? value.value : value;
  if (typeof plain === 'number') return plain;
  if (typeof plain !== 'string') return undefined;
  const found = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(plain);
  if (!found) return undefined;
  const unit = (found[2] ?? '').toUpperCase().replace(/(.)(I?B|YTES?)$/, '$1');
  const power = unit === '' ? 0 : UNITS.indexOf(unit);
  return unit.length > 1 || power < 0 ? undefined : Math.round(Number(found[1]) * 1024 ** power);
}

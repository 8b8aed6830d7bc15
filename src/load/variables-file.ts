import { type Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import { copyPlaces, type Place, placeOf } from '../core/place.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { parseKeyValues } from './key-values.ts';
import type { Reader } from './reader.ts';
import { parseYaml } from './yaml.ts';

export interface Variables {
  readonly variables: Dict;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file of variables: a mapping, or nothing at all; a list of mappings is merged, as Ansible does. */
export function readVariablesFile(reader: Reader, path: string): Variables {
  const { value, diagnostics, places } = reader.yaml(path);
  const found = new Diagnostics();
  for (const diagnostic of diagnostics) found.add(diagnostic);
  const variables = asVariables(value);
  if (!variables && !found.hasErrors) {
    found.error(
      'variables-file',
      'a file of variables holds a mapping (key: value), and this is none',
      at(reader, places[0]),
    );
  }
  const dict: Dict = variables ?? new Map();
  for (const key of dict.keys()) checkName(key, dict, reader, found);
  return { variables: dict, diagnostics: found.all };
}

function asVariables(value: Value): Dict | undefined {
  if (value === null) return new Map();
  if (isDict(value)) return value;
  if (Array.isArray(value) && value.every(isDict)) return combine(value);
  return undefined;
}

function checkName(key: Value, dict: Dict, reader: Reader, found: Diagnostics): void {
  if (typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key)) return;
  found.warn(
    'variable-name',
    `'${String(key)}' can't be used as a variable: a name is made of letters, digits and _`,
    at(reader, placeOf(dict, key)),
  );
}

function at(reader: Reader, place: Place | undefined): Pick<Diagnostic, 'place' | 'line'> {
  if (!place) return {};
  const line = reader.texts.line(place);
  return line === undefined ? { place } : { place, line };
}

/** The `-e` options in their order, later ones winning: `@file`, `{json or yaml}`, `key=value key2="v 2"`. */
export function readExtraVariables(reader: Reader, options: readonly string[]): Variables {
  const found = new Diagnostics();
  const layers: Dict[] = [];
  for (const option of options) {
    if (option === '') continue;
    const read = extraVariables(reader, option);
    layers.push(read.variables);
    for (const diagnostic of read.diagnostics) found.add(diagnostic);
  }
  return { variables: combine(layers), diagnostics: found.all };
}

function extraVariables(reader: Reader, option: string): Variables {
  const place: Place = { file: `-e ${option}`, line: 1, column: 1, length: option.length };
  if (option.startsWith('@')) return readVariablesFile(reader, option.slice(1));
  if (option.startsWith('/') || option.startsWith('.')) {
    return mistake('extra-variables', `'${option}' looks like a file`, `write -e @${option}`);
  }
  if (option.startsWith('[') || option.startsWith('{')) {
    const { value, diagnostics } = parseYaml(option, place.file);
    if (isDict(value)) return { variables: value, diagnostics };
    return diagnostics.length > 0
      ? { variables: new Map(), diagnostics }
      : mistake('extra-variables', `'${option}' is no mapping of variables`);
  }
  const { values, freeText, diagnostics } = parseKeyValues(option, { place });
  if (freeText !== undefined && diagnostics.length === 0) {
    return mistake(
      'extra-variables',
      `'${freeText}' is not of the form name=value`,
      'a value with spaces has to be quoted twice: -e \'name="a b"\'',
    );
  }
  return { variables: values, diagnostics };
}

function mistake(code: string, summary: string, hint?: string): Variables {
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    summary,
    ...(hint === undefined ? {} : { hint }),
  };
  return { variables: new Map(), diagnostics: [diagnostic] };
}

/** One mapping out of several, later ones winning; the places come along. */
export function combine(layers: Iterable<Dict>): Dict {
  const combined: Dict = new Map();
  for (const layer of layers) {
    for (const [key, value] of layer) combined.set(key, value);
    copyPlaces(layer, combined);
  }
  return combined;
}

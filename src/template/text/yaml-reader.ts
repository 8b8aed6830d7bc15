import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
} from 'yaml';
import { type Dict, isDict, type Value } from '../../core/value.ts';
import { dictGet, dictSet } from '../python/dict-key.ts';
import { str } from '../python/text.ts';
import { valueError } from '../template-error.ts';
import { scalarValue } from './yaml-scalar.ts';

/** YAML 1.1 as PyYAML's safe loader reads it. */
export function readYaml(text: string): Value[] {
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    version: '1.1',
    logLevel: 'silent',
  });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error) throw valueError(`this is no valid YAML: ${error.message.split('\n')[0]}`);
    return document.contents === null ? null : value(document.contents as Node, document as Document);
  });
}

function value(node: unknown, document: Document): Value {
  if (isAlias(node)) {
    const target = (node as Alias).resolve(document);
    if (!target) throw valueError(`there is no anchor '${(node as Alias).source}'`);
    return value(target, document);
  }
  if (isScalar(node))
    return scalar(node.source ?? String(node.value ?? ''), String(node.value ?? ''), node.type, node.tag);
  if (isSeq(node)) return node.items.map((item) => value(item, document));
  if (isMap(node)) return mapping(node.items, document);
  return null;
}

function scalar(
  source: string,
  text: string,
  type: string | null | undefined,
  tag: string | undefined,
): Value {
  switch (tag) {
    case 'tag:yaml.org,2002:str':
      return text;
    case undefined:
    case '?':
      return type === 'PLAIN' ? scalarValue(text === '' ? '' : text) : text;
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
    case 'tag:yaml.org,2002:timestamp':
      return scalarValue(source);
    default:
      if (tag === '!') return text;
      throw valueError(`could not determine a constructor for the tag '${tag}'`);
  }
}

function mapping(items: readonly unknown[], document: Document): Dict {
  const own: [Value, Value][] = [];
  const merged: [Value, Value][] = [];
  for (const pair of items) {
    if (!isPair(pair)) continue;
    const isMerge = isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<';
    const item = pair.value === null ? null : value(pair.value, document);
    if (!isMerge) {
      own.push([pair.key === null ? null : value(pair.key, document), item]);
      continue;
    }
    const sources = isDict(item) ? [item] : Array.isArray(item) ? [...item] : [];
    if (sources.length === 0)
      throw valueError('what is merged with << must be a mapping or a list of mappings');
    for (const source of sources.reverse()) {
      if (!isDict(source)) throw valueError('what is merged with << must be a mapping or a list of mappings');
      merged.push(...source);
    }
  }
  const dict: Dict = new Map();
  for (const [key, item] of [...merged, ...own]) {
    if (Array.isArray(key) || isDict(key)) throw valueError(`found unhashable key ${str(key)}`);
    if (dictGet(dict, key) !== undefined) dict.delete(key);
    dictSet(dict, key, item);
  }
  return dict;
}

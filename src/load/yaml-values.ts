import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Diagnostics } from '../core/diagnostic.ts';
import {
  type EntryPlaces,
  type Place,
  placeOf,
  placeOfKey,
  rememberEntry,
  rememberPlace,
  rememberSpelling,
  spellingOf,
} from '../core/place.ts';
import { didYouMean } from '../core/spelling.ts';
import { type Dict, isDict, Unsafe, type Value, VaultText } from '../core/value.ts';
import { quoted, type Text } from './text-places.ts';
import { readPlainScalar, readTaggedScalar } from './yaml-scalars.ts';

const MERGE_KEY = '<<';

const TAGS = ['!vault', '!vault-encrypted', '!unsafe'];

/** Makes values of one document's nodes. */
export class ValueReader {
  private readonly anchors = new Map<string, { value: Value; spelling?: string | undefined } | 'open'>();
  private readonly text: Text;
  private readonly diagnostics: Diagnostics;
  private readonly isJson: boolean;

  constructor(text: Text, diagnostics: Diagnostics, isJson: boolean) {
    this.text = text;
    this.diagnostics = diagnostics;
    this.isJson = isJson;
  }

  read(node: Node | null): Value {
    return node === null ? null : this.node(node).value;
  }

  /** The value, and how it was written where the value doesn't tell. */
  private node(node: Node): { value: Value; spelling?: string | undefined } {
    if (isAlias(node)) return this.alias(node);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, 'open');
    const read = this.content(node);
    if (anchor !== undefined) this.anchors.set(anchor, read);
    return read;
  }

  private content(node: Node): { value: Value; spelling?: string | undefined } {
    if (isScalar(node)) return this.scalar(node);
    const value = isMap(node) ? this.mapping(node) : this.sequence(node as YAMLSeq<Node>);
    const tag = (node as YAMLMap | YAMLSeq).tag;
    if (tag === '!unsafe') return { value: markUnsafe(value) };
    if (tag !== undefined && tag !== 'tag:yaml.org,2002:map' && tag !== 'tag:yaml.org,2002:seq')
      this.unknownTag(node, tag);
    return { value };
  }

  private alias(node: Alias): { value: Value; spelling?: string | undefined } {
    const known = this.anchors.get(node.source);
    if (known !== undefined && known !== 'open') return known;
    const place = this.place(node);
    if (known === 'open') {
      this.diagnostics.error(
        'yaml-recursive-alias',
        `'*${node.source}' stands inside what it refers to`,
        this.text.at(place),
      );
    } else {
      const near = didYouMean(node.source, this.anchors.keys());
      this.diagnostics.error(
        'yaml-unknown-alias',
        `no anchor '&${node.source}' comes before '*${node.source}'`,
        {
          ...this.text.at(place),
          hint: near ?? 'a text that begins with * has to be quoted',
        },
      );
    }
    return { value: null };
  }

  private sequence(node: YAMLSeq<Node>): Value[] {
    const list: Value[] = [];
    rememberPlace(list, this.place(node));
    for (const [index, item] of node.items.entries()) {
      const place = this.place(item);
      const read = this.node(item);
      list.push(read.value);
      rememberEntry(list, index, { key: place, value: place });
      if (read.spelling !== undefined) rememberSpelling(list, index, read.spelling);
    }
    return list;
  }

  private mapping(node: YAMLMap): Dict {
    const own: { key: Value; value: Value; spelling?: string | undefined; places: EntryPlaces }[] = [];
    const merged: Dict[] = [];
    for (const pair of node.items) {
      const keyNode = pair.key as Node | null;
      const valueNode = pair.value as Node | null;
      const keyPlace = keyNode ? this.place(keyNode) : this.place(node);
      const valuePlace = valueNode ? this.place(valueNode) : keyPlace;
      if (isMergeKey(keyNode)) {
        merged.push(...this.merged(valueNode, valuePlace));
        continue;
      }
      const read = keyNode ? this.node(keyNode).value : null;
      const key = read instanceof Unsafe ? read.text : read;
      const value = valueNode ? this.node(valueNode) : { value: null };
      if (isDict(key) || Array.isArray(key)) {
        this.containerAsKey(keyPlace);
        continue;
      }
      own.push({ key, ...value, places: { key: keyPlace, value: valuePlace } });
    }
    const dict: Dict = new Map();
    rememberPlace(dict, this.place(node));
    for (const source of merged) {
      for (const [key, value] of source) {
        dict.set(key, value);
        const keyPlace = placeOfKey(source, key);
        const valuePlace = placeOf(source, key);
        if (keyPlace && valuePlace) rememberEntry(dict, key, { key: keyPlace, value: valuePlace });
        rememberSpelling(dict, key, spellingOf(source, key));
      }
    }
    const seen = new Map<Value, EntryPlaces>();
    for (const { key, value, spelling, places } of own) {
      const before = seen.get(key);
      if (before) this.duplicate(key, before.key, places.key);
      seen.set(key, places);
      dict.set(key, value);
      rememberEntry(dict, key, places);
      rememberSpelling(dict, key, spelling);
    }
    return dict;
  }

  /** The mappings that a `<<` brings in, the one that wins last. */
  private merged(node: Node | null, place: Place): Dict[] {
    const value = node ? this.node(node).value : null;
    const dicts = Array.isArray(value) ? [...value].reverse() : [value];
    const usable = dicts.filter(isDict);
    if (usable.length !== dicts.length) {
      this.diagnostics.error(
        'yaml-merge',
        "'<<' merges a mapping or a list of mappings, and this is neither",
        this.text.at(place),
      );
    }
    return usable;
  }

  private scalar(node: Scalar): { value: Value; spelling?: string | undefined } {
    const text = node.source ?? '';
    const isPlain = node.type === undefined || node.type === 'PLAIN';
    switch (node.tag) {
      case undefined:
      case '!':
        break;
      case 'tag:yaml.org,2002:str':
        return { value: text };
      case '!unsafe':
        return { value: new Unsafe(text) };
      case '!vault':
      case '!vault-encrypted':
        return { value: this.vaultText(node, text) };
      case 'tag:yaml.org,2002:bool':
      case 'tag:yaml.org,2002:int':
      case 'tag:yaml.org,2002:float':
      case 'tag:yaml.org,2002:null':
        return this.taggedScalar(
          node,
          text,
          node.tag.slice('tag:yaml.org,2002:'.length) as 'bool' | 'int' | 'float' | 'null',
        );
      case 'tag:yaml.org,2002:timestamp':
        return { value: text };
      case 'tag:yaml.org,2002:binary':
        return { value: Buffer.from(text, 'base64').toString('utf8') };
      default:
        this.unknownTag(node, node.tag);
        return { value: text };
    }
    if (!isPlain) return { value: this.blockAtEnd(node) ? text.replace(/\n$/, '') : text };
    const value =
      this.isJson && /^-?\d+(\.\d+)?[eE][-+]?\d+$/.test(text)
        ? (readTaggedScalar(text, 'float') ?? text)
        : readPlainScalar(text);
    return typeof value === 'string' || text === '' ? { value } : { value, spelling: text };
  }

  /** A block text that ends with the file, whose last line isn't ended: PyYAML doesn't end it either. */
  private blockAtEnd(node: Scalar): boolean {
    const { source } = this.text;
    if (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED') return false;
    return (node.range?.[1] ?? 0) >= source.length && /\S[ \t]*$/.test(source) && !source.endsWith('\n');
  }

  private taggedScalar(
    node: Scalar,
    text: string,
    kind: 'bool' | 'int' | 'float' | 'null',
  ): { value: Value; spelling?: string } {
    const value = readTaggedScalar(text, kind);
    if (value !== undefined) return { value, spelling: text };
    this.diagnostics.error(
      'yaml-tag',
      `'${text}' is not what its tag !!${kind} says`,
      this.text.at(this.place(node)),
    );
    return { value: text };
  }

  private vaultText(node: Scalar, text: string): VaultText {
    if (!text.trimStart().startsWith('$ANSIBLE_VAULT;')) {
      this.diagnostics.error('vault-text', 'this is tagged !vault but is not what ansible-vault writes', {
        ...this.text.at(this.place(node)),
        hint: "an encrypted text begins with $ANSIBLE_VAULT;1.1;AES256 on a line of its own, after '!vault |'",
      });
    }
    return new VaultText(text);
  }

  private unknownTag(node: Node, tag: string): void {
    const shown = tag.startsWith('tag:yaml.org,2002:') ? `!!${tag.slice('tag:yaml.org,2002:'.length)}` : tag;
    this.diagnostics.error('yaml-unknown-tag', `the tag ${shown} is not known`, {
      ...this.text.at(this.place(node)),
      hint:
        didYouMean(shown, TAGS) ??
        'a text that begins with ! has to be quoted; known tags are !vault and !unsafe',
    });
  }

  private containerAsKey(place: Place): void {
    const line = this.text.line(place) ?? '';
    const braces = line.indexOf('{{');
    if (braces !== -1) {
      this.diagnostics.error('yaml-unquoted-braces', 'a value that begins with {{ has to be quoted', {
        ...this.text.at({ ...place, column: braces + 1, length: 2 }),
        hint: `write it as ${quoted(line.slice(braces))}`,
      });
      return;
    }
    this.diagnostics.error('yaml-key', 'a mapping or list cannot be a key', this.text.at(place));
  }

  private duplicate(key: Value, first: Place, second: Place): void {
    this.diagnostics.warn(
      'yaml-duplicate-key',
      `'${String(key)}' is given twice in this mapping; the last one counts`,
      {
        ...this.text.at(second),
        related: [{ place: first, note: 'given first here' }],
      },
    );
  }

  private place(node: Node): Place {
    const range = node.range;
    if (!range) return this.text.place(0);
    const isLine =
      isScalar(node) && (node.type === undefined || node.type === 'PLAIN' || node.type.startsWith('QUOTE'));
    return isLine ? this.text.place(range[0], range[1]) : this.text.place(range[0]);
  }
}

function isMergeKey(node: Node | null): boolean {
  return (
    isScalar(node) &&
    node.source === MERGE_KEY &&
    node.tag === undefined &&
    (node.type === undefined || node.type === 'PLAIN')
  );
}

/** Everything that is text inside is marked; keys stay as they are, or they couldn't be looked up. */
function markUnsafe(value: Value): Value {
  if (typeof value === 'string') return new Unsafe(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = markUnsafe(item);
  } else if (isDict(value)) {
    for (const [key, item] of value) value.set(key, markUnsafe(item));
  }
  return value;
}

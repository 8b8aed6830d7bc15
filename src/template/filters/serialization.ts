import type { Value } from '../../core/value.ts';
import { Markup, NativeText, textOf } from '../python/marked-text.ts';
import { isInt } from '../python/numbers.ts';
import { truth } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import type { Arguments } from '../run/arguments.ts';
import { valueError } from '../template-error.ts';
import { readJson } from '../text/json-reader.ts';
import { type JsonStyle, writeJson } from '../text/json-writer.ts';
import { readYaml } from '../text/yaml-reader.ts';
import { writeYaml } from '../text/yaml-writer.ts';
import { flagArgument, intArgument } from './argument.ts';
import { type Filter, type FilterTable, filter, filterOf } from './filter.ts';

const JSON_OPTIONS = [
  'skipkeys',
  'ensure_ascii',
  'check_circular',
  'allow_nan',
  'indent',
  'separators',
  'sort_keys',
  'vault_to_text',
  'preprocess_unsafe',
];

function indentText(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value);
  if (text !== undefined) return text;
  return isInt(value) || typeof value === 'boolean' ? ' '.repeat(Math.max(Number(value), 0)) : undefined;
}

function jsonStyle(options: ReadonlyMap<string, Value>): JsonStyle {
  for (const name of options.keys())
    if (!JSON_OPTIONS.includes(name)) throw valueError(`'to_json' has no option '${name}'`);
  const separators = options.get('separators');
  const [item, key] = Array.isArray(separators) ? separators : [];
  const indent = indentText(options.get('indent'));
  return {
    indent,
    sortKeys: flagArgument(options.get('sort_keys')),
    asciiOnly: flagArgument(options.get('ensure_ascii'), true),
    skipKeys: flagArgument(options.get('skipkeys')),
    itemSeparator: item === undefined ? undefined : (textOf(item) ?? undefined),
    keySeparator: key === undefined ? undefined : (textOf(key) ?? undefined),
  };
}

const YAML_OPTIONS = [
  'indent',
  'width',
  'sort_keys',
  'default_flow_style',
  'explicit_start',
  'explicit_end',
  'allow_unicode',
];

function yamlText(args: Arguments, indent: number, flow: boolean | undefined): NativeText {
  const [value] = args.positional;
  const options = args.keywords;
  for (const name of options.keys())
    if (!YAML_OPTIONS.includes(name)) throw valueError(`'to_yaml' has no option '${name}' here`);
  const asked = options.get('default_flow_style');
  const answer = asked === undefined || asked === null ? flow : truth(asked) === true;
  const number = (name: string, otherwise: number) => {
    const given = options.get(name);
    return given === null ? otherwise : intArgument(given, otherwise, name);
  };
  return new NativeText(
    writeYaml(value as Value, {
      indent: number('indent', indent),
      width: number('width', 80),
      sortKeys: flagArgument(options.get('sort_keys'), true),
      flow: answer,
      explicitStart: flagArgument(options.get('explicit_start')),
      explicitEnd: flagArgument(options.get('explicit_end')),
    }),
  );
}

function fromYaml(read: (documents: Value[]) => Value): Filter {
  return filterOf('from_yaml', ['data'], [], (_, data) => {
    const text = textOf(data);
    return text === undefined ? data : read(readYaml(text));
  });
}

export const SERIALIZATION_FILTERS: FilterTable = {
  to_json: filter((args) => {
    if (args.positional.length !== 1) throw valueError("'to_json' takes keyword arguments only");
    return new NativeText(writeJson(args.positional[0] as Value, jsonStyle(args.keywords)));
  }),
  to_nice_json: filter((args) => {
    const [value, indent, sortKeys] = args.positional;
    const options = new Map<string, Value>([
      ['indent', indent === undefined ? 4 : indent],
      ['sort_keys', sortKeys === undefined ? true : sortKeys],
      ...args.keywords,
    ]);
    options.delete('separators');
    return new NativeText(
      writeJson(value as Value, { ...jsonStyle(options), itemSeparator: ',', keySeparator: ': ' }),
    );
  }),
  tojson: filterOf('tojson', ['value'], ['indent'], (_, value, indent) => {
    const text = writeJson(value, { indent: indentText(indent), sortKeys: true });
    const safe = text
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026')
      .replaceAll("'", '\\u0027');
    return new Markup(safe);
  }),
  from_json: filterOf('from_json', ['data'], [], (_, data) => {
    const text = textOf(data);
    if (text === undefined) throw valueError(`the JSON object must be a string, not ${typeName(data)}`);
    return readJson(text);
  }),
  to_yaml: filter((args) => yamlText(args, 2, undefined)),
  to_nice_yaml: filter((args) => {
    const [, indent] = args.positional;
    return yamlText(args, intArgument(indent, 4, 'indent'), false);
  }),
  from_yaml: fromYaml((documents) => {
    if (documents.length > 1) throw valueError('expected a single document, but found another one');
    return documents[0] ?? null;
  }),
  from_yaml_all: fromYaml((documents) => documents),
};

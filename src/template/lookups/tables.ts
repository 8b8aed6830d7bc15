import type { Value } from '../../core/value.ts';
import { str } from '../python/text.ts';
import { isTrue } from '../python/truth.ts';
import { pythonRegex } from '../text/python-regex.ts';
import { lookupError, readFound, textTerm } from './find-file.ts';
import { type LookupTable, lookup } from './lookup.ts';
import { keyValues, onlyOptions } from './options.ts';

const INI_OPTIONS = [
  'type',
  'file',
  'section',
  're',
  'encoding',
  'default',
  'case_sensitive',
  'allow_no_value',
  'allow_none',
  'interpolation',
];

type Sections = Map<string, Map<string, string>>;

/** An INI file: sections, `key = value` or `key: value`, continued by indented lines. */
function parseIni(text: string, caseSensitive: boolean, firstSection: string | undefined): Sections {
  const sections: Sections = new Map();
  let section: Map<string, string> | undefined;
  let lastKey: string | undefined;
  const enter = (name: string) => {
    section = sections.get(name) ?? new Map();
    sections.set(name, section);
    lastKey = undefined;
  };
  if (firstSection !== undefined) enter(firstSection);
  for (const line of text.split('\n')) {
    if (/^\s*[#;]/.test(line)) continue;
    if (line.trim() === '') continue;
    const header = /^\s*\[([^\]]+)\]/.exec(line);
    if (header && !/^\s/.test(line)) {
      enter(header[1] ?? '');
      continue;
    }
    if (/^\s/.test(line) && section && lastKey !== undefined) {
      section.set(lastKey, `${section.get(lastKey)}\n${line.trim()}`);
      continue;
    }
    const pair = /^(.*?)\s*[=:]\s*(.*)$/.exec(line.trim());
    if (!section) throw lookupError('the INI file has a line before its first section');
    lastKey = pair?.[1] ?? line.trim();
    if (!caseSensitive) lastKey = lastKey.toLowerCase();
    section.set(lastKey, pair?.[2]?.trim() ?? '');
  }
  return sections;
}

/** Rows of a CSV file, with quoted fields. */
function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === delimiter) {
      row.push(field);
      field = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++;
      rows.push([...row, field]);
      row = [];
      field = '';
    } else field += c;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

export const TABLE_LOOKUPS: LookupTable = {
  ini: lookup((terms, options, run) => {
    onlyOptions('ini', options, ...INI_OPTIONS);
    return terms.flatMap((term): Value[] => {
      const { pairs, rest } = keyValues(textTerm(term, 'ini'));
      const option = (name: string, otherwise: string) =>
        pairs.get(name) ?? str(options.get(name) ?? otherwise);
      const properties = option('type', 'ini') === 'properties';
      const caseSensitive = isTrue(options.get('case_sensitive') ?? false);
      const { text } = readFound(option('file', 'ansible.ini'), 'files', run);
      const sections = parseIni(text, caseSensitive, properties ? 'java_properties' : undefined);
      const name = properties ? 'java_properties' : option('section', 'global');
      const section = sections.get(name);
      if (!section) throw lookupError(`the INI file has no section '${name}'`);
      const key = rest.join(' ');
      if (isTrue(options.get('re') ?? false)) {
        const pattern = new RegExp(pythonRegex(key).search.source, 'uy');
        return [...section]
          .filter(([k]) => {
            pattern.lastIndex = 0;
            return pattern.test(k);
          })
          .map(([, value]) => value);
      }
      const value = section.get(caseSensitive ? key : key.toLowerCase());
      const found = value ?? options.get('default') ?? '';
      return found === null ? [] : [found];
    });
  }),
  csvfile: lookup((terms, options, run) => {
    onlyOptions('csvfile', options, 'col', 'keycol', 'default', 'delimiter', 'file', 'encoding');
    return terms.flatMap((term): Value[] => {
      const { pairs, rest } = keyValues(textTerm(term, 'csvfile'));
      const option = (name: string, otherwise: string) =>
        pairs.get(name) ?? str(options.get(name) ?? otherwise);
      if (rest.length === 0) throw lookupError("'csvfile' needs the key to look for");
      const delimiter = option('delimiter', 'TAB').replace(/^TAB$/, '\t');
      const { text } = readFound(option('file', 'ansible.csv'), 'files', run);
      const keyColumn = Number(option('keycol', '0'));
      const row = parseCsv(text, delimiter).find((cells) => cells[keyColumn] === rest.join(' '));
      if (!row) {
        const otherwise = options.get('default');
        return otherwise === undefined || otherwise === null ? [] : [otherwise];
      }
      const cell = row[Number(option('col', '1'))];
      if (cell === undefined) throw lookupError(`the row of '${rest.join(' ')}' has no such column`);
      return [cell];
    });
  }),
};

import type { Diagnostics } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';

export interface Setting {
  readonly value: string;
  readonly place: Place;
}

/**
 * Reads an INI file as Python's configparser does, as far as ansible.cfg needs: sections, `key = value` or `key: value`,
 * values that go on in indented lines, comments in lines of their own and, after ` ;`, at the end of a line.
 */
export function readIniFile(
  text: string,
  file: string,
  diagnostics: Diagnostics,
): ReadonlyMap<string, ReadonlyMap<string, Setting>> {
  const refuse = (index: number, line: string, summary: string, hint: string) => {
    const place = { file, line: index + 1, column: 1, length: line.length };
    diagnostics.error('configuration', summary, { place, line, hint });
  };
  const sections = new Map<string, Map<string, Setting>>();
  let section: Map<string, Setting> | undefined;
  let last: { readonly key: string; readonly indent: number } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s);.*$/, '$1').trimEnd();
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#')) continue;
    const indent = line.length - line.trimStart().length;
    const header = /^\[([^\]]+)\]/.exec(bare);
    if (header && indent === 0) {
      const name = header[1] ?? '';
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      last = undefined;
      continue;
    }
    if (bare.startsWith('[') && indent === 0) {
      refuse(index, line, 'the [ of this section is never closed', `write it as ${bare}]`);
      section = new Map();
      continue;
    }
    if (!section) {
      refuse(index, line, 'this setting stands before any section', 'most settings stand below [defaults]');
      continue;
    }
    const before = last && section.get(last.key);
    if (last && before && indent > last.indent) {
      section.set(last.key, { ...before, value: `${before.value}\n${bare}` });
      continue;
    }
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(bare);
    if (!pair) {
      refuse(index, line, 'this is no setting', 'settings are written as name = value');
      continue;
    }
    const key = (pair[1] ?? '').toLowerCase();
    const value = pair[2] ?? '';
    const column = indent + bare.length - value.length + 1;
    section.set(key, {
      value,
      place: { file, line: index + 1, column, ...(value ? { length: value.length } : {}) },
    });
    last = { key, indent };
  }
  return sections;
}

import type { Place } from '../../core/place.ts';
import { didYouMean } from '../../core/spelling.ts';
import type { Value } from '../../core/value.ts';
import { expandRanges, parseAddress } from './addresses.ts';
import type { Assignment } from './groups.ts';
import type { InventoryData, Source } from './inventory-data.ts';
import { readPythonLiteral } from './python-literal.ts';
import { shellWords, type Word } from './shell-words.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;
const KINDS = ['hosts', 'children', 'vars'] as const;

type Kind = (typeof KINDS)[number];

/** Reads an inventory in Ansible's INI format into `data`. */
export function readIniInventory(text: string, file: string, source: Source, data: InventoryData): void {
  new IniReader(text, file, source, data).read();
}

class IniReader {
  private readonly lines: readonly string[];
  private readonly file: string;
  private readonly source: Source;
  private readonly data: InventoryData;
  /** Groups that were only named so far: as a child, or by variables. They have to be there in the end. */
  private readonly wanted = new Map<
    string,
    { readonly place: Place; readonly line: string; readonly parents: string[] }
  >();
  private readonly declared = new Set<string>();

  constructor(text: string, file: string, source: Source, data: InventoryData) {
    this.lines = text.split(/\r\n|\n|\r/);
    this.file = file;
    this.source = source;
    this.data = data;
  }

  read(): void {
    let group = 'ungrouped';
    let kind: Kind = 'hosts';
    for (const [index, raw] of this.lines.entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      const start = raw.length - raw.trimStart().length;
      const place = (offset: number, length?: number): Place => ({
        file: this.file,
        line: index + 1,
        column: start + offset + 1,
        ...(length ? { length } : {}),
      });
      const section = SECTION.exec(line);
      if (section) {
        group = section[1] ?? '';
        const found = this.kind(section[2] ?? 'hosts', place(group.length + 2), raw);
        if (!found) continue;
        kind = found;
        this.section(group, kind, place(1, group.length), raw);
      } else if (line.startsWith('[') && line.endsWith(']')) {
        this.error(
          'inventory-section',
          `'${line}' is no section`,
          place(0),
          raw,
          'a section is written [group], [group:vars] or [group:children], without spaces',
        );
      } else if (kind === 'hosts') this.hostLine(line, group, place, raw);
      else if (kind === 'vars') this.variableLine(line, group, place, raw);
      else this.childLine(line, group, place(0), raw);
    }
    this.complainOfWanted();
  }

  private kind(text: string, place: Place, raw: string): Kind | undefined {
    const kind = KINDS.find((k) => k === text);
    if (!kind) {
      const hint = didYouMean(text, KINDS) ?? 'known are :vars and :children';
      this.error('inventory-section', `a section can't be of the kind '${text}'`, place, raw, hint);
    }
    return kind;
  }

  private section(name: string, kind: Kind, place: Place, raw: string): void {
    const isNew = !this.data.groups.has(name);
    if (kind === 'vars') {
      if (isNew && !this.wanted.has(name)) this.wanted.set(name, { place, line: raw, parents: [] });
      this.data.addGroup(name, place);
      return;
    }
    this.data.addGroup(name, place);
    this.declare(name);
  }

  /** A group is there now: those above that waited for it get it. */
  private declare(name: string): void {
    if (this.declared.has(name)) return;
    this.declared.add(name);
    const wanted = this.wanted.get(name);
    if (!wanted) return;
    this.wanted.delete(name);
    for (const parent of wanted.parents) this.connect(parent, name, wanted);
  }

  private connect(parent: string, child: string, at: { readonly place: Place; readonly line: string }): void {
    this.data.addChild(this.data.addGroup(parent), this.data.addGroup(child), {
      place: at.place,
      line: at.line,
    });
  }

  private hostLine(
    line: string,
    group: string,
    place: (offset: number, length?: number) => Place,
    raw: string,
  ): void {
    const words = shellWords(line);
    if ('problem' in words) {
      this.error('inventory-line', `this line can't be read: ${words.problem}`, place(0), raw);
      return;
    }
    const [name, ...assignments] = words as readonly Word[];
    if (!name) return;
    const variables: Assignment[] = [];
    for (const word of assignments) {
      const equals = word.text.indexOf('=');
      if (equals === -1) {
        this.error(
          'inventory-line',
          `'${word.text}' is not of the form name=value`,
          place(word.offset, word.text.length),
          raw,
          'a host line is: name key=value key="another value"; one host a line',
        );
        continue;
      }
      const key = word.text.slice(0, equals);
      const text = word.text.slice(equals + 1);
      variables.push(
        this.assignment(key, text, place(word.offset, key.length), place(word.offset + equals + 1)),
      );
    }
    const names = this.names(name.text, place(name.offset, name.text.length), raw);
    const here = this.data.addGroup(group);
    for (const host of names.hosts) {
      const added = this.data.addHost(host, this.source, place(name.offset, name.text.length), names.port);
      here.addHost(added);
      for (const variable of variables) this.data.setVariable(added, variable);
    }
  }

  private names(text: string, place: Place, raw: string): { hosts: readonly string[]; port?: number } {
    const address = parseAddress(text);
    if (text.endsWith(':') && address?.port === undefined) {
      const hint = 'in an INI inventory a group is written [group], and a port follows the colon';
      this.error('inventory-line', `'${text}' ends in a colon`, place, raw, hint);
      return { hosts: [] };
    }
    if (text === '---') {
      this.error(
        'inventory-line',
        "'---' begins a YAML file, and this is read as an INI inventory",
        place,
        raw,
        'give the file the extension .yml',
      );
      return { hosts: [] };
    }
    const hosts = expandRanges(address?.host ?? text);
    if ('problem' in hosts) {
      this.error('inventory-range', hosts.problem, place, raw);
      return { hosts: [] };
    }
    return address?.port === undefined
      ? { hosts: hosts as readonly string[] }
      : { hosts: hosts as readonly string[], port: address.port };
  }

  private variableLine(
    line: string,
    group: string,
    place: (offset: number, length?: number) => Place,
    raw: string,
  ): void {
    const equals = line.indexOf('=');
    if (equals === -1) {
      const hint = /^[\w.-]+:\s/.test(line)
        ? 'this is an INI inventory: write = instead of the colon'
        : undefined;
      this.error('inventory-line', `'${line}' is not of the form name=value`, place(0), raw, hint);
      return;
    }
    const key = line.slice(0, equals).trim();
    const rest = line.slice(equals + 1);
    const text = rest.trim();
    const offset = equals + 1 + (rest.length - rest.trimStart().length);
    this.data
      .addGroup(group)
      .set(this.assignment(key, text, place(0, key.length), place(offset, text.length)));
  }

  private assignment(key: string, text: string, keyPlace: Place, valuePlace: Place): Assignment {
    const literal = readPythonLiteral(text);
    const value: Value = literal === undefined ? text : literal;
    const isSpelt =
      literal !== undefined &&
      typeof literal !== 'string' &&
      (literal === null || typeof literal !== 'object');
    return { key, value, places: { key: keyPlace, value: valuePlace }, spelling: isSpelt ? text : undefined };
  }

  private childLine(line: string, group: string, place: Place, raw: string): void {
    const name = GROUP_NAME.exec(line)?.[1];
    if (name === undefined) {
      this.error(
        'inventory-line',
        `'${line}' is no name of a group`,
        place,
        raw,
        'in a :children section each line names one group',
      );
      return;
    }
    const at: Place = { ...place, length: name.length };
    const wanted = this.wanted.get(name);
    if (wanted) wanted.parents.push(group);
    else if (this.data.groups.has(name)) this.connect(group, name, { place: at, line: raw });
    else this.wanted.set(name, { place: at, line: raw, parents: [group] });
  }

  private complainOfWanted(): void {
    for (const [name, { place, line, parents }] of this.wanted) {
      const known = [...this.data.groups.keys()].filter((group) => !this.wanted.has(group));
      const hint = didYouMean(name, known) ?? `declare it with [${name}], even if it is empty`;
      const what =
        parents.length > 0
          ? `the group '${name}' is a child of '${parents[0]}'`
          : `the group '${name}' has variables`;
      this.error('inventory-unknown-group', `${what} but is declared nowhere`, place, line, hint);
    }
  }

  private error(code: string, summary: string, place: Place, line: string, hint?: string): void {
    this.data.diagnostics.error(code, summary, { place, line, ...(hint === undefined ? {} : { hint }) });
  }
}

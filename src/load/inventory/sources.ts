import { dirname, extname, join, resolve } from 'node:path';
import { isDict } from '../../core/value.ts';
import type { Reader } from '../reader.ts';
import type { RunProgram } from '../run-program.ts';
import type { ParsedYaml } from '../yaml.ts';
import { parseAddress } from './addresses.ts';
import { readIniInventory } from './ini.ts';
import type { InventoryData, Source } from './inventory-data.ts';
import { readScriptInventory } from './script-inventory.ts';
import { readYamlInventory } from './yaml-inventory.ts';

export interface SourceReading {
  readonly reader: Reader;
  readonly workingDirectory: string;
  /** Without it, inventory scripts are a mistake. */
  readonly run?: RunProgram | undefined;
}

/** What Ansible passes over in a directory of inventories: editors' leftovers, documents, and the directories of variables. */
const PASSED_OVER =
  /^\.|^host_vars$|^group_vars$|^vars_plugins$|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.ini|\.cfg|\.retry)$/;

/** Reads one `-i`: a file, a directory, a script, or names with commas between them. */
export function readSource(given: string, reading: SourceReading, data: InventoryData): void {
  const { files } = reading.reader;
  if (given.includes(',') && !files.exists(given)) readNames(given, data);
  else if (files.isDirectory(given)) readDirectory(given, reading, data);
  else if (!files.exists(given)) {
    data.diagnostics.error('inventory-missing', `there is no inventory ${given}`, {
      hint: `names of hosts end with a comma: -i ${given},`,
    });
  } else readFile(given, reading, data);
}

/** Whether `-i` names hosts rather than a file. */
export function isNameList(given: string, reader: Reader): boolean {
  return given.includes(',') && !reader.files.exists(given);
}

function readNames(given: string, data: InventoryData): void {
  const source: Source = { file: given, directory: null };
  for (const item of given.split(',')) {
    const text = item.trim();
    if (text === '') continue;
    const address = text.includes('[') && !text.startsWith('[') ? undefined : parseAddress(text);
    const name = address?.host ?? text;
    if (data.hosts.has(name)) continue;
    data.addGroup('ungrouped').addHost(data.addHost(name, source, undefined, address?.port));
  }
}

function readDirectory(path: string, reading: SourceReading, data: InventoryData): void {
  for (const name of reading.reader.files.list(path)) {
    if (PASSED_OVER.test(name)) continue;
    const below = join(path, name);
    if (reading.reader.files.isDirectory(below)) readDirectory(below, reading, data);
    else readFile(below, reading, data);
  }
}

function readFile(path: string, reading: SourceReading, data: InventoryData): void {
  const { reader } = reading;
  const absolute = resolve(reading.workingDirectory, path);
  const source: Source = { file: absolute, directory: dirname(absolute) };
  let text: string;
  try {
    text = reader.text(path);
  } catch (thrown) {
    data.diagnostics.absorb(thrown);
    return;
  }
  if (isScript(text, path, reader)) {
    if (reading.run) readScriptInventory(absolute, reading.run, source, data);
    else data.diagnostics.error('inventory-script', `${path} is an inventory script, and none are run here`);
    return;
  }
  const extension = extname(path);
  if (extension === '.toml') {
    data.diagnostics.error('inventory-format', `inventories in TOML are not read (${path})`, {
      hint: 'write it as YAML or INI',
    });
  } else if (['.yml', '.yaml', '.json'].includes(extension)) {
    const parsed = reader.yaml(path);
    // The extension says YAML, but Ansible would also take an INI inventory from such a file.
    if (!isDict(parsed.value) && /^\[[^\]\s,"']+\]\s*$/m.test(text))
      readIniInventory(text, path, source, data);
    else readYaml(parsed, path, source, reading, data);
  } else if (extension === '' && looksLikeYaml(text, path, reader))
    readYaml(reader.yaml(path), path, source, reading, data);
  else readIniInventory(text, path, source, data);
}

/** A file without extension may be either; a section header can't be the beginning of a YAML mapping. */
function looksLikeYaml(text: string, path: string, reader: Reader): boolean {
  if (/^\s*(?:[#;].*\n\s*)*\[/.test(text)) return false;
  const parsed = reader.yaml(path);
  if (isDict(parsed.value) && !parsed.diagnostics.some((d) => d.severity === 'error')) return true;
  return /^---\s*$/m.test(text) || /^(all|ungrouped|hosts|children):\s*$/m.test(text);
}

function readYaml(
  parsed: ParsedYaml,
  path: string,
  source: Source,
  { reader }: SourceReading,
  data: InventoryData,
): void {
  for (const diagnostic of parsed.diagnostics) data.diagnostics.add(diagnostic);
  const { value } = parsed;
  const place = { file: path, line: 1, column: 1 };
  if (!isDict(value)) {
    if (parsed.diagnostics.length > 0) return;
    const hint = "it begins with a group, for example 'all:'";
    const what = value === null ? 'is empty' : 'is no mapping of groups';
    data.diagnostics.error('inventory-format', `this YAML inventory ${what}`, { place, hint });
    return;
  }
  const plugin = value.get('plugin');
  if (typeof plugin === 'string') {
    data.diagnostics.error('inventory-plugin', `inventory plugins such as '${plugin}' are not run`, {
      place,
      hint: `write what it gives into a file: ansible-inventory -i ${path} --list --export --yaml`,
    });
    return;
  }
  readYamlInventory(value, source, data, (at) => reader.texts.line(at));
}

function isScript(text: string, path: string, reader: Reader): boolean {
  if (text.startsWith('#!')) return true;
  return reader.files.isExecutable(path) && text.includes('\0');
}

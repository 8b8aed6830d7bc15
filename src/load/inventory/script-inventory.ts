import { isDict, type Value } from '../../core/value.ts';
import type { RunProgram } from '../run-program.ts';
import { parseYaml } from '../yaml.ts';
import type { Host } from './groups.ts';
import type { InventoryData, Source } from './inventory-data.ts';
import { entryOf } from './yaml-inventory.ts';

/** Asks an inventory script for its groups (`--list`) and, where that doesn't tell, for each host's variables (`--host`). */
export function readScriptInventory(
  path: string,
  run: RunProgram,
  source: Source,
  data: InventoryData,
): void {
  const list = ask(path, ['--list'], run, data);
  if (list === undefined) return;
  if (!isDict(list)) {
    fail(path, data, 'the inventory script has to print a JSON object');
    return;
  }
  const hosts = new Set<Host>();
  for (const [name, value] of list) {
    if (name !== '_meta') readGroup(String(name), value, hosts, path, source, data);
  }
  const meta = list.get('_meta');
  const told = isDict(meta) ? meta.get('hostvars') : undefined;
  for (const host of hosts) {
    const variables =
      told === undefined
        ? ask(path, ['--host', host.name], run, data)
        : isDict(told)
          ? told.get(host.name)
          : undefined;
    if (isDict(variables))
      for (const key of variables.keys()) data.setVariable(host, entryOf(variables, key));
  }
}

function readGroup(
  name: string,
  value: Value,
  hosts: Set<Host>,
  path: string,
  source: Source,
  data: InventoryData,
): void {
  const group = data.addGroup(name);
  let names: Value = null;
  let variables: Value = null;
  let children: Value = null;
  if (!isDict(value)) names = value;
  else if (!['hosts', 'vars', 'children'].some((key) => value.has(key))) {
    // The short form: a host of the group's name, with these variables.
    names = [name];
    variables = value;
  } else {
    names = value.get('hosts') ?? null;
    variables = value.get('vars') ?? null;
    children = value.get('children') ?? null;
  }
  if (names !== null && !Array.isArray(names)) {
    fail(path, data, `the hosts of the group '${name}' have to be a list`);
    return;
  }
  if (variables !== null && !isDict(variables)) {
    fail(path, data, `the variables of the group '${name}' have to be an object`);
    return;
  }
  for (const item of names ?? []) {
    const host = data.addHost(String(item), source);
    group.addHost(host);
    hosts.add(host);
  }
  if (isDict(variables)) for (const key of variables.keys()) group.set(entryOf(variables, key));
  if (Array.isArray(children))
    for (const child of children) data.addChild(group, data.addGroup(String(child)));
}

function ask(path: string, args: readonly string[], run: RunProgram, data: InventoryData): Value | undefined {
  const { status, stdout, stderr } = run(path, args);
  const command = `${path} ${args.join(' ')}`;
  if (status !== 0) {
    const said = stderr.trim().split('\n').slice(-3).join('\n');
    data.diagnostics.error(
      'inventory-script',
      `${command} ended with status ${String(status)}`,
      said === '' ? {} : { hint: said },
    );
    return undefined;
  }
  if (stdout.trim() === '') return new Map();
  const { value, diagnostics } = parseYaml(stdout, command);
  if (diagnostics.length > 0) {
    data.diagnostics.error('inventory-script', `what ${command} printed is no JSON`);
    return undefined;
  }
  return value;
}

function fail(path: string, data: InventoryData, summary: string): void {
  data.diagnostics.error('inventory-script', `${summary} (${path})`);
}

import { describe, expect, it } from 'vitest';
import { formatPlace, placeOf, spellingOf } from '../../core/place.ts';
import { Secrets } from '../../core/secrets.ts';
import { filesInMemory } from '../control-files.ts';
import { Reader } from '../reader.ts';
import type { RunProgram } from '../run-program.ts';
import { Vault } from '../vault/vault.ts';
import { combineLayers, type Inventory, readInventory } from './inventory.ts';
import { orderHosts } from './patterns.ts';

function inventory(
  files: Record<string, string>,
  sources: readonly string[] = Object.keys(files).slice(0, 1),
  run?: RunProgram,
): Inventory {
  const reader = new Reader(filesInMemory(files), new Vault([], new Secrets()));
  return readInventory({ reader, sources, workingDirectory: '/project', ...(run ? { run } : {}) });
}

function variables(from: Inventory, name: string, playbook?: string) {
  const host = from.host(name);
  if (!host) throw new Error(`no host ${name}`);
  return combineLayers(from.hostVariables(host, playbook).layers);
}

function mistakes(from: Inventory): string[] {
  return from.diagnostics.map((d) =>
    `${d.severity} ${d.code} ${d.place ? formatPlace(d.place) : '-'} ${d.hint ?? ''}`.trim(),
  );
}

describe('variables', () => {
  const files = {
    'hosts/main': '[web]\nweb1 port=8080 mode=0644 name="a b"\n[web:vars]\ntier=front\n',
    'hosts/group_vars/all.yml': 'tier: any\nmode: 0644\n',
    'hosts/group_vars/web/vars.yml': 'port: 80\n',
    'play/host_vars/web1.yml': 'port: 9090\n',
  };

  it('come source by source, the weakest first', () => {
    const read = inventory(files, ['hosts']);
    const host = read.host('web1');
    if (!host) throw new Error('no host');
    const { layers } = read.hostVariables(host, 'play');
    expect(layers.map((l) => `${l.kind} ${l.owner} ${l.file ?? ''}`.trim())).toEqual([
      'groups-inventory web',
      'all-inventory-files all hosts/group_vars/all.yml',
      'groups-inventory-files web hosts/group_vars/web/vars.yml',
      'host-inventory web1',
      'host-playbook-files web1 play/host_vars/web1.yml',
    ]);
  });

  it('know where they were written', () => {
    const all = variables(inventory(files, ['hosts']), 'web1');
    const where = (key: string) => formatPlace(placeOf(all, key) ?? { file: '', line: 0, column: 0 });
    expect(where('port')).toBe('hosts/main:2:11');
    expect(where('tier')).toBe('hosts/group_vars/all.yml:1:7');
    expect(all.get('mode')).toBe('0644');
    expect(spellingOf(all, 'mode')).toBeUndefined();
    expect(spellingOf(all, 'port')).toBe('8080');
  });

  it('of a file with mistakes are diagnostics when the host is asked for', () => {
    const read = inventory({ hosts: 'h1\n', 'host_vars/h1.yml': 'a: {{ b }}\n' });
    const host = read.host('h1');
    if (!host) throw new Error('no host');
    expect(read.diagnostics).toEqual([]);
    expect(read.hostVariables(host).diagnostics).toMatchObject([
      { code: 'yaml-unquoted-braces', place: { file: 'host_vars/h1.yml', line: 1 } },
    ]);
  });
});

describe('mistakes', () => {
  it('in INI lines come all at once', () => {
    const text = `[web]
web1 port 22
web2 a="b
[web:vras]
x=1
[a b]
web[1:x]
web:
db[01:2]
[web:vars]
colon: value
[web:children]
dbb
[db]
`;
    expect(mistakes(inventory({ hosts: text }))).toEqual([
      'error inventory-line hosts:2:6 a host line is: name key=value key="another value"; one host a line',
      'error inventory-line hosts:2:11 a host line is: name key=value key="another value"; one host a line',
      'error inventory-line hosts:3:1',
      "error inventory-section hosts:4:6 did you mean 'vars'?",
      'error inventory-section hosts:6:1 a section is written [group], [group:vars] or [group:children], without spaces',
      'error inventory-range hosts:7:1',
      'error inventory-line hosts:8:1 in an INI inventory a group is written [group], and a port follows the colon',
      'error inventory-range hosts:9:1',
      'error inventory-line hosts:11:1 this is an INI inventory: write = instead of the colon',
      "error inventory-unknown-group hosts:13:1 did you mean 'db'?",
    ]);
  });

  it('in YAML say what was meant', () => {
    const text =
      'all:\n  host:\n    a:\n  hosts:\n    - b\n  children:\n    web:\n      x: 1\n      db:\n        hosts: {c: }\n    bad: text\n';
    expect(mistakes(inventory({ 'hosts.yml': text }))).toEqual([
      "warning inventory-key hosts.yml:2:3 did you mean 'hosts'?",
      "error inventory-key hosts.yml:5:5 write each name as a key: 'b:' instead of '- b'",
      "warning inventory-key hosts.yml:8:7 a variable stands under 'vars:', a host under 'hosts:' (x)",
      "warning inventory-key hosts.yml:9:7 a group below another one stands under 'children:'",
      'warning inventory-group hosts.yml:11:5',
    ]);
  });

  it.each([
    [{ 'x.yml': 'plugin: constructed\n' }, 'inventory-plugin'],
    [{ 'x.yml': '- a\n' }, 'inventory-format'],
    [{ 'x.toml': 'a = 1\n' }, 'inventory-format'],
    [{ x: '#!/bin/sh\n' }, 'inventory-script'],
    [{ x: '[a:children]\nb\n[b:children]\na\n' }, 'inventory-group-circle'],
  ])('%j', (files, code) => {
    expect(inventory(files).diagnostics.map((d) => d.code)).toEqual([code]);
  });

  it('a missing file may have been meant as a host', () => {
    expect(inventory({}, ['web1']).diagnostics).toMatchObject([
      { code: 'inventory-missing', hint: 'names of hosts end with a comma: -i web1,' },
    ]);
  });

  it('a script that fails says what it printed', () => {
    const failing: RunProgram = () => ({ status: 3, stdout: '', stderr: 'no token\n' });
    expect(inventory({ x: '#!/bin/sh\n' }, ['x'], failing).diagnostics).toMatchObject([
      { summary: '/project/x --list ended with status 3', hint: 'no token' },
    ]);
  });
});

describe('patterns', () => {
  const read = inventory({ hosts: '[web]\nweb[1:3]\n[db]\ndb1\n' });
  const names = (pattern: string, limit?: string) =>
    read.match(pattern, limit).hosts.map((host) => host.name);

  it('match in the order of the inventory', () => {
    expect(names('web:db:!web2')).toEqual(['web1', 'web3', 'db1']);
    expect(names('~web[23]')).toEqual(['web2', 'web3']);
    expect(names('all', 'web[0]')).toEqual(['web1']);
  });

  it('of unknown names are warned about', () => {
    const place = { file: 'play.yml', line: 1, column: 10 };
    const { hosts, diagnostics } = read.match('wbe', undefined, { place, line: '- hosts: wbe' });
    expect(hosts).toEqual([]);
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'unknown-host-pattern', place, hint: "did you mean 'web'?" },
    ]);
  });

  it('may come from a file', () => {
    const withFile = inventory({ hosts: 'a\nb\nc\n', retry: 'a\nc\n' });
    expect(withFile.match('all', '@retry').hosts.map((h) => h.name)).toEqual(['a', 'c']);
    expect(() => withFile.match('all', '@gone')).toThrow('no file gone');
  });

  it('can be ordered', () => {
    const hosts = read.match('db:web').hosts;
    const ordered = (order: Parameters<typeof orderHosts>[1]) =>
      orderHosts(hosts, order, () => 0).map((h) => h.name);
    expect(ordered('inventory')).toEqual(['db1', 'web1', 'web2', 'web3']);
    expect(ordered('reverse_inventory')).toEqual(['web3', 'web2', 'web1', 'db1']);
    expect(ordered('reverse_sorted')).toEqual(['web3', 'web2', 'web1', 'db1']);
    expect(ordered('shuffle').toSorted()).toEqual(['db1', 'web1', 'web2', 'web3']);
  });
});

describe('what tasks add', () => {
  it('are hosts and groups like any other', () => {
    const read = inventory({ hosts: '[web]\nweb1\n' });
    const host = read.addHost('new', ['web', 'fresh'], new Map([['a', 1]]));
    read.addToGroup(host, 'os_debian', ['linux']);
    expect(read.match('linux').hosts).toEqual([host]);
    expect(read.groupsVariable().get('web')).toEqual(['web1', 'new']);
    expect(host.groupNames).toEqual(['fresh', 'linux', 'os_debian', 'web']);
    expect(variables(read, 'new').get('a')).toBe(1);
    read.refresh();
    expect(read.host('new')).toBeUndefined();
  });
});

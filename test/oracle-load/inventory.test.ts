import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Mistakes } from '../../src/core/diagnostic.ts';
import { Secrets } from '../../src/core/secrets.ts';
import { type Dict, isDict, type Value, VaultText } from '../../src/core/value.ts';
import {
  combine,
  combineLayers,
  type Inventory,
  nodeControlFiles,
  Reader,
  readInventory,
  Vault,
} from '../../src/load/index.ts';
import { bin } from '../original/environment.ts';
import { SAMPLES, type Sample } from './inventories.ts';
import { ask, encode, sameAs } from './oracle.ts';

interface Theirs {
  readonly order: readonly string[];
  readonly groups: readonly (readonly [string, Group])[];
  readonly hosts: Readonly<Record<string, { readonly variables: readonly (readonly [string, unknown])[] }>>;
  readonly matches: readonly (readonly string[] | null)[];
}

interface Group {
  readonly hosts: readonly string[];
  readonly own: readonly string[];
  readonly children: readonly string[];
  readonly depth: number;
  readonly priority: number;
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'jrun-inventories-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Prepared {
  readonly directory: string;
  readonly sources: readonly string[];
  readonly vault: Vault;
}

function write(sample: Sample, index: number): Prepared {
  const directory = join(root, String(index));
  const vault = new Vault(
    sample.password ? [{ id: 'default', password: sample.password }] : [],
    new Secrets(),
  );
  mkdirSync(join(directory, 'play'), { recursive: true });
  for (const [path, text] of Object.entries(sample.files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, encrypted(text, vault));
    if (sample.executable?.includes(path)) chmodSync(file, 0o755);
  }
  const sources = sample.sources.map((source) => (source.includes(',') ? source : join(directory, source)));
  return { directory, sources, vault };
}

/** `VAULT:` at the beginning encrypts the whole file, `VAULTED:` a value. */
function encrypted(text: string, vault: Vault): string {
  if (text.startsWith('VAULT:')) return vault.encrypt(text.slice('VAULT:'.length));
  return text.replace(
    /VAULTED:(.*)/,
    (_, plain: string) => `!vault |\n${vault.encrypt(plain).replaceAll(/^(?=.)/gm, '  ')}`,
  );
}

function opened(value: Value, vault: Vault): Value {
  if (value instanceof VaultText) return vault.decryptText(value.ciphertext);
  if (Array.isArray(value)) return value.map((item) => opened(item, vault));
  if (isDict(value)) return new Map([...value].map(([k, v]) => [k, opened(v, vault)]));
  return value;
}

const patternsOf = (sample: Sample) =>
  (sample.patterns ?? []).map((p) => (typeof p === 'string' ? [p, null] : p));

describe('inventories are read as the original reads them', () => {
  const prepared = SAMPLES.map(write);
  let answers: readonly Theirs[] = [];

  beforeAll(() => {
    answers = ask(
      SAMPLES.map((sample, index) => ({
        ask: 'inventory',
        sources: prepared[index]?.sources,
        playbook: join(prepared[index]?.directory ?? '', 'play'),
        patterns: patternsOf(sample),
        ...(sample.password ? { password: sample.password } : {}),
      })),
    ).map((answer, index) => {
      if ('error' in answer) throw new Error(`${SAMPLES[index]?.name}: ${answer.error}`);
      return answer.ok as Theirs;
    });
  }, 120_000);

  function read(index: number): { inventory: Inventory; theirs: Theirs; vault: Vault; playbook: string } {
    const sample = prepared[index];
    const theirs = answers[index];
    if (!sample || !theirs) throw new Error('no such sample');
    const inventory = readInventory({
      reader: new Reader(nodeControlFiles, sample.vault),
      sources: sample.sources,
      workingDirectory: process.cwd(),
      run: (command, args) => spawnSync(command, args, { encoding: 'utf8' }),
    });
    expect(inventory.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    return { inventory, theirs, vault: sample.vault, playbook: join(sample.directory, 'play') };
  }

  describe.each(SAMPLES.map((sample, index) => [sample.name, index] as const))('%s', (_, index) => {
    it('hosts and groups', () => {
      const { inventory, theirs } = read(index);
      expect([...inventory.hosts.keys()]).toEqual(theirs.order);
      const ours = [...inventory.groups].map(([name, group]) => [
        name,
        {
          hosts: group.hosts.map((host) => host.name),
          own: [...group.ownHosts].map((host) => host.name),
          children: group.children.map((child) => child.name),
          depth: group.depth,
          priority: group.priority,
        },
      ]);
      expect(ours.map(withoutChance)).toEqual(theirs.groups.map(withoutChance));
    });

    it('variables of each host', () => {
      const { inventory, theirs, vault, playbook } = read(index);
      for (const [name, { variables }] of Object.entries(theirs.hosts)) {
        const host = inventory.host(name);
        if (!host) throw new Error(`${name} is missing`);
        const { layers, diagnostics } = inventory.hostVariables(host, playbook);
        expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
        const all: Dict = combine([inventory.magicVariables(host), combineLayers(layers)]);
        const ours = [...all.keys()].map(String).sort(byPoint);
        expect([name, ours]).toEqual([name, variables.map(([key]) => key)]);
        for (const [key, value] of variables) {
          const mine = encode(opened(all.get(key) ?? null, vault));
          // Where there is no directory, the original has the text 'None'.
          if (key === 'inventory_dir' && sameAs(['str', 'None'], value)) expect(mine).toEqual(['none']);
          else if (!sameAs(mine, value)) expect([name, key, mine]).toEqual([name, key, value]);
        }
      }
    });

    it('patterns', () => {
      const { inventory, theirs } = read(index);
      for (const [i, [pattern, limit]] of patternsOf(SAMPLES[index] as Sample).entries()) {
        const expected = theirs.matches[i];
        let ours: readonly string[] | null;
        try {
          const { hosts, diagnostics } = inventory.match(pattern ?? '', limit ?? undefined);
          ours = diagnostics.some((d) => d.severity === 'error') ? null : hosts.map((host) => host.name);
        } catch (thrown) {
          if (!(thrown instanceof Mistakes)) throw thrown;
          ours = null;
        }
        expect([pattern, limit, ours && [...ours].sort()]).toEqual([
          pattern,
          limit,
          expected && [...(expected ?? [])].sort(),
        ]);
      }
    });
  });

  it('ansible-inventory --list says the same of variables', () => {
    for (const index of [0, 2, 3, 6]) {
      const sample = prepared[index];
      const theirs = answers[index];
      const { inventory, playbook } = read(index);
      const done = spawnSync(
        join(bin, 'ansible-inventory'),
        ['--list', '--playbook-dir', playbook, ...(sample?.sources ?? []).flatMap((s) => ['-i', s])],
        { encoding: 'utf8', cwd: root },
      );
      if (done.status !== 0) throw new Error(done.stdout + done.stderr);
      const told = JSON.parse(done.stdout) as {
        _meta: { hostvars: Record<string, Record<string, unknown>> };
      };
      for (const name of theirs?.order ?? []) {
        const host = inventory.host(name);
        if (!host) throw new Error(`${name} is missing`);
        const ours = combineLayers(inventory.hostVariables(host, playbook).layers);
        for (const internal of ['inventory_file', 'inventory_dir']) ours.delete(internal);
        expect([name, [...ours.keys()].map(String).sort()]).toEqual([
          name,
          Object.keys(told._meta.hostvars[name] ?? {}).sort(),
        ]);
      }
    }
  }, 60_000);
});

/** The original walks groups two levels down in the order of a Python set: by chance. There only who is in counts. */
function withoutChance(entry: unknown): unknown {
  const [name, group] = entry as readonly [string, Group];
  return [name, { ...group, hosts: group.children.length > 0 ? [...group.hosts].sort() : group.hosts }];
}

function byPoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

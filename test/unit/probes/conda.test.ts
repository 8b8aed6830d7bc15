import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Expected } from '../../../src/core/probe.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import tool, { type Conda, conda, NO_CONDA } from '../../../src/probes/conda.ts';
import environment, { channelName, condaEnv, NO_ENV } from '../../../src/probes/conda-env.ts';
import simulation, { condaSimulation } from '../../../src/probes/conda-simulation.ts';
import { made, NOTHING } from '../../../src/probes/path.ts';
import { observe, SHELLS } from './support/shells.ts';

let folder: string;

/** As conda 24.7 writes it: sorted keys, the lists of files at the end. */
function record(prefix: string, file: string, channel: string, depends: readonly string[]): void {
  const value = {
    build: 'x',
    build_number: 0,
    channel,
    constrains: ['other >=1'],
    depends,
    files: ['share/"channel": "wrong"'],
    link: { source: '/opt', type: 1 },
  };
  writeFileSync(join(folder, prefix, 'conda-meta', file), JSON.stringify(value, null, 2));
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'jrun-conda-')));
  for (const part of ['root/bin', 'root/conda-meta', 'env/conda-meta', 'bare', "it's/conda-meta"])
    mkdirSync(join(folder, part), { recursive: true });
  for (const prefix of ['root', 'env', "it's"]) writeFileSync(join(folder, prefix, 'conda-meta/history'), '');
  writeFileSync(join(folder, 'root/bin/mamba'), '#!/bin/sh\n');
  chmodSync(join(folder, 'root/bin/mamba'), 0o755);
  symlinkSync(join(folder, 'root/bin/mamba'), join(folder, 'linked'));
  writeFileSync(
    join(folder, 'root/.condarc'),
    `channels: [x]\nenvs_dirs:\n  - "${folder}/envs"\nsolver: classic\n`,
  );
  const forge = 'https://conda.anaconda.org/conda-forge';
  record('env', 'ca-certificates-2024.7.4-hbcca054_0.json', `${forge}/linux-64`, []);
  record('env', 'python-3.11.2-debian_0.json', 'file:///srv/channels/main/linux-64', [
    'ca-certificates',
    'bzip2 >=1.0.8,<2.0a0',
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('what %s reads', (shell) => {
  it('an environment: packages by the names of their records, without any Python', () => {
    const [found, bare, none, odd] = observe(shell, environment, [
      condaEnv(`${folder}/env`),
      condaEnv(`${folder}/bare`),
      condaEnv(`${folder}/none`),
      condaEnv(`${folder}/it's`),
    ]);
    expect(found).toEqual({
      exists: true,
      pip: {},
      packages: {
        'ca-certificates': { version: '2024.7.4', build: 'hbcca054_0', channel: 'conda-forge', depends: [] },
        python: {
          version: '3.11.2',
          build: 'debian_0',
          channel: 'file:///srv/channels/main',
          depends: ['ca-certificates', 'bzip2 >=1.0.8,<2.0a0'],
        },
      },
    });
    expect([bare, none]).toEqual([NO_ENV, NO_ENV]);
    expect(odd).toEqual({ exists: true, packages: {}, pip: {} });
  });

  it('the conda that a link leads to, and where its environments are', () => {
    const [found, none] = observe(shell, tool, [
      conda(`${folder}/linked`),
      conda(`${folder}/root/bin/conda`),
    ]);
    expect(found).toMatchObject({ found: `${folder}/linked`, root: `${folder}/root` });
    expect((found as Conda).envsDirs.map((dir) => dir.path.replace(folder, '')).slice(0, 2)).toEqual([
      '/envs',
      '/root/envs',
    ]);
    expect(none).toEqual(NO_CONDA);
  });

  it('a dry run of a conda that is not there says nothing', () => {
    const argv = [`${folder}/none/bin/conda`, 'install', '--dry-run'];
    const [answer] = observe(shell, simulation, [
      condaSimulation({ argv, env: {}, root: '', prefix: '/srv/x' }),
    ]);
    expect(answer).toMatchObject({ mute: true });
  });

  it('what a dry run answers, or refuses', () => {
    const says = (name: string, text: string, status: number): string => {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${text}\nEND\nexit ${status}\n`);
      chmodSync(file, 0o755);
      return file;
    };
    const one = { name: 'six', version: '1.16', build_string: 'p_0', channel: 'main' };
    const answers = [
      says(
        'solves',
        `Collecting\n${JSON.stringify({ actions: { LINK: [one], UNLINK: [] }, success: true })}`,
        0,
      ),
      says('idle', '{"message": "All requested packages already installed.", "success": true}', 0),
      says('refuses', '{"error": "PackagesNotFoundError: x", "exception_name": "PackagesNotFoundError"}', 1),
      says('breaks', 'no JSON', 3),
    ];
    const keys = answers.map((file) =>
      condaSimulation({ argv: [file], env: { A: 'b' }, root: '', prefix: '/e' }),
    );
    expect(observe(shell, simulation, keys)).toEqual([
      { link: [{ name: 'six', version: '1.16', build: 'p_0', channel: 'main' }], unlink: [], refusal: '' },
      { link: [], unlink: [], refusal: '' },
      { link: [], unlink: [], refusal: 'PackagesNotFoundError: x' },
      { link: [], unlink: [], refusal: 'no JSON' },
    ]);
  });
});

describe('what is expected', () => {
  const expecting = (states: Readonly<Record<string, unknown>>): Expected => ({
    get: (key) => (states[key.subject] ?? NOTHING) as never,
  });
  const there = (path: string) => made(path, { type: 'directory' });

  it('an environment goes with its folder', () => {
    const before = { exists: true, packages: {}, pip: {} };
    expect(environment.derive?.(condaEnv('/e'), before, expecting({}))).toEqual({ value: NO_ENV });
    const kept = expecting({ '/e': there('/e'), '/e/conda-meta': there('/e/conda-meta') });
    expect(environment.derive?.(condaEnv('/e'), before, kept)).toEqual({ value: before });
  });

  it('a program that is to come is found where one looks', () => {
    const file = '/opt/miniforge3/bin/conda';
    const found = tool.derive?.(conda(), NO_CONDA, expecting({ [file]: made(file, { type: 'file' }) }));
    expect(found?.value).toMatchObject({ found: file, root: '/opt/miniforge3' });
    expect(tool.derive?.(conda(file), NO_CONDA, expecting({}))).toEqual({ value: NO_CONDA });
    const open = Unknown.of('x');
    expect(tool.derive?.(conda(), NO_CONDA, { get: () => open as never })).toEqual({ value: open });
  });

  it('what is missing is told, what others moved is not', () => {
    const p = { version: '1', build: 'x', channel: 'c', depends: [] };
    const is = { exists: true, packages: { a: p }, pip: {} };
    const differ = (packages: object) =>
      environment.differences?.({ exists: true, packages, pip: {} } as never, is);
    expect(differ({ a: { ...p, version: '2' }, b: p })).toEqual([
      'a 2 was expected, it is 1',
      'b is missing',
    ]);
    expect(differ({ a: { ...p, version: '2', kept: true }, b: { ...p, kept: true } })).toEqual([]);
    expect(environment.differences?.(NO_ENV, is)).toEqual(['the environment is still there']);
  });

  it('channels are known by their names', () => {
    expect(channelName('https://conda.anaconda.org/r/noarch')).toBe('r');
    expect(channelName('https://repo.example.org/main/linux-aarch64')).toBe('https://repo.example.org/main');
  });
});

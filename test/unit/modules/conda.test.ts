import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/key.ts';
import type { StepOutput } from '../../../src/core/step.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { channelsOf, packagesOf, rootOf } from '../../../src/modules/conda/conda-arguments.ts';
import { said } from '../../../src/modules/conda/conda-result.ts';
import { superfluous, withDependents } from '../../../src/modules/conda/conda-todo.ts';
import {
  beginsWith,
  compareCondaVersions,
  matchesVersion,
} from '../../../src/modules/conda/conda-versions.ts';
import { NoEnvironmentFile, readEnvironmentFile } from '../../../src/modules/conda/environment-file.ts';
import { isMet, parseMatchSpec } from '../../../src/modules/conda/match-spec.ts';
import module from '../../../src/modules/conda.ts';
import { type Conda, conda, NO_CONDA } from '../../../src/probes/conda.ts';
import { type CondaEnv, type CondaPackage, condaEnv, NO_ENV } from '../../../src/probes/conda-env.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import type { Entry } from './support/observations.ts';

mayBeUnknown('conda-env', ['packages', 'pip']);

const EXE = '/opt/conda/bin/conda';
const TOOL: Conda = {
  found: EXE,
  flavour: 'conda',
  root: '/opt/conda',
  envsDirs: [
    { path: '/opt/conda/envs', writable: true },
    { path: '/root/.conda/envs', writable: true },
  ],
};
const pack = (version: string, ...depends: string[]): CondaPackage => ({
  version,
  build: 'py311_0',
  channel: 'conda-forge',
  depends,
});
const LAB: CondaEnv = {
  exists: true,
  packages: {
    python: pack('3.11.2'),
    jupyterlab: pack('4.2.1', 'python >=3.8', 'tornado'),
    tornado: pack('6.4', 'python 3.11.*'),
    toml: pack('0.10.2', 'python'),
  },
  pip: { six: { version: '1.16.0' } },
};
const tool: Entry = [conda(), TOOL];
const lab = (env: CondaEnv = LAB): Entry[] => [
  [condaEnv('/opt/conda/envs/lab'), env],
  [condaEnv('/root/.conda/envs/lab'), NO_ENV],
];
const words = (verb: string, prefix: string, ...more: string[]) => [
  EXE,
  verb,
  ...['--prefix', prefix, '--yes', '--quiet', '--json'],
  ...more,
];
const on = (all: readonly Case[]): Case[] =>
  all.map((one) => ({
    otherwise: (key: Key) =>
      key.kind === 'path'
        ? NOTHING
        : key.kind === 'home'
          ? '/root'
          : key.kind === 'http-client'
            ? 'curl'
            : undefined,
    ...one,
  }));

cases(
  module,
  on([
    {
      name: 'what is there is there, whatever conda would rather have',
      args: { environment: 'lab', name: ['jupyterlab>=4', '<5', 'conda-forge::python=3.11', 'toml'] },
      seen: [tool, ...lab()],
      expect: { verdict: 'unchanged', result: { prefix: '/opt/conda/envs/lab', executable: EXE } },
    },
    {
      name: 'only what is missing is handed over',
      args: {
        environment: 'lab',
        name: ['jupyterlab', 'toml=0.9', 'nodejs'],
        channels: ['conda-forge r'],
        extra_args: '--no-pin',
      },
      seen: [tool, ...lab()],
      expect: {
        verdict: 'change',
        changes: ['toml 0.10.2 → toml=0.9', 'install nodejs'],
        result: {
          cmd: words(
            'install',
            '/opt/conda/envs/lab',
            '--channel',
            'conda-forge',
            '--channel',
            'r',
            '--no-pin',
            'toml=0.9',
            'nodejs',
          ),
        },
        presumed: [],
      },
    },
    {
      name: 'an environment that is not there is made, in the first folder that can be written',
      args: { environment: 'lab', name: ['python'], version: '3.11' },
      seen: [tool, ...lab(NO_ENV)],
      expect: {
        verdict: 'change',
        changes: ['make the environment /opt/conda/envs/lab', 'install python=3.11'],
        result: { cmd: words('create', '/opt/conda/envs/lab', 'python=3.11') },
      },
    },
    {
      name: 'an environment of that name elsewhere is the one',
      args: { environment: 'lab', name: ['python'] },
      seen: [tool, [condaEnv('/opt/conda/envs/lab'), NO_ENV], [condaEnv('/root/.conda/envs/lab'), LAB]],
      expect: { verdict: 'unchanged', result: { prefix: '/root/.conda/envs/lab' } },
    },
    {
      name: 'without an environment it is base; a path is one in `environment` too',
      args: { name: ['toml'], executable: EXE },
      seen: [
        [conda(EXE), TOOL],
        [condaEnv('/opt/conda'), LAB],
      ],
      expect: { verdict: 'unchanged', result: { prefix: '/opt/conda' } },
    },
    {
      name: 'packages go, with what needs them',
      args: { prefix: '/srv/e', name: ['tornado', 'never-there'], state: 'absent' },
      seen: [tool, [condaEnv('/srv/e'), LAB]],
      expect: {
        verdict: 'change',
        changes: ['remove tornado', 'remove jupyterlab'],
        result: { cmd: words('remove', '/srv/e', 'tornado') },
      },
    },
    {
      name: 'an environment goes',
      args: { environment: '/srv/e', state: 'absent' },
      seen: [tool, [condaEnv('/srv/e'), LAB]],
      expect: { verdict: 'change', changes: ['remove the environment /srv/e'] },
    },
    {
      name: 'conda itself does not',
      args: { environment: 'base', state: 'absent' },
      seen: [tool, [condaEnv('/opt/conda'), LAB]],
      expect: { verdict: 'fails', message: /is conda itself/ },
    },
    {
      name: 'what never was is gone, even without conda',
      args: { environment: 'lab', state: 'absent' },
      seen: [[conda(), NO_CONDA]],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'without conda nothing can be installed',
      args: { environment: 'lab', name: ['six'] },
      seen: [[conda(), NO_CONDA]],
      expect: { verdict: 'fails', message: /There is no conda/ },
    },
    {
      name: 'whether it is there may not be known yet',
      args: { environment: 'lab', name: ['six'] },
      seen: [[conda(), Unknown.of('what «install conda» does')]],
      expect: { verdict: 'unknown', waitsFor: ['what «install conda» does'] },
    },
    {
      name: 'a run upgrades, and tells afterwards whether anything changed',
      args: { environment: 'lab', name: ['*'], state: 'latest' },
      seen: [tool, ...lab()],
      expect: {
        verdict: 'change',
        changes: ['upgrade all packages'],
        result: { cmd: words('update', '/opt/conda/envs/lab', '--all') },
      },
    },
    {
      name: 'what a file says: satisfied, pip included',
      args: { prefix: '/srv/e', spec: { dependencies: ['toml', { pip: ['six>=1'] }] } },
      seen: [tool, [condaEnv('/srv/e'), LAB]],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'what a file does not say goes',
      args: { prefix: '/srv/e', spec: { dependencies: ['toml'] }, prune: true },
      seen: [tool, [condaEnv('/srv/e'), LAB]],
      expect: {
        verdict: 'change',
        changes: ['remove jupyterlab', 'remove tornado'],
        result: {
          cmd: [EXE, 'env', 'update', '--prune', '--prefix', '/srv/e', '--quiet', '--file', '{attachment}'],
        },
      },
    },
    {
      name: 'conda itself, fetched by the host, and an environment at once',
      args: {
        installer: 'https://example.org/Miniforge3.sh',
        installer_checksum: `sha256:${'a'.repeat(64)}`,
        root_prefix: '/opt/conda',
        environment: 'lab',
        name: ['six'],
      },
      seen: [
        [conda(EXE), NO_CONDA],
        [condaEnv('/opt/conda/envs/lab'), NO_ENV],
      ],
      expect: {
        verdict: 'change',
        changes: ['install conda in /opt/conda', 'make the environment /opt/conda/envs/lab', 'install six'],
        does: ['mkdir', 'produce', 'run', 'run'],
      },
    },
    {
      name: 'an installer that has run is not asked for again',
      args: { installer: 'https://example.org/Miniforge3.sh', prefix: '/opt/conda' },
      seen: [
        [conda(EXE), TOOL],
        [condaEnv('/opt/conda'), LAB],
      ],
      expect: { verdict: 'unchanged' },
    },
  ]),
);

describe('mistakes that are found before any host is touched', () => {
  const mistakes = (args: Record<string, unknown>) =>
    module
      .check?.({ state: 'present', remote_src: false, prune: false, override_channels: false, ...args })
      .map((m) => m.message);
  it.each([
    [{ name: ['a', 'b'], version: '1' }, "'version' is ambiguous with several packages"],
    [{ name: ['a=2'], version: '1' }, "'version' conflicts with the one in 'a=2'"],
    [{ name: ['a'], version: '1', state: 'latest' }, '`version` must not be set with state=latest'],
    [{ name: ['*'] }, '`*` stands for all packages only with state=latest'],
    [{ name: ['a'], prune: true }, 'prune goes by a file'],
    [{ installer: 'x.sh', name: ['a'] }, 'installer takes the folder to install conda into'],
    [{ installer: 'x.sh', prefix: '/o', installer_checksum: 'sha256:12' }, "'sha256:12' is no checksum"],
    [{ spec: { dependencies: 'six' } }, 'dependencies is no list'],
  ])('%j', (args, message) => expect(mistakes(args)).toEqual([message]));
});

describe('what conda said', () => {
  const output = (stdout: string, more: Partial<StepOutput> = {}): StepOutput => ({
    outcome: 'done',
    status: 0,
    stdout: Buffer.from(stdout),
    stderr: '',
    elapsed: 1,
    ...more,
  });
  it('its answer, in an order of its own', () => {
    const answer = {
      actions: { FETCH: [{ name: 'b' }, { name: 'a' }], LINK: [{ name: 'b' }] },
      success: true,
    };
    expect(said([output(`PREFIX=/opt\n`), output(`...\n${JSON.stringify(answer)}`)])).toEqual({
      stdout: 'PREFIX=/opt\n',
      stderr: '',
      actions: [{ FETCH: [{ name: 'a' }, { name: 'b' }], LINK: [{ name: 'b' }] }],
    });
  });
  it('why it failed', () => {
    const failed = { outcome: 'failed', status: 1 } as const;
    expect(said([output('{"error": "PackagesNotFoundError: x"}', failed)])).toMatchObject({
      failed: true,
      msg: 'PackagesNotFoundError: x',
    });
    expect(said([output('', { ...failed, stderr: 'no space\n' })])).toMatchObject({
      failed: true,
      msg: 'no space',
    });
  });
});

describe("conda's words", () => {
  it('versions', () => {
    const sorted = ['1.0', '1.1dev1', '1.1a1', '1.1rc1', '1.1', '1.1post1', '1.10', '1!0.1'];
    expect([...sorted].reverse().sort(compareCondaVersions)).toEqual(sorted);
    expect([beginsWith('3.11.2', '3.11'), beginsWith('3.11.2', '3.1')]).toEqual([true, false]);
    expect(matchesVersion('1.5', '>=1.0,<1.4|>1.4.5')).toBe(true);
    expect(matchesVersion('1.5', '(>=1|<0)')).toBeUndefined();
  });

  it('specifications', () => {
    expect(parseMatchSpec('conda-forge::numpy >=1.20, <2')).toMatchObject({
      channel: 'conda-forge',
      name: 'numpy',
      version: '>=1.20,<2',
    });
    expect(parseMatchSpec('Python=3.11=h_0')).toMatchObject({
      name: 'python',
      version: '==3.11',
      build: 'h_0',
    });
    expect(parseMatchSpec("x[version='>=1', md5=ab]")).toMatchObject({ version: '>=1', more: true });
    expect(parseMatchSpec('https://example.org/x-1-0.conda').name).toBeUndefined();
    const there = { x: pack('1.0') };
    expect(isMet(parseMatchSpec('r::x'), there)).toBe(false);
    expect(isMet(parseMatchSpec('x=1.0=py312*'), there)).toBe(false);
    expect(isMet(parseMatchSpec('x=1.0=py311*'), there)).toBe(true);
    expect(isMet(parseMatchSpec('x[md5=ab]'), there)).toBeUndefined();
    const expected = { x: { ...pack('1.0'), version: Unknown.of('which'), asked: '=1' } };
    expect([isMet(parseMatchSpec('x=1'), expected), isMet(parseMatchSpec('x=2'), expected)]).toEqual([
      true,
      Unknown.of('which'),
    ]);
  });

  it('lists that were split at commas, channels in one text, where conda is', () => {
    expect(packagesOf({ name: ['numpy>=1', '<2', 'x'] })).toEqual(['numpy>=1,<2', 'x']);
    expect(channelsOf({ channels: ['a b', ' c'] } as never)).toEqual(['a', 'b', 'c']);
    expect(rootOf({ executable: '/o/c/bin/mamba' } as never)).toBe('/o/c');
    expect(rootOf({ installer: 'x', prefix: '/o/' } as never)).toBe('/o');
    expect(rootOf({ installer: 'x', prefix: '/o', name: ['x'] } as never)).toBeUndefined();
  });

  it('an environment.yml', () => {
    const text =
      'name: a\nchannels: [r, nodefaults]\ndependencies:\n- x=1\n- pip:\n  - six\nvariables: {A: b}\n';
    expect(readEnvironmentFile(text)).toEqual({
      name: 'a',
      channels: ['r'],
      packages: ['x=1'],
      pip: ['six'],
      variables: true,
    });
    for (const wrong of ['- x', 'dependencies: x', 'dependencies: [{npm: [x]}]', 'a: [']) {
      expect(() => readEnvironmentFile(wrong), wrong).toThrow(NoEnvironmentFile);
    }
  });

  it('who needs whom', () => {
    const all = LAB.packages as Record<string, CondaPackage>;
    expect(superfluous([parseMatchSpec('jupyterlab')], all)).toEqual(['toml']);
    expect([...withDependents(['python'], all)].sort()).toEqual(['jupyterlab', 'python', 'toml', 'tornado']);
  });
});

import { describe, expect, it } from 'vitest';
import { becomes, type Effect, presumes, unsettles } from '../../../src/core/effect.ts';
import type { Key } from '../../../src/core/key.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { withoutPasswords } from '../../../src/modules/pip/index-urls.ts';
import { evaluateMarker, markerEnvironment } from '../../../src/modules/pip/markers.ts';
import { shellWords } from '../../../src/modules/pip/pip-command.ts';
import { AskPip, joinSplitNames, parseRequirement } from '../../../src/modules/pip/requirement.ts';
import { satisfies } from '../../../src/modules/pip/specifiers.ts';
import { compare, parseVersion } from '../../../src/modules/pip/versions.ts';
import pip from '../../../src/modules/pip.ts';
import { NOTHING } from '../../../src/probes/path.ts';
import { type PipSimulation, pipSimulation } from '../../../src/probes/pip-simulation.ts';
import { program } from '../../../src/probes/program.ts';
import { type Python, python } from '../../../src/probes/python.ts';
import { NO_VENV, type Venv, venv } from '../../../src/probes/venv.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import { aFile } from './support/host.ts';
import type { Entry } from './support/observations.ts';

mayBeUnknown('venv', ['packages', 'python']);
mayBeUnknown('python', ['hasPip', 'makesVenvs', 'externallyManaged', 'packages']);

const HOME = '/srv/v';
const VENV: Venv = {
  state: 'works',
  python: '3.11.2',
  hasPip: true,
  systemSitePackages: false,
  packages: {
    pip: { version: '23.0.1' },
    django: { version: '4.2.1' },
    'nest-asyncio': { version: '1.6.0' },
  },
};
const PYTHON: Python = {
  found: '/usr/bin/python3',
  version: '3.11.2',
  hasPip: true,
  makesVenvs: true,
  externallyManaged: false,
};
const there = (more: Partial<Venv> = {}): Entry => [venv(HOME), { ...VENV, ...more }];
const uv: Entry = [program('uv'), '/usr/local/bin/uv'];
/** pip's dry run of these words says this. */
const simulated = (words: readonly string[], more: Partial<PipSimulation>, ...names: string[]): Entry => {
  const { argv, cwd, env } = inVenv(...words);
  const dry = [...argv, '--dry-run', '--report', '-', '--quiet', '--retries', '1'];
  const upgrade = words.includes('--upgrade');
  const run = { cwd, env, folder: HOME, files: [], names, upgrade, argv: dry, answer: 'report' as const };
  return [pipSimulation(run), { installs: [], from: {}, refusal: '', ...more }];
};
const interpreter = (more: Partial<Python> = {}): Entry => [python('python3'), { ...PYTHON, ...more }];
const ENV = {
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_COLOR: '1',
  PIP_PROGRESS_BAR: 'off',
  LC_ALL: 'C.UTF-8',
};
const inVenv = (...words: string[]) => ({
  do: 'run' as const,
  cwd: '/',
  env: ENV,
  argv: [
    'sh',
    '-c',
    'PATH="$0:$PATH"; export PATH; exec "$@"',
    '/srv/v/bin',
    '/srv/v/bin/python',
    '-m',
    'pip',
    ...words,
  ],
});
/** One extra of it requires another one. */
const BLACK = {
  version: '24.1',
  requires: [
    `aiohttp>=3.8; extra == "d"`,
    `old>1; extra == "d" and python_version < "3"`,
    `black[d]; extra == "all"`,
    `black[all]; extra == "d"`,
  ],
};
const IN_THE_WAY: readonly Effect[] = [
  unsettles({ kind: 'path', subject: '/root/.cache', below: true }, 'what pip keeps for later'),
  ...['bin', 'lib', 'lib64', 'include', 'pyvenv.cfg', '.gitignore', '.lock', 'CACHEDIR.TAG'].map((part) =>
    unsettles({ kind: 'path', subject: `/srv/v/${part}`, below: true }, 'what the packages in /srv/v bring'),
  ),
  ...['share', 'etc', 'src'].map((part) =>
    presumes(
      { kind: 'path', subject: `/srv/v/${part}`, below: true },
      `no Python package brings this file to /srv/v/${part}`,
    ),
  ),
];
const on = (all: readonly Case[]): Case[] =>
  all.map((one) => ({
    otherwise: (key: Key) => {
      if (key.kind === 'pip-simulation') return { installs: [], from: {}, refusal: '', mute: true };
      return key.kind === 'path' ? NOTHING : key.kind === 'home' ? '/root' : undefined;
    },
    ...one,
  }));

cases(
  pip,
  on([
    {
      name: 'what is there is read from its files; names are compared as PEP 503 has them',
      args: { name: ['Django>=4,<5', 'nest_asyncio'], virtualenv: HOME },
      seen: [there()],
      expect: {
        verdict: 'unchanged',
        asked: ['home:', 'venv:/srv/v'],
        result: { virtualenv: HOME, state: 'present' },
      },
    },
    {
      name: 'only what is missing is handed to pip',
      args: { name: ['django', 'black[d]==24.1.0'], virtualenv: HOME },
      seen: [there()],
      expect: {
        verdict: 'change',
        changes: ['install black[d]==24.1.0'],
        steps: [inVenv('install', 'black[d]==24.1.0')],
        result: { cmd: ['/srv/v/bin/python', '-m', 'pip', 'install', 'black[d]==24.1.0'] },
      },
    },
    {
      name: 'the password of an index is no word of the command line',
      args: {
        name: ['black'],
        virtualenv: HOME,
        extra_args: '--pre --index-url https://me:pw@index.example/',
      },
      seen: [there()],
      expect: {
        verdict: 'change',
        steps: [
          {
            ...inVenv('install', '--pre', 'black'),
            env: { ...ENV, PIP_INDEX_URL: 'https://me:pw@index.example/' },
          },
        ],
        result: { cmd: ['/srv/v/bin/python', '-m', 'pip', 'install', '--pre', 'black'] },
      },
    },
    {
      name: 'another version than the one that is there',
      args: { name: ['django'], version: '4.2.9', virtualenv: HOME },
      seen: [there()],
      expect: { verdict: 'change', changes: ['install django==4.2.9'] },
    },
    {
      name: 'the environment is made',
      args: { name: ['jupyterlab'], virtualenv: HOME },
      seen: [[venv(HOME), NO_VENV], interpreter()],
      expect: {
        verdict: 'change',
        changes: ['make the virtual environment /srv/v', 'install jupyterlab'],
        steps: [
          { do: 'run', cwd: '/', env: ENV, argv: ['python3', '-m', 'venv', HOME] },
          inVenv('install', 'jupyterlab'),
        ],
      },
    },
    {
      name: 'an environment whose Python is gone is made again',
      args: { name: ['jupyterlab'], virtualenv: HOME },
      seen: [there({ state: 'broken' }), interpreter()],
      expect: { verdict: 'change', changes: ['repair the virtual environment /srv/v', 'install jupyterlab'] },
    },
    {
      name: 'Debian without python3-venv',
      args: { name: ['jupyterlab'], virtualenv: HOME },
      seen: [[venv(HOME), NO_VENV], interpreter({ makesVenvs: false })],
      expect: { verdict: 'fails', message: /python3-venv/ },
    },
    {
      name: 'no Python at all',
      args: { name: ['jupyterlab'], virtualenv: HOME, virtualenv_python: 'python3.12' },
      seen: [
        [venv(HOME), NO_VENV],
        [python('python3.12'), { ...PYTHON, found: '' }],
      ],
      expect: {
        verdict: 'fails',
        message: 'There is no python3.12 on this host to make a virtual environment with',
      },
    },
    {
      name: 'uv makes the environment and fills it',
      args: { name: ['ruff'], virtualenv: HOME, installer: 'uv' },
      seen: [[venv(HOME), NO_VENV], uv],
      expect: {
        verdict: 'change',
        steps: [
          { do: 'run', cwd: '/', env: ENV, argv: ['uv', 'venv', '--allow-existing', HOME] },
          {
            do: 'run',
            cwd: '/',
            env: ENV,
            argv: [
              'sh',
              '-c',
              'PATH="$0:$PATH"; export PATH; exec "$@"',
              '/srv/v/bin',
              'uv',
              'pip',
              'install',
              '--python',
              '/srv/v/bin/python',
              'ruff',
            ],
          },
        ],
      },
    },
    {
      name: 'removing',
      args: { name: ['django', 'flask'], virtualenv: HOME, state: 'absent' },
      seen: [there()],
      expect: {
        verdict: 'change',
        changes: ['uninstall django'],
        steps: [inVenv('uninstall', '-y', 'django')],
      },
    },
    {
      name: 'removing from an environment that is not there',
      args: { name: ['django'], virtualenv: HOME, state: 'absent' },
      seen: [[venv(HOME), NO_VENV], interpreter()],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'the latest has to be asked for; only a real run does',
      args: { name: ['django'], virtualenv: HOME, state: 'latest' },
      context: { diff: false },
      seen: [there()],
      expect: {
        verdict: 'change',
        steps: [inVenv('install', '--upgrade', 'django')],
        asked: ['home:', 'venv:/srv/v'],
      },
    },
    {
      name: 'the latest, in check mode: the dry run says that there is a newer one, and what comes along',
      args: { name: ['django'], virtualenv: HOME, state: 'latest' },
      context: { check: true },
      seen: [
        there(),
        simulated(
          ['install', '--upgrade', 'django'],
          {
            installs: [
              { name: 'django', version: '5.2' },
              { name: 'asgiref', version: '3.8' },
            ],
          },
          'django',
        ),
      ],
      expect: {
        verdict: 'change',
        differences: [{ subject: HOME, before: 'django 4.2.1\n', after: 'django 5.2\nasgiref 3.8\n' }],
      },
    },
    {
      name: 'the latest, in check mode: the dry run says that it is there',
      args: { name: ['django'], virtualenv: HOME, state: 'latest' },
      context: { check: true },
      seen: [there(), simulated(['install', '--upgrade', 'django'], {}, 'django')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'the latest, in check mode, of a pip that has no dry run',
      args: { name: ['django'], virtualenv: HOME, state: 'latest' },
      context: { check: true },
      seen: [there(), simulated(['install', '--upgrade', 'django'], { mute: true }, 'django')],
      expect: { verdict: 'unknown', waitsFor: ['what the package index has by now'] },
    },
    {
      name: 'the latest of what is not there, in check mode',
      args: { name: ['flask'], virtualenv: HOME, state: 'latest' },
      context: { check: true },
      seen: [there(), simulated(['install', '--upgrade', 'flask'], { mute: true }, 'flask')],
      expect: { verdict: 'change' },
    },
    {
      name: 'in check mode it is known that there is no such version',
      args: { name: ['django==99'], virtualenv: HOME },
      context: { check: true },
      seen: [
        there(),
        simulated(['install', 'django==99'], { refusal: 'ERROR: No matching distribution' }, 'django'),
      ],
      expect: { verdict: 'fails', message: 'pip refuses: ERROR: No matching distribution' },
    },
    {
      name: 'what the dry run says is what is expected, to the last version',
      args: { name: ['flask'], virtualenv: HOME },
      seen: [
        there({ packages: { six: { version: '1.16.0' } } }),
        simulated(['install', 'flask'], { installs: [{ name: 'flask', version: '3.0' }] }, 'flask'),
      ],
      expect: {
        verdict: 'change',
        effects: [
          ...IN_THE_WAY,
          becomes(venv(HOME), {
            ...VENV,
            packages: { six: { version: '1.16.0' }, flask: { version: '3.0' } },
          }),
        ],
      },
    },
    {
      name: 'the latest by uv: what it would settle on is compared with what is there',
      args: { name: ['django', 'nest_asyncio'], virtualenv: HOME, state: 'latest', installer: 'uv' },
      context: { check: true },
      seen: [
        there(),
        uv,
        [
          pipSimulation({
            cwd: '/',
            env: ENV,
            folder: HOME,
            files: [],
            names: ['django', 'nest-asyncio'],
            upgrade: true,
            argv: [
              ...['uv', 'pip', 'compile', '--upgrade', '--quiet', '--no-header', '--no-annotate'],
              ...['--python', '/srv/v/bin/python', '-'],
            ],
            stdin: 'django\nnest_asyncio\n',
            answer: 'list',
          }),
          {
            installs: [
              { name: 'django', version: '4.2.1' },
              { name: 'nest-asyncio', version: '1.6.0' },
            ],
            from: {},
            refusal: '',
          },
        ],
      ],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'without uv',
      args: { name: ['ruff'], virtualenv: HOME, installer: 'uv' },
      seen: [
        [venv(HOME), NO_VENV],
        [program('uv'), ''],
      ],
      expect: { verdict: 'fails', message: /There is no uv on this host/ },
    },
    {
      name: 'without the command that is to make the environment',
      args: { name: ['ruff'], virtualenv: HOME, virtualenv_command: 'virtualenv --seeder pip' },
      seen: [
        [venv(HOME), NO_VENV],
        [program('virtualenv'), ''],
      ],
      expect: { verdict: 'fails', message: /There is no virtualenv on this host/ },
    },
    {
      name: "a module's own command, by another Python",
      args: {
        name: ['ruff'],
        virtualenv: HOME,
        virtualenv_command: 'virtualenv --copies',
        virtualenv_python: 'python3.12',
        virtualenv_site_packages: true,
      },
      seen: [
        [venv(HOME), NO_VENV],
        [program('virtualenv'), '/usr/bin/virtualenv'],
      ],
      expect: {
        verdict: 'change',
        steps: [
          {
            do: 'run',
            cwd: '/',
            env: ENV,
            argv: ['virtualenv', '--copies', '--system-site-packages', '-p', 'python3.12', HOME],
          },
          inVenv('install', 'ruff'),
        ],
      },
    },
    {
      name: 'extras whose packages are all there',
      args: { name: ['Black[D]'], virtualenv: HOME },
      seen: [there({ packages: { black: BLACK, aiohttp: { version: '3.9' } } })],
      expect: { verdict: 'unchanged', asked: ['home:', 'venv:/srv/v?extras'] },
    },
    {
      name: 'extras of which something is missing',
      args: { name: ['black[d]'], virtualenv: HOME },
      context: { diff: false },
      seen: [there({ packages: { black: BLACK, aiohttp: { version: '3.7' } } })],
      expect: { verdict: 'change', steps: [inVenv('install', 'black[d]')] },
    },
    {
      name: 'extras that require each other',
      args: { name: ['black[all]'], virtualenv: HOME },
      seen: [there({ packages: { black: BLACK, aiohttp: { version: '3.9' } } })],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a repository is what pip alone can judge',
      args: { name: ['git+https://example.org/x.git#egg=x'], virtualenv: HOME },
      context: { check: true },
      seen: [
        there({ packages: { x: { version: '1.0', url: 'https://example.org/x.git' } } }),
        simulated(['install', 'git+https://example.org/x.git#egg=x'], { mute: true }, 'x'),
      ],
      expect: { verdict: 'unknown' },
    },
    {
      name: 'a folder is never built where it lies, only to look',
      args: { name: ['./app'], chdir: '/srv', virtualenv: 'v' },
      context: { check: true },
      seen: [there({ packages: { app: { version: '1', url: 'file:///srv/app' } } })],
      expect: { verdict: 'unknown', asked: ['home:', 'venv:/srv/v'] },
    },
    {
      name: 'a folder that is used in place is known by where it is',
      args: { name: ['./app/'], chdir: '/srv', virtualenv: 'v', editable: true },
      seen: [there({ packages: { app: { version: '1', url: 'file:///srv/app', editable: true } } })],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a folder that nothing came from',
      args: { name: ['/srv/app'], virtualenv: HOME, editable: true },
      seen: [there({ packages: { app: { version: '1', url: 'file:///srv/app' } } })],
      expect: { verdict: 'change', steps: [inVenv('install', '-e', '/srv/app')] },
    },
    {
      name: 'an archive of the web that was installed',
      args: { name: ['https://example.org/app-1.whl'], virtualenv: HOME },
      seen: [there({ packages: { app: { version: '1', url: 'https://example.org/app-1.whl' } } })],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a requirements file that is satisfied',
      args: { requirements: '/srv/r.txt', virtualenv: HOME },
      seen: [
        there(),
        aFile(
          '/srv/r.txt',
          '# a comment\n--index-url https://example.org/simple\ndjango~=4.2 --hash=sha256:aa \\\n  --hash=sha256:bb\nold==1 ; python_version < "3"\n-c bounds.txt\n',
        ),
        aFile('/srv/bounds.txt', 'django<5\nflask==1'),
      ],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a requirements file that includes another',
      args: { requirements: 'r.txt', chdir: '/srv', virtualenv: 'v' },
      seen: [there(), aFile('/srv/r.txt', '-r more.txt\n'), aFile('/srv/more.txt', 'flask\n')],
      expect: { verdict: 'change', changes: ['install flask'], result: { requirements: 'r.txt' } },
    },
    {
      name: 'a requirements file that is not there',
      args: { requirements: '/srv/r.txt', virtualenv: HOME },
      seen: [there()],
      expect: { verdict: 'fails', message: 'There is no requirements file /srv/r.txt on the host' },
    },
    {
      name: 'an environment that was made without pip',
      args: { name: ['flask'], virtualenv: HOME },
      seen: [there({ hasPip: false })],
      expect: { verdict: 'change', does: ['run', 'run'] },
    },
    {
      name: "the system's Python belongs to its package manager",
      args: { name: ['flask'] },
      seen: [interpreter({ externallyManaged: true, packages: {} })],
      expect: { verdict: 'fails', message: /PEP 668/ },
    },
    {
      name: "the system's Python, all the same",
      args: { name: ['flask'], break_system_packages: true, extra_args: "--find-links '/srv/my wheels'" },
      seen: [interpreter({ externallyManaged: true, packages: {} })],
      expect: { verdict: 'change', changes: ['install flask'] },
    },
  ]),
);

describe('requirements', () => {
  it('are taken apart', () => {
    expect(parseRequirement('Black[d] (>=24, <25) ; python_version >= "3.8"')).toMatchObject({
      name: 'black',
      extras: ['d'],
      specifiers: '>=24,<25',
      marker: 'python_version >= "3.8"',
    });
    expect(parseRequirement('x @ file:///srv/x.whl')).toMatchObject({ name: 'x', url: 'file:///srv/x.whl' });
    expect(parseRequirement('./app')).toMatchObject({ url: './app' });
  });

  it('come together again after a list was split at commas', () => {
    expect(joinSplitNames(['django>1.11.1', '<1.11.3', 'ipaddress'])).toEqual([
      'django>1.11.1,<1.11.3',
      'ipaddress',
    ]);
    expect(joinSplitNames(['a[x', 'y]>=1', 'b'])).toEqual(['a[x,y]>=1', 'b']);
    expect(joinSplitNames(['django>1.11.1,<1.11.3,ipaddress'])).toEqual([
      'django>1.11.1,<1.11.3',
      'ipaddress',
    ]);
  });

  it('have markers, of which a part may be unknown', () => {
    const here = markerEnvironment('3.11.2');
    expect(
      evaluateMarker('python_version >= "3.8" and (sys_platform == "linux" or os_name == "nt")', here),
    ).toBe(true);
    expect(evaluateMarker('python_version < "3.10"', here)).toBe(false);
    expect(evaluateMarker('platform_machine == "x86_64" and python_version < "3"', here)).toBe(false);
    expect(evaluateMarker('platform_machine == "x86_64"', here)).toBeInstanceOf(AskPip);
    expect(evaluateMarker('"linux" in sys_platform', markerEnvironment(Unknown.of('x')))).toBe(true);
  });
});

describe('versions', () => {
  it('are ordered as PEP 440 has it', () => {
    const sorted = [
      '1.dev0',
      '1.0.dev456',
      '1.0a1',
      '1.0a2.dev456',
      '1.0a12.dev456',
      '1.0a12',
      '1.0b1.dev456',
      '1.0b2',
      '1.0b2.post345.dev456',
      '1.0b2.post345',
      '1.0rc1.dev456',
      '1.0rc1',
      '1.0',
      '1.0+abc.5',
      '1.0+abc.7',
      '1.0+5',
      '1.0.post456.dev34',
      '1.0.post456',
      '1.1.dev1',
      '1.10',
      '1!0.5',
    ];
    for (let i = 1; i < sorted.length; i++) {
      const [a, b] = [parseVersion(sorted[i - 1] ?? ''), parseVersion(sorted[i] ?? '')];
      if (!a || !b) throw new Error(`no version: ${sorted[i - 1]} or ${sorted[i]}`);
      expect([sorted[i - 1], sorted[i], Math.sign(compare(a, b)), Math.sign(compare(b, a))]).toEqual([
        sorted[i - 1],
        sorted[i],
        -1,
        1,
      ]);
    }
  });

  // Each answer is that of Python's own `packaging`.
  it.each([
    ['2.2.3', '~=2.2.1', true],
    ['2.3', '~=2.2.1', false],
    ['1.1.post1', '==1.1', false],
    ['1.1.post1', '==1.1.*', true],
    ['1.1a1', '==1.1.*', true],
    ['1.0+local', '==1.0', true],
    ['1.0', '==1.0+local', false],
    ['1.7.0.post1', '>1.7', false],
    ['1.7.1', '>1.7', true],
    ['2.0rc1', '<2.0', false],
    ['2.0rc1', '<2.0rc2', true],
    ['1.9', '!=1.9.*', false],
    ['4.6.6', '>=4,<5', true],
    ['5.0a1', '>=4,<5', false],
    ['1.0', '===1.0', true],
    ['2004d', '>=1', false],
  ])('%s satisfies %s: %s', (version, specifiers, answer) => {
    expect(satisfies(version, specifiers)).toBe(answer);
  });
});

it('splits words as a shell does', () => {
  expect(shellWords(`--find-links '/srv/my wheels' a\\ b "c \\"d\\"" e''f`)).toEqual([
    '--find-links',
    '/srv/my wheels',
    'a b',
    'c "d"',
    'ef',
  ]);
});

describe("an index's password", () => {
  const secret = 'https://me:pw@index.example/simple';
  const open = 'https://index.example.org/simple';

  it('is told by the environment', () => {
    expect(
      withoutPasswords(['--no-deps', '--index-url', secret, `--extra-index-url=${secret}`, '--pre'], 'pip'),
    ).toEqual({ words: ['--no-deps', '--pre'], env: { PIP_INDEX_URL: secret, PIP_EXTRA_INDEX_URL: secret } });
    expect(withoutPasswords([`-i${secret}`], 'pip')).toEqual({ words: [], env: { PIP_INDEX_URL: secret } });
    expect(withoutPasswords(['--index', secret, '--default-index', secret], 'uv')).toEqual({
      words: [],
      env: { UV_INDEX: secret, UV_DEFAULT_INDEX: secret },
    });
  });

  it('makes several addresses one variable, and leaves those without in the command line', () => {
    const words = ['--extra-index-url', secret, '--extra-index-url', open, '--extra-index-url', `${secret}2`];
    expect(withoutPasswords(words, 'pip')).toEqual({
      words: ['--extra-index-url', open],
      env: { PIP_EXTRA_INDEX_URL: `${secret} ${secret}2` },
    });
  });

  it('leaves the last address the one that holds', () => {
    expect(withoutPasswords(['-i', open, '-i', secret], 'pip')).toEqual({
      words: [],
      env: { PIP_INDEX_URL: secret },
    });
    expect(withoutPasswords(['-i', secret, '-i', open], 'pip')).toEqual({ words: ['-i', open], env: {} });
  });

  it('is not looked for elsewhere', () => {
    const words = ['--index', secret, '-i', open, '-f', '--trusted-host', 'me@there', '--index-url'];
    expect(withoutPasswords(words, 'pip')).toEqual({ words, env: {} });
  });
});

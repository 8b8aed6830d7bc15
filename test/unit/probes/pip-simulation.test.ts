import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/key.ts';
import type { Expected } from '../../../src/core/probe.ts';
import { type Maybe, Unknown } from '../../../src/core/unknown.ts';
import { made, NOTHING } from '../../../src/probes/path.ts';
import probe, {
  type PipDryRun,
  type PipSimulation,
  pipSimulation,
} from '../../../src/probes/pip-simulation.ts';
import program, { program as programKey } from '../../../src/probes/program.ts';
import { NO_VENV, type Venv } from '../../../src/probes/venv.ts';
import { observe, SHELLS } from './support/shells.ts';

const RUN: PipDryRun = {
  argv: [],
  cwd: '/',
  env: { 'NOT-A-NAME': 'x', WORD: "it's" },
  answer: 'report',
  files: [],
  names: ['six'],
  upgrade: true,
};

/** What the probe makes of a program that prints and ends like this. */
const told = (shell: string, script: string, more: Partial<PipDryRun> = {}): unknown =>
  observe(shell, probe, [
    pipSimulation({ ...RUN, argv: ['sh', '-c', 'true'] }),
    pipSimulation({ ...RUN, argv: ['sh', '-c', script], ...more }),
  ])[1];

describe.each(SHELLS)('what a dry run says, in %s', (shell) => {
  it("is read from pip's report", () => {
    const report = '{"install": [{"metadata": {"name": "Nest_Asyncio", "version": "1.6"}}], "version": "1"}';
    expect(told(shell, `echo 'WARNING: as root' >&2; printf '%s' '${report}'`)).toEqual({
      installs: [{ name: 'nest-asyncio', version: '1.6' }],
      from: {},
      refusal: '',
    });
  });

  it("is read from uv's list, which gets the names on its standard input", () => {
    expect(told(shell, 'cat; echo "six==$WORD"', { answer: 'list', stdin: 'Idna==3.4\n' })).toMatchObject({
      installs: [
        { name: 'idna', version: '3.4' },
        { name: 'six', version: "it's" },
      ],
    });
  });

  it('may be that it would fail', () => {
    expect(told(shell, 'echo "Collecting x"; echo "WARNING: w" >&2; echo "ERROR: no x" >&2; exit 1')).toEqual(
      {
        installs: [],
        from: {},
        refusal: 'ERROR: no x',
      },
    );
    expect(told(shell, 'exit 3')).toMatchObject({ refusal: 'pip ended with status 3' });
    expect(told(shell, ':', { cwd: '/nowhere/at/all' })).toMatchObject({
      refusal: expect.stringContaining('/nowhere/at/all'),
    });
  });

  it('is nothing where pip is too old for one', () => {
    expect(told(shell, 'echo "no such option: --dry-run" >&2; exit 2')).toMatchObject({ mute: true });
  });
});

describe('what a dry run would say later', () => {
  const SAID: PipSimulation = {
    installs: [{ name: 'idna', version: '3.4' }],
    from: { six: '1.17', idna: '3.0' },
    refusal: '',
  };
  const then = (
    packages: Maybe<Venv['packages']>,
    more: Partial<PipDryRun> = {},
    before: PipSimulation = SAID,
    file: unknown = NOTHING,
  ) =>
    probe.derive?.(pipSimulation({ ...RUN, folder: '/v', names: ['six', 'idna'], ...more }), before, {
      get: (key: Key) => (key.kind === 'path' ? file : { ...NO_VENV, state: 'works', packages }),
    } as unknown as Expected);
  const versions = (six: string, idna: string) => ({ six: { version: six }, idna: { version: idna } });

  it('is what it said, where nothing about it changes', () => {
    expect(then(versions('1.17', '3.0'))?.value).toEqual(SAID);
    expect(then(versions('1.17', '3.0'))?.presumed).toHaveLength(1);
  });

  it('leaves out what another task installs', () => {
    expect(then(versions('1.17', '3.4'))?.value).toMatchObject({ installs: [] });
  });

  it('brings the newest back where another task takes it away', () => {
    expect(then(versions('1.16', '3.4'))?.value).toMatchObject({
      installs: [{ name: 'six', version: '1.17' }],
    });
    expect(then(versions('1.16', '3.4'), { upgrade: false })?.value).toMatchObject({ mute: true });
  });

  it('is nothing where only pip could tell', () => {
    const written = made('/r.txt', { type: 'file' });
    expect(then(Unknown.of('x'))?.value).toMatchObject({ mute: true });
    expect(then(versions('1.17', '3.0'), { files: ['/r.txt'] }, SAID, written)?.value).toMatchObject({
      mute: true,
    });
    expect(then(versions('1.17', '3.0'), {}, { ...SAID, refusal: 'no' })?.value).toMatchObject({
      mute: true,
    });
  });
});

describe('a program', () => {
  const derive = (before: string, there: readonly string[]) =>
    program.derive?.(programKey('uv'), before, {
      get: (key: Key) => (there.includes(key.subject) ? made(key.subject, { type: 'link' }) : NOTHING),
    } as unknown as Expected).value;

  it.each(SHELLS)('is found in PATH by %s', (shell) => {
    const keys = [programKey('no-such-program'), programKey('cat'), programKey("it's")];
    expect(observe(shell, program, keys)).toEqual(['', expect.stringMatching(/^\/.*cat$/), '']);
  });

  it('is expected where a file or a link of its name is', () => {
    expect(derive('', ['/usr/local/bin/uv'])).toBe('/usr/local/bin/uv');
    expect(derive('/usr/bin/uv', [])).toBe('/usr/bin/uv');
    expect(derive('', [])).toBeInstanceOf(Unknown);
    expect(program.restsOn?.(programKey('uv'))).toContainEqual({
      kind: 'path',
      subject: '/usr/local/bin/uv',
    });
  });
});

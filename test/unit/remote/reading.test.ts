import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LOGIN } from '../../../src/core/identity.ts';
import { quote } from '../../../src/core/quote.ts';
import { act } from '../../support/act.ts';
import { LocalMachine, leftBy, shells } from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

describe.each(shells())('reading through %s', (shell) => {
  let machine: LocalMachine;

  beforeAll(async () => {
    machine = await LocalMachine.open(shell);
  });

  afterAll(() => machine.close());

  test('status, output and errors are kept apart', async () => {
    expect(await machine.read('echo out; echo err >&2; exit 7')).toEqual({
      status: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await machine.read('printf "no newline"')).toMatchObject({ status: 0, stdout: 'no newline' });
    expect(await machine.read(':')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('one that is no shell text fails alone', async () => {
    const outputs = await machine.farEnd.read(
      ['echo one', 'if then fi (', 'exit 3', 'echo four'].map((script) => ({ script, timeLimit: 5 })),
      LOGIN,
    );
    expect(outputs.map(({ stdout }) => stdout.toString())).toEqual(['one\n', '', '', 'four\n']);
    expect(outputs.map(({ status }) => status === 0)).toEqual([true, false, false, true]);
  });

  test('nothing that a reading sets is there for the next', async () => {
    await machine.read('PATH=/nowhere; cd /; umask 777; j_n=x; trap "" TERM; exec >/dev/null');
    const { stdout } = await machine.read('echo "$PATH"; umask; pwd');
    expect(stdout).toContain('/usr/sbin');
    expect(stdout).not.toContain('777');
  });

  test('it gets the C locale, sbin in its path and no input', async () => {
    const { stdout } = await machine.read('cat; echo "$LC_ALL"; echo ":$PATH:"');
    const [locale, path] = stdout.split('\n');
    expect(locale).toBe('C');
    for (const folder of ['/usr/local/sbin', '/usr/sbin', '/sbin']) expect(path).toContain(`:${folder}:`);
  });

  test('any bytes come back as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    const [output] = await machine.farEnd.read([{ script: `printf '${octal}'`, timeLimit: 5 }], LOGIN);
    expect(output?.stdout.toString('hex')).toBe(bytes.toString('hex'));
  });

  test('every quoted value arrives', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom(
          '$',
          '`',
          '"',
          "'",
          '\\',
          '\n',
          ' ',
          '!',
          '*',
          '~',
          '#',
          ';',
          '&',
          '\t',
          '%',
          '=',
        ),
        maxLength: 12,
      }),
    );
    const text = value.filter((each) => !each.includes('\0') && Buffer.from(each).toString() === each);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), async (values) => {
        const { stdout } = await machine.read(`printf '<%s>' ${values.map(quote).join(' ')}`);
        expect(stdout).toBe(values.map((each) => `<${each}>`).join(''));
      }),
      { numRuns: 20 },
    );
  });

  test('a large answer comes whole', async () => {
    const { stdout } = await machine.read(
      'i=0; while [ $i -lt 20000 ]; do echo "line $i of many"; i=$((i+1)); done',
    );
    expect(stdout.split('\n')).toHaveLength(20_001);
    expect(stdout.endsWith('line 19999 of many\n')).toBe(true);
  });

  test('nothing is written for it', () => {
    expect(leftBy(machine.runId)).toEqual([]);
  });
});

/** What takes its time runs for all shells at once. */
describe.concurrent.each(shells())('slow readings through %s', (shell) => {
  // They look for it in the same list of processes.
  const nap = `sleep ${4320 + shells().indexOf(shell)}`;

  test('the time limit ends it, with all that it started', () =>
    LocalMachine.with(shell, async (machine) => {
      const began = Date.now();
      const output = await machine.read(`echo before; ${nap}; echo after`, 1);
      expect(output).toMatchObject({ status: 124, stdout: 'before\n' });
      expect(output.stderr).toContain('timed out');
      expect(Date.now() - began).toBeLessThan(4000);
      expect((await machine.read(`ps -A -o args | grep "^${nap}$"`)).stdout).toBe('');
    }));

  test('of several that are read together, only the one that takes too long is not answered', () =>
    LocalMachine.with(shell, async ({ farEnd }) => {
      const scripts = ['echo one', `echo two; ${nap}.5`, 'echo three; exit 3', 'echo four >&2'];
      const outputs = await farEnd.read(
        scripts.map((script) => ({ script, timeLimit: 1 })),
        LOGIN,
      );
      expect(outputs.map(({ status, stdout }) => [status, stdout.toString()])).toEqual([
        [0, 'one\n'],
        [124, 'two\n'],
        [3, 'three\n'],
        [0, ''],
      ]);
      expect(outputs.map(({ stderr }) => stderr.split('\n').at(-2) ?? '')).toEqual([
        '',
        'timed out',
        '',
        'four',
      ]);
      // Together first, and then what was left, each in its own time.
      expect(farEnd.traffic.frames).toBe(2);
    }));

  test('so it is behind a step', () =>
    LocalMachine.with(shell, async ({ farEnd }) => {
      const scripts = [`echo one; ${nap}.25`, 'echo two; exit 2'];
      const { outputs, readings } = await act(
        farEnd,
        {
          steps: [{ do: 'run', argv: ['true'] }],
          readings: scripts.map((script) => ({ script, timeLimit: 1 })),
          environment: {},
        },
        LOGIN,
      );
      expect(outputs).toMatchObject([{ outcome: 'done' }]);
      expect(readings.map(({ status, stdout }) => [status, stdout.toString()])).toEqual([
        [124, 'one\n'],
        [2, 'two\n'],
      ]);
      expect(farEnd.traffic.frames).toBe(2);
    }));

  test('several that take longer together than one may are answered all the same', () =>
    LocalMachine.with(shell, async ({ farEnd }) => {
      const readings = [1, 2, 3].map((number) => ({ script: `sleep 1.5; echo ${number}`, timeLimit: 4 }));
      const outputs = await farEnd.read(readings, LOGIN);
      expect(outputs.map(({ status, stdout }) => [status, stdout.toString()])).toEqual([
        [0, '1\n'],
        [0, '2\n'],
        [0, '3\n'],
      ]);
    }));

  test(
    'one that ignores TERM is killed',
    () =>
      LocalMachine.with(shell, async (machine) => {
        const began = Date.now();
        expect((await machine.read('trap "" TERM; while :; do sleep 0.1; done', 1)).status).toBe(124);
        expect(Date.now() - began).toBeLessThan(9000);
      }),
    15_000,
  );
});

test('a shell that dies is opened again, and reading is repeated', async () => {
  const machine = await LocalMachine.open();
  const first = await machine.read('echo $$');
  await machine.read(`kill -9 $$; sleep 1`, 5).catch((error: unknown) => error);
  const second = await machine.read('echo $$');
  expect(second.stdout).not.toBe(first.stdout);
  await machine.close();
  expect(leftBy(machine.runId)).toEqual([]);
}, 20_000);

test('a shell that is none is told about, and not tried for ever', async () => {
  const machine = await LocalMachine.open('/bin/false');
  await expect(machine.read('echo')).rejects.toThrow('gives no shell');
  await machine.close();
});

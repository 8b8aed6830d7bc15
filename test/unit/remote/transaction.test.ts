import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Step, Transaction } from '../../../src/core/step.ts';
import { contentOf, LocalMachine, type ScratchFolder, scratchFolder, shells } from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

/** Everything below a folder, with what would differ after a change. */
function inventory(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const state = lstatSync(path.join(folder, name));
      const content = state.isFile() ? readFileSync(path.join(folder, name), 'latin1').slice(0, 50) : '';
      return `${name} ${(state.mode & 0o7777).toString(8)} ${state.uid}:${state.gid} ${content} ${state.mtimeMs * Number(state.isFile())}`;
    });
}

describe.each(shells())('transactions through %s', (shell) => {
  let machine: LocalMachine;
  let scratch: ScratchFolder;
  const at = (name: string) => scratch.at(name);

  beforeAll(async () => {
    machine = await LocalMachine.open(shell);
  });
  afterAll(() => machine.close());
  beforeEach(() => {
    scratch = scratchFolder();
    writeFileSync(at('f'), 'old f');
    chmodSync(at('f'), 0o751);
    linkSync(at('f'), at('same-as-f'));
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/e/g'), 'old g');
    symlinkSync('f', at('l'));
    mkdirSync(at('empty'), { mode: 0o700 });
  });
  afterEach(() => scratch.remove());

  /** Of every kind that can be in one. */
  const steps = (): Step[] => [
    { do: 'write', path: at('f'), content: contentOf('new f'), mode: 0o600 },
    { do: 'write', path: at('f'), content: contentOf('newer f') },
    { do: 'write', path: at('new'), content: contentOf(Buffer.alloc(80_000, '\0x')) },
    { do: 'write', path: at('d/e/g'), content: contentOf('new g'), inPlace: true },
    { do: 'mkdir', path: at('a/b/c'), parents: true },
    { do: 'mkdir', path: at('empty'), mode: 0o755 },
    { do: 'link', path: at('l'), target: 'elsewhere' },
    { do: 'attributes', path: at('d'), mode: 'go-rwx', recursive: true },
    { do: 'copy', from: at('d'), path: at('d2') },
    { do: 'copy', from: at('f'), path: at('f2') },
    { do: 'rename', from: at('d2'), path: at('d3') },
    { do: 'remove', path: at('d'), recursive: true },
    { do: 'remove', path: at('not-there') },
    { do: 'touch', path: at('empty/touched') },
    { do: 'run', argv: ['echo', 'in between'] },
  ];

  const transaction = (validate: string, more: Partial<Transaction> = {}): Transaction => ({
    do: 'transaction',
    steps: steps(),
    validate: { do: 'run', script: validate },
    ...more,
  });

  test('all is done where the validation succeeds, and it sees all of it', async () => {
    const output = await machine.do(transaction(`cat '${at('f')}'; ls '${scratch.folder}'`));
    expect(output.stderr).toBe('');
    expect(output).toMatchObject({ outcome: 'done', status: 0 });
    expect(output.stdout.toString()).toBe('in between\nnewer fa\nd3\nempty\nf\nf2\nl\nnew\nsame-as-f\n');
    expect(readdirSync(scratch.folder)).toEqual(['a', 'd3', 'empty', 'f', 'f2', 'l', 'new', 'same-as-f']);
    expect(readFileSync(at('same-as-f'), 'utf8')).toBe('old f');
  });

  test('everything is put back where it fails', async () => {
    const before = inventory(scratch.folder);
    const inode = statSync(at('f')).ino;
    const output = await machine.do(transaction('echo broken >&2; exit 6'));
    expect(output).toMatchObject({ outcome: 'failed', status: 6, stderr: 'broken\n' });
    expect(inventory(scratch.folder)).toEqual(before);
    expect(statSync(at('f')).ino).toBe(inode);
  });

  test('and where a step fails', async () => {
    const before = inventory(scratch.folder);
    const output = await machine.do(
      transaction('true', {
        steps: [...steps(), { do: 'write', path: at('no/where'), content: contentOf('') }, ...steps()],
      }),
    );
    expect(output.outcome).toBe('failed');
    expect(output.stderr).toContain('does not exist');
    expect(inventory(scratch.folder)).toEqual(before);
  });

  test('and where time is up, or somebody cancels', async () => {
    const before = inventory(scratch.folder);
    const late = await machine.do(
      transaction('', { validate: { do: 'run', argv: ['sleep', '60'], timeLimit: 1 } }),
    );
    expect(late.outcome).toBe('timed-out');
    expect(inventory(scratch.folder)).toEqual(before);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 500);
    const cancelled = await machine.do(transaction('sleep 60'), { signal: abort.signal });
    expect(cancelled.outcome).toBe('cancelled');
    expect(inventory(scratch.folder)).toEqual(before);
  });

  test('a guard inside that does not hold makes all of it stale', async () => {
    const before = inventory(scratch.folder);
    const output = await machine.do(
      transaction('true', {
        steps: [
          ...steps(),
          { do: 'mkdir', path: at('x'), guards: [{ path: at('same-as-f'), stamp: 'absent' }] },
        ],
      }),
    );
    expect(output.outcome).toBe('stale');
    expect(inventory(scratch.folder)).toEqual(before);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Content } from '../../../src/core/step.ts';
import { contentOf, LocalMachine, shells } from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

const PIECE = 100_001;

/** A content that is only ever there piece by piece. */
function inPieces(bytes: Buffer, more: Partial<Content> = {}): Content {
  return {
    ...contentOf(bytes),
    read: () => {
      throw new Error('it is not to be read as a whole');
    },
    *pieces() {
      for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    },
    ...more,
  };
}

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test.each(shells())('a large content arrives as it is, and what follows it too: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { folder, at }) => {
    await machine.read(':');
    for (const size of [60_000, 1024 * 1024, 9 * 1024 * 1024 + 3]) {
      const bytes = randomBytes(size);
      const outputs = await machine.all([
        { do: 'write', path: at('a'), content: inPieces(bytes), mode: 0o640 },
        { do: 'write', path: at('b'), content: contentOf('small') },
        { do: 'write', path: at('c'), content: inPieces(bytes) },
        { do: 'run', argv: ['true'] },
      ]);
      expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done']);
      expect(sha(readFileSync(at('a')))).toBe(sha(bytes));
      expect(sha(readFileSync(at('c')))).toBe(sha(bytes));
      expect(statSync(at('a')).mode & 0o777).toBe(0o640);
      expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c']);
    }
  }),
);

test.each(shells())('how far it is, is told: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { at }) => {
    await machine.read(':');
    const lines: string[] = [];
    const bytes = Buffer.alloc(20_000_000, 'x');
    await machine.do(
      { do: 'write', path: at('a'), content: inPieces(bytes) },
      { onProgress: (line) => lines.push(line) },
    );
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.at(-1)).toBe('20 MB of 20 MB');
    expect(lines[3]).toMatch(/^\d+(\.\d)? MB of 20 MB$/);
  }),
);

test.each(shells())('a source that became another one is not put in place: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { folder, at }) => {
    await machine.read(':');
    writeFileSync(at('a'), 'old');
    const bytes = Buffer.alloc(3_000_000, 'x');
    const output = await machine.do({
      do: 'write',
      path: at('a'),
      content: inPieces(bytes, { size: bytes.length + 1 }),
    });
    expect(output).toMatchObject({ outcome: 'failed' });
    expect(output.stderr).toContain('its source changed while it was being sent');
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    expect((await machine.do({ do: 'run', argv: ['true'] })).outcome).toBe('done');
    expect(readdirSync(folder)).toEqual(['a']);
  }),
);

test.each(shells())('cancelled in the middle, nothing is put in place and nothing is left: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { folder, at }) => {
    await machine.read(':');
    const stop = new AbortController();
    const bytes = Buffer.alloc(30_000_000, 'rm -rf /nothing; exit 1\n');
    const outputs = await machine.all(
      [
        { do: 'write', path: at('a'), content: inPieces(bytes) },
        { do: 'write', path: at('b'), content: contentOf('small') },
      ],
      {
        signal: stop.signal,
        onProgress: (line) => {
          if (line.startsWith('1')) stop.abort();
        },
      },
    );
    expect(outputs.map(({ outcome }) => outcome)).toEqual(['cancelled', 'not-run']);
    expect(readdirSync(folder)).toEqual([]);
    // The shell is none the worse for it.
    expect((await machine.do({ do: 'run', argv: ['true'] })).outcome).toBe('done');
  }),
);

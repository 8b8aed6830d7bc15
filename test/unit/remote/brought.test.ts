import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { LOGIN } from '../../../src/core/identity.ts';
import type { Content, Step } from '../../../src/core/step.ts';
import { contentOf, LocalMachine, leftBy, type ScratchFolder, shells } from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

const SIZE = 3_000_001;

describe.each(shells())('contents sent while a command runs: %s', (shell) => {
  /** A command that runs until it may end. */
  const busy = (machine: LocalMachine, { at }: ScratchFolder) => {
    const step: Step = { do: 'run', script: `until [ -e '${at('go')}' ]; do sleep 0.05; done` };
    const over = machine.do(step);
    return { over, end: () => writeFileSync(at('go'), '') };
  };
  const broughtInto = (folder: string, size: number) =>
    expect.poll(() => sizesIn(folder), { timeout: 20_000 }).toContain(size);

  test('they are there for the step that wants them, and not sent again', () =>
    LocalMachine.with(shell, async (machine, scratch) => {
      const { folder, at } = scratch;
      await machine.read(':');
      const command = busy(machine, scratch);
      const contents = [1, 2].map((by) => contentOf(randomBytes(SIZE * by)));
      for (const [i, content] of contents.entries())
        machine.farEnd.bring({ path: at(`f${i}`), content }, LOGIN);
      await broughtInto(folder, SIZE);
      await broughtInto(folder, 2 * SIZE);
      command.end();
      await command.over;
      const { bytesSent } = machine.farEnd.traffic;
      const outputs = await machine.all([
        ...contents.map((content, i): Step => ({ do: 'write', path: at(`f${i}`), content, mode: 0o640 })),
        { do: 'run', argv: ['true'] },
      ]);
      expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
      expect(machine.farEnd.traffic.bytesSent - bytesSent).toBeLessThan(50_000);
      for (const [i, content] of contents.entries()) {
        expect(readFileSync(at(`f${i}`)).equals(content.read())).toBe(true);
        expect(statSync(at(`f${i}`)).mode & 0o777).toBe(0o640);
      }
      expect(readdirSync(folder).sort()).toEqual(['f0', 'f1', 'go']);
    }));

  test('who wants one that is still on its way waits for it, and is told how far it is', () =>
    LocalMachine.with(shell, async (machine, { folder, at }) => {
      const content = contentOf(randomBytes(20_000_000));
      const lines: string[] = [];
      machine.farEnd.bring({ path: at('f'), content }, LOGIN);
      const output = await machine.do(
        { do: 'write', path: at('f'), content },
        { onProgress: (line) => lines.push(line) },
      );
      expect(output.outcome).toBe('done');
      expect(lines.at(-1)).toBe('20 MB of 20 MB');
      expect(machine.farEnd.traffic.bytesSent).toBeLessThan(30_000_000);
      expect(readFileSync(at('f')).equals(content.read())).toBe(true);
      expect(readdirSync(folder)).toEqual(['f']);
    }));

  test('one for a folder that is not there is sent with its step', () =>
    LocalMachine.with(shell, async (machine, { at }) => {
      const content = contentOf(randomBytes(SIZE));
      machine.farEnd.bring({ path: at('new/f'), content }, LOGIN);
      await machine.farEnd.read([{ script: ':', timeLimit: 5 }], LOGIN, true);
      expect(machine.farEnd.traffic.bytesSent).toBeLessThan(50_000);
      const outputs = await machine.all([
        { do: 'mkdir', path: at('new') },
        { do: 'write', path: at('new/f'), content },
      ]);
      expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
      expect(readFileSync(at('new/f')).equals(content.read())).toBe(true);
    }));

  test('one that went with its shell is sent again', () =>
    LocalMachine.with(shell, async (machine, { folder, at }) => {
      const content = contentOf(randomBytes(SIZE));
      machine.farEnd.bring({ path: at('f'), content }, LOGIN);
      await broughtInto(folder, SIZE);
      const once = `rm -f '${folder}'/.jrun-*; : >'${at('killed')}'; kill -s KILL $$`;
      const script = `[ -e '${at('killed')}' ] || { ${once}; }`;
      await machine.farEnd.read([{ script, timeLimit: 5 }], LOGIN, true);
      expect((await machine.do({ do: 'write', path: at('f'), content })).outcome).toBe('done');
      expect(readFileSync(at('f')).equals(content.read())).toBe(true);
    }));

  test.each([
    ['that nobody took', SIZE, 'all'],
    ['that are still on their way', 1_000_000_000, 'some'],
  ])('nothing is left of those %s', (_which, size, wait) =>
    LocalMachine.with(shell, async (machine, { folder, at }) => {
      await machine.do({ do: 'run', argv: ['true'] });
      machine.farEnd.bring({ path: at('f'), content: endless(size) }, LOGIN);
      if (wait === 'all') await broughtInto(folder, size);
      else
        await expect
          .poll(() => Math.max(0, ...sizesIn(folder)), { timeout: 20_000 })
          .toBeGreaterThan(100_000);
      await machine.close();
      await expect.poll(() => leftBy(machine.runId, folder)).toEqual([]);
    }),
  );
});

function sizesIn(folder: string): number[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('.jrun-'))
    .map((name) => statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.size ?? 0);
}

function endless(size: number): Content {
  const piece = Buffer.alloc(100_000, 'rm -rf /nothing\n');
  return {
    sha256: 'any',
    size,
    read: () => Buffer.alloc(size),
    *pieces() {
      for (let left = size; left > 0; left -= piece.length)
        yield piece.subarray(0, Math.min(left, piece.length));
    },
  };
}

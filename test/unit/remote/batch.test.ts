import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { STAMP_FORMAT } from '../../../src/core/stamp.ts';
import type { Batched } from '../../../src/core/step.ts';
import { contentOf, LocalMachine, leftBy, shells } from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

const isRoot = process.getuid?.() === 0;
const modeOf = (file: string) => (lstatSync(file).mode & 0o7777).toString(8);

test.each(shells())('folders, files and attributes: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { folder, at }) => {
    mkdirSync(at('old'));
    for (const name of ['same', 'run', 'kept mode']) writeFileSync(at(`old/${name}`), 'old');
    chmodSync(at('old/kept mode'), 0o4751);
    symlinkSync('same', at('old/link'));
    chmodSync(at('old'), 0o2755);
    const replaced = { guards: [{ path: at('old/x'), stamp: 'absent' }] };
    const steps: Batched[] = [
      { do: 'mkdir', path: at('new'), mode: 0o750 },
      { do: 'mkdir', path: at('new/deep er') },
      { do: 'write', path: at('new/deep er/it'), content: contentOf("it's %s \\n $HOME\n") },
      { do: 'write', path: at('new/empty'), content: contentOf(''), mode: 0o600 },
      { do: 'write', path: at('old/-n'), content: contentOf('new'), mode: 0o755, ...replaced },
      { do: 'write', path: at('old/ünï\n$x'), content: contentOf(Buffer.from([0, 255, 92, 48, 37, 10, 0])) },
      {
        do: 'attributes',
        path: at('old/run'),
        mode: 0o4711,
        ...(isRoot ? { owner: '65534', group: '65534' } : {}),
      },
    ];
    const [output] = await machine.all([{ do: 'batch', steps }]);
    expect(output).toMatchObject({ outcome: 'done', stderr: '' });
    expect(readFileSync(at('new/deep er/it'), 'utf8')).toBe("it's %s \\n $HOME\n");
    expect(readFileSync(at('old/-n'), 'utf8')).toBe('new');
    expect([...readFileSync(at('old/ünï\n$x'))]).toEqual([0, 255, 92, 48, 37, 10, 0]);
    const umask = process.umask();
    const natural = (0o666 & ~umask).toString(8);
    const modes = ['new', 'new/empty', 'new/deep er/it', 'old/-n', 'old/run'].map((name) => modeOf(at(name)));
    expect(modes).toEqual(['750', '600', natural, '755', isRoot ? '4711' : '4711']);
    expect(modeOf(at('new/deep er'))).toBe((0o777 & ~umask).toString(8));
    if (isRoot) expect(statSync(at('old/run')).uid).toBe(65534);
    expect(readdirSync(folder).sort()).toEqual(['new', 'old']);
    expect(readdirSync(at('old')).filter((name) => name.startsWith('.'))).toEqual([]);
  }),
);

test.each(shells())(
  'a file that replaces one keeps what that had; a link is replaced, not what it leads to: %s',
  (shell) =>
    LocalMachine.with(shell, async (machine, { at }) => {
      for (const name of ['a', 'b', 'real']) writeFileSync(at(name), 'old');
      chmodSync(at('a'), 0o4751);
      symlinkSync('real', at('link'));
      // The stamps as the host tells them.
      const { stdout } = await machine.read(`cd ${at('')}; TZ=UTC0 stat -c ${STAMP_FORMAT} -- a b link`);
      const stamps = stdout.trim().split('\n');
      const write = (name: string, n: number, more: object = {}): Batched => ({
        do: 'write',
        path: at(name),
        content: contentOf(`new ${name}`),
        guards: [{ path: at(name), stamp: stamps[n] ?? '' }],
        ...more,
      });
      const steps = [write('a', 0), write('b', 1, { mode: 0o700 }), write('link', 2)];
      const [output] = await machine.all([{ do: 'batch', steps }]);
      expect(output).toMatchObject({ outcome: 'done' });
      expect(['a', 'b', 'link', 'real'].map((name) => readFileSync(at(name), 'utf8'))).toEqual([
        'new a',
        'new b',
        'new link',
        'old',
      ]);
      expect([modeOf(at('a')), modeOf(at('b'))]).toEqual(['4751', '700']);
      expect(lstatSync(at('link')).isSymbolicLink()).toBe(false);
      // And what is not as it was any more stays.
      const [late, next] = await machine.all([
        { do: 'batch', steps },
        { do: 'run', argv: ['touch', at('next')] },
      ]);
      expect([late?.outcome, next?.outcome]).toEqual(['stale', 'not-run']);
      expect(readFileSync(at('real'), 'utf8')).toBe('old');
    }),
);

test.each(shells())('where it cannot be done, it says why and leaves nothing half done: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { folder, at }) => {
    mkdirSync(at('b/full'), { recursive: true });
    writeFileSync(at('b/full/x'), '');
    const [output] = await machine.all([
      {
        do: 'batch',
        steps: [
          { do: 'write', path: at('a'), content: contentOf('new') },
          { do: 'write', path: at('b/full'), content: contentOf('new') },
        ],
      },
    ]);
    expect(output).toMatchObject({ outcome: 'failed' });
    expect(output?.stderr).toContain('full');
    expect(readdirSync(at('b'))).toEqual(['full']);
    expect(leftBy(machine.runId, folder).filter((name) => existsSync(at(name)))).toEqual([]);
    const [taken] = await machine.all([
      {
        do: 'batch',
        steps: [
          {
            do: 'write',
            path: at('a2'),
            content: contentOf('new'),
            guards: [{ path: at('b'), stamp: 'absent' }],
          },
        ],
      },
    ]);
    expect(taken?.outcome).toBe('stale');
    expect(existsSync(at('a2'))).toBe(false);
  }),
);

test.each(shells())('any bytes under any names: %s', (shell) =>
  LocalMachine.with(shell, async (machine, { at }) => {
    const name = fc
      .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
      .map((text) => text.replace(/[/\0]/g, '_'));
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.uint8Array({ maxLength: 400 }), { minKeys: 1, noNullPrototype: true }),
        async (files) => {
          const root = at(String(round++));
          const named = Object.entries(files).filter(
            ([one]) => one !== '.' && one !== '..' && Buffer.byteLength(one) < 200,
          );
          const steps: Batched[] = [
            { do: 'mkdir', path: root },
            ...named.map(
              ([one, bytes]): Batched => ({
                do: 'write',
                path: `${root}/${one}`,
                content: contentOf(Buffer.from(bytes)),
              }),
            ),
          ];
          const [output] = await machine.all([{ do: 'batch', steps }]);
          expect(output).toMatchObject({ outcome: 'done', stderr: '' });
          for (const [one, bytes] of named) expect([...readFileSync(`${root}/${one}`)]).toEqual([...bytes]);
          expect(readdirSync(root)).toHaveLength(named.length);
        },
      ),
      { numRuns: 40 },
    );
  }),
);

import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  contentOf,
  LocalMachine,
  leftBy,
  type ScratchFolder,
  scratchFolder,
  shells,
} from './local-machine.ts';

// Real shells, on machines that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const isRoot = process.getuid?.() === 0;

describe.each(shells())('files through %s', (shell) => {
  let machine: LocalMachine;
  let scratch: ScratchFolder;
  const at = (name: string) => scratch.at(name);
  const mode = (name: string) => (lstatSync(at(name)).mode & 0o7777).toString(8);
  const text = (name: string) => readFileSync(at(name), 'utf8');

  beforeAll(async () => {
    machine = await LocalMachine.open(shell);
  });
  afterAll(() => machine.close());
  beforeEach(() => {
    scratch = scratchFolder();
  });
  afterEach(() => {
    // Whatever a test did, no temporary file may be left.
    const left = leftBy(machine.runId, scratch.folder).filter((name) => existsSync(scratch.at(name)));
    scratch.remove();
    expect(left).toEqual([]);
  });

  test('produce: what a program makes, in place of what is there', async () => {
    const step = (script: string, more: object = {}) =>
      ({ do: 'produce', path: at('p'), run: { do: 'run', script }, ...more }) as const;
    const said = async (...all: Parameters<typeof step>) => {
      const { outcome, stdout } = await machine.do(step(...all));
      return `${outcome} ${stdout.toString().trim()}`;
    };
    expect(await said('printf one >"$JRUN_FILE"', { mode: 0o640 })).toBe('done replaced');
    expect([text('p'), mode('p')]).toEqual(['one', '640']);
    const before = statSync(at('p')).ino;
    expect(await said('echo told; printf one >"$JRUN_FILE"')).toBe('done told\nkept');
    expect(await said('printf two >"$JRUN_FILE"; exit 100')).toBe('done kept');
    expect([text('p'), statSync(at('p')).ino]).toEqual(['one', before]);
    expect(await said('printf two >"$JRUN_FILE"', { backup: at('p~') })).toBe('done replaced');
    expect([text('p'), mode('p'), text('p~')]).toEqual(['two', '640', 'one']);
    const failed = await machine.do(step('printf three >"$JRUN_FILE"; echo no >&2; exit 3'));
    expect(failed).toMatchObject({ outcome: 'failed', status: 3, stderr: 'no\n' });
    const slow = { do: 'run', script: 'printf four >"$JRUN_FILE"; sleep 60', timeLimit: 1 } as const;
    expect((await machine.do({ do: 'produce', path: at('p'), run: slow })).outcome).toBe('timed-out');
    expect(text('p')).toBe('two');
  });

  describe('write', () => {
    test('a new file, with the mode of the umask or the one asked for', async () => {
      const outputs = await machine.all([
        { do: 'write', path: at('plain'), content: contentOf("it's\n") },
        { do: 'write', path: at('secret'), content: contentOf('s'), mode: 0o600 },
        { do: 'write', path: at('special'), content: contentOf(''), mode: 0o4755 },
      ]);
      expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
      expect([text('plain'), text('secret'), text('special')]).toEqual(["it's\n", 's', '']);
      expect([mode('plain'), mode('secret'), mode('special')]).toEqual([
        (0o666 & ~process.umask()).toString(8),
        '600',
        '4755',
      ]);
    });

    test('any content, whichever way it travels', async () => {
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
        fc.string({ unit: 'binary', maxLength: 60 }).map((each) => Buffer.from(each)),
        fc.constantFrom(Buffer.from('J_CONTENT\n'), Buffer.from('\n\n'), Buffer.from('no newline')),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 8 }), async (contents) => {
          await machine.all(
            contents.map((each, i) => ({ do: 'write', path: at(`f${i}`), content: contentOf(each) })),
          );
          for (const [i, each] of contents.entries())
            expect(readFileSync(at(`f${i}`)).toString('hex')).toBe(each.toString('hex'));
        }),
        { numRuns: 10 },
      );
    });

    test('a big one goes in pieces, also where its folder is made in the same deed', async () => {
      // A shell is known only from its first answer on: what it is sent before that goes the way any shell takes it.
      await machine.read('true');
      const big = Buffer.alloc(700_000, 'touch evil\n\0');
      const [, inNew, inOld] = await machine.all([
        { do: 'mkdir', path: at('new') },
        { do: 'write', path: at('new/big'), content: contentOf(big), mode: 0o640 },
        { do: 'write', path: at('big'), content: contentOf(big), mode: 0o640 },
      ]);
      expect([inNew?.outcome, inOld?.outcome]).toEqual(['done', 'done']);
      expect(readFileSync(at('new/big')).equals(big)).toBe(true);
      expect(readFileSync(at('big')).equals(big)).toBe(true);
      expect(readdirSync(at('new'))).toEqual(['big']);
    });

    test('a big one that cannot be stored is said to be so, and none of it is taken for commands', async () => {
      await machine.read('true');
      const evil = Buffer.alloc(200_000, `\ntouch ${at('evil')}\n`);
      const output = await machine.do({ do: 'write', path: '/proc/f', content: contentOf(evil) });
      expect(output.outcome).toBe('failed');
      expect((await machine.read('echo fine')).stdout).toBe('fine\n');
      expect(readdirSync(scratch.folder)).toEqual([]);
    });

    test('an old file keeps its mode and owner, and gets another inode', async () => {
      writeFileSync(at('f'), 'old');
      chmodSync(at('f'), 0o764);
      const before = statSync(at('f')).ino;
      linkSync(at('f'), at('other'));
      await machine.do({ do: 'write', path: at('f'), content: contentOf('new') });
      expect([text('f'), text('other'), mode('f')]).toEqual(['new', 'old', '764']);
      expect(statSync(at('f')).ino).not.toBe(before);
    });

    test.runIf(isRoot)('owner and group, by name and by number, and the mode after them', async () => {
      await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf(''),
        owner: 'daemon',
        group: '12345',
        mode: 0o6755,
      });
      expect(statSync(at('f'))).toMatchObject({ uid: 1, gid: 12345 });
      expect(mode('f')).toBe('6755');
      await machine.do({ do: 'write', path: at('f'), content: contentOf('again') });
      expect(statSync(at('f'))).toMatchObject({ uid: 1, gid: 12345 });
      expect(mode('f')).toBe('6755');
    });

    test('a link is replaced, not what it points to', async () => {
      writeFileSync(at('target'), 'target');
      symlinkSync('target', at('link'));
      mkdirSync(at('folder'));
      symlinkSync('folder', at('to-folder'));
      await machine.all([
        { do: 'write', path: at('link'), content: contentOf('new') },
        { do: 'write', path: at('to-folder'), content: contentOf('new') },
      ]);
      expect(lstatSync(at('link')).isFile()).toBe(true);
      expect(lstatSync(at('to-folder')).isFile()).toBe(true);
      expect(text('target')).toBe('target');
      expect(readdirSync(at('folder'))).toEqual([]);
    });

    test('in place: the same inode, through links', async () => {
      writeFileSync(at('f'), 'old and long');
      symlinkSync('f', at('link'));
      const before = statSync(at('f')).ino;
      await machine.do({
        do: 'write',
        path: at('link'),
        content: contentOf('new'),
        inPlace: true,
        mode: 0o640,
      });
      expect([text('f'), statSync(at('f')).ino, mode('f')]).toEqual(['new', before, '640']);
    });

    test('validation: a good file is placed, a bad one is not and leaves nothing', async () => {
      writeFileSync(at('f'), 'old');
      const good = await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf('good'),
        validate: "grep -q good '%s'",
      });
      expect([good.outcome, text('f')]).toEqual(['done', 'good']);
      const bad = await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf('bad'),
        validate: 'sh -c "echo no; exit 5" %s',
      });
      expect(bad).toMatchObject({ outcome: 'failed', status: 5 });
      expect(bad.stdout.toString()).toBe('no\n');
      expect(bad.stderr).toContain('validation failed');
      expect(text('f')).toBe('good');
      const place = await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf('x'),
        inPlace: true,
        validate: 'false %s',
      });
      expect([place.outcome, text('f')]).toEqual(['failed', 'good']);
    });

    test('a validation is words, not shell text', async () => {
      await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf(''),
        validate: `echo ;touch ${at('evil')} $(touch ${at('evil')}) \`touch ${at('evil')}\` %s`,
      });
      expect(existsSync(at('evil'))).toBe(false);
    });

    test('the backup is the old file with its attributes', async () => {
      writeFileSync(at('f'), 'old');
      chmodSync(at('f'), 0o600);
      utimesSync(at('f'), 1000, 1000);
      await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf('new'),
        backup: at('f.1~'),
        mode: 0o644,
      });
      expect([text('f'), text('f.1~'), mode('f.1~')]).toEqual(['new', 'old', '600']);
      expect(statSync(at('f.1~')).mtimeMs).toBe(1_000_000);
      const none = await machine.do({
        do: 'write',
        path: at('g'),
        content: contentOf('new'),
        backup: at('g~'),
      });
      expect([none.outcome, existsSync(at('g~'))]).toEqual(['done', false]);
    });

    test('what cannot be is said plainly', async () => {
      mkdirSync(at('folder'));
      const onFolder = await machine.do({ do: 'write', path: at('folder'), content: contentOf('') });
      expect(onFolder).toMatchObject({
        outcome: 'failed',
        stderr: expect.stringContaining('is a directory'),
      });
      const nowhere = await machine.do({ do: 'write', path: at('no/f'), content: contentOf('') });
      expect(nowhere.stderr).toContain(`the folder ${at('no')} does not exist`);
      const nobody = await machine.do({
        do: 'write',
        path: at('f'),
        content: contentOf(''),
        owner: 'no-such-user',
      });
      expect(nobody).toMatchObject({ outcome: 'failed', stderr: expect.stringContaining('no-such-user') });
      expect(existsSync(at('f'))).toBe(false);
    });

    test('names that a shell would trip over', async () => {
      for (const name of ["it's", '-n', 'a b', '$(x)', 'new\nline', '*', '~', 'é', ' ']) {
        const output = await machine.do({ do: 'write', path: at(name), content: contentOf(name) });
        expect(output.outcome).toBe('done');
        expect(text(name)).toBe(name);
      }
    });
  });

  test('mkdir: with parents, which get the same attributes; exact bits; an existing one is adjusted', async () => {
    await machine.do({ do: 'mkdir', path: `${at('a/b/c')}/`, parents: true, mode: 0o2750 });
    expect([mode('a'), mode('a/b'), mode('a/b/c')]).toEqual(['2750', '2750', '2750']);
    await machine.do({ do: 'mkdir', path: at('a'), mode: 0o700 });
    expect([mode('a'), mode('a/b')]).toEqual(['700', '2750']);
    await machine.do({ do: 'mkdir', path: at('sticky'), mode: 0o1777 });
    expect(mode('sticky')).toBe('1777');
    await machine.do({ do: 'mkdir', path: at('plain') });
    expect(mode('plain')).toBe((0o777 & ~process.umask()).toString(8));
    expect((await machine.do({ do: 'mkdir', path: at('x/y') })).outcome).toBe('failed');
    writeFileSync(at('file'), '');
    expect((await machine.do({ do: 'mkdir', path: at('file') })).stderr).toContain('is no directory');
  });

  test('link: symbolic, hard, over what was there, never into a folder', async () => {
    writeFileSync(at('f'), 'f');
    writeFileSync(at('old'), 'old');
    mkdirSync(at('folder'));
    symlinkSync('folder', at('to-folder'));
    const outputs = await machine.all([
      { do: 'link', path: at('s'), target: '../some where' },
      { do: 'link', path: at('old'), target: 'f' },
      { do: 'link', path: at('to-folder'), target: 'f' },
      { do: 'link', path: at('h'), target: at('f'), hard: true },
      { do: 'link', path: at('h'), target: at('f'), hard: true },
    ]);
    expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect([readlinkSync(at('s')), readlinkSync(at('old')), readlinkSync(at('to-folder'))]).toEqual([
      '../some where',
      'f',
      'f',
    ]);
    expect(statSync(at('h')).ino).toBe(statSync(at('f')).ino);
    expect(readdirSync(at('folder'))).toEqual([]);
    expect((await machine.do({ do: 'link', path: at('folder'), target: 'f' })).stderr).toContain(
      'is a directory',
    );
  });

  test('attributes: of a file, of a link or its target, of everything below', async () => {
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/f'), '');
    chmodSync(at('d/f'), 0o664);
    symlinkSync('f', at('d/l'));
    chmodSync(at('d'), 0o2775);
    await machine.do({ do: 'attributes', path: at('d'), mode: 0o750 });
    expect(mode('d')).toBe('750');
    await machine.do({ do: 'attributes', path: at('d/l'), mode: 0o600 });
    expect(mode('d/f')).toBe('664');
    await machine.do({ do: 'attributes', path: at('d/l'), mode: 0o600, follow: true });
    expect(mode('d/f')).toBe('600');
    await machine.do({ do: 'attributes', path: at('d'), mode: 'u+rwX,g-w,o=rX', recursive: true });
    expect([mode('d'), mode('d/e'), mode('d/f')]).toEqual(['755', '755', '604']);
    expect((await machine.do({ do: 'attributes', path: at('none'), mode: 0o600 })).stderr).toContain(
      'does not exist',
    );
  });

  test.runIf(isRoot)('attributes: owners, of links and below', async () => {
    mkdirSync(at('d/e'), { recursive: true });
    symlinkSync('e', at('d/l'));
    await machine.do({ do: 'attributes', path: at('d/l'), owner: '7' });
    expect([lstatSync(at('d/l')).uid, statSync(at('d/e')).uid]).toEqual([7, 0]);
    await machine.do({ do: 'attributes', path: at('d'), owner: '8', group: '9', recursive: true });
    expect([lstatSync(at('d/l')).uid, statSync(at('d/e')).uid, statSync(at('d')).gid]).toEqual([8, 8, 9]);
    await machine.do({ do: 'attributes', path: at('d/l'), owner: '10', follow: true });
    expect([lstatSync(at('d/l')).uid, statSync(at('d/e')).uid]).toEqual([8, 10]);
  });

  test('remove: a file, a link, an empty folder; a full one only with all below', async () => {
    writeFileSync(at('f'), '');
    mkdirSync(at('d/e'), { recursive: true });
    symlinkSync('d', at('l'));
    const outputs = await machine.all([
      { do: 'remove', path: at('f') },
      { do: 'remove', path: at('l'), recursive: true },
      { do: 'remove', path: at('not-there') },
      { do: 'remove', path: at('d/e') },
    ]);
    expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done']);
    expect(readdirSync(scratch.folder)).toEqual(['d']);
    mkdirSync(at('d/e/f'), { recursive: true });
    expect((await machine.do({ do: 'remove', path: at('d') })).outcome).toBe('failed');
    expect((await machine.do({ do: 'remove', path: at('d'), recursive: true })).outcome).toBe('done');
    expect(readdirSync(scratch.folder)).toEqual([]);
  });

  test('copy: a file with its attributes or without, and a folder with all below', async () => {
    writeFileSync(at('f'), 'f');
    chmodSync(at('f'), 0o751);
    utimesSync(at('f'), 1000, 1000);
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/.hidden'), 'h');
    writeFileSync(at("d/e/it's a"), 'a');
    symlinkSync('nowhere', at('d/l'));
    mkdirSync(at('there'));
    writeFileSync(at('there/kept'), 'kept');
    const outputs = await machine.all([
      { do: 'copy', from: at('f'), path: at('plain') },
      { do: 'copy', from: at('f'), path: at('kept'), preserve: true },
      { do: 'copy', from: at('d'), path: at('d2') },
      { do: 'copy', from: at('d'), path: at('there'), mode: 0o600 },
    ]);
    expect(outputs.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done']);
    expect([text('plain'), text('kept'), mode('plain'), mode('kept')]).toEqual(['f', 'f', '644', '751']);
    expect(statSync(at('kept')).mtimeMs).toBe(1_000_000);
    for (const folder of ['d2', 'there']) {
      expect(text(`${folder}/.hidden`)).toBe('h');
      expect(text(`${folder}/e/it's a`)).toBe('a');
      expect(readlinkSync(at(`${folder}/l`))).toBe('nowhere');
    }
    expect([text('there/kept'), mode("there/e/it's a"), mode('there/e')]).toEqual(['kept', '600', '755']);
    expect((await machine.do({ do: 'copy', from: at('none'), path: at('x') })).stderr).toContain(
      'does not exist',
    );
  });

  test('rename, also over a file', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('b'), 'b');
    mkdirSync(at('d'));
    await machine.all([
      { do: 'rename', from: at('a'), path: at('b') },
      { do: 'rename', from: at('d'), path: at('e') },
    ]);
    expect(readdirSync(scratch.folder)).toEqual(['b', 'e']);
    expect(text('b')).toBe('a');
    expect((await machine.do({ do: 'rename', from: at('none'), path: at('x') })).outcome).toBe('failed');
  });

  test('touch: creates, and sets either time', async () => {
    await machine.do({ do: 'touch', path: at('new') });
    expect(text('new')).toBe('');
    await machine.do({
      do: 'touch',
      path: at('new'),
      modificationTime: 1_000_000_000,
      accessTime: 1_100_000_000,
    });
    expect(statSync(at('new'))).toMatchObject({ mtimeMs: 1e12, atimeMs: 1.1e12 });
    await machine.do({ do: 'touch', path: at('new'), accessTime: 'now' });
    expect(statSync(at('new')).mtimeMs).toBe(1e12);
    expect(Math.abs(statSync(at('new')).atimeMs - Date.now())).toBeLessThan(5000);
    await machine.do({ do: 'touch', path: at('new') });
    expect(statSync(at('new')).mtimeMs).toBe(1e12);
  });
});

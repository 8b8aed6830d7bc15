import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/key.ts';
import { ReadFailure } from '../../../src/core/observation.ts';
import { STAMP_FORMAT } from '../../../src/core/stamp.ts';
import { type Maybe, Unknown } from '../../../src/core/unknown.ts';
import probe, { made, NOTHING, type PathState, type Present, path } from '../../../src/probes/path.ts';
import { content, sha1, sha256 } from '../modules/support/content.ts';
import { observe, run, SHELLS } from './support/shells.ts';

let folder: string;
const at = (name: string) => `${folder}/${name}`;

beforeAll(() => {
  folder = execFileSync('realpath', [mkdtempSync(join(tmpdir(), 'jrun-path-'))], { encoding: 'utf8' }).trim();
  writeFileSync(at('plain'), 'hello\n', { mode: 0o640 });
  chmodSync(at('plain'), 0o640);
  writeFileSync(at('odd \n"name\'\\ ü'), 'odd');
  mkdirSync(at('folder/sub'), { recursive: true });
  writeFileSync(at('folder/sub/a\nb'), 'in folder');
  symlinkSync('../plain', at('folder/up'));
  symlinkSync('folder', at('link'));
  symlinkSync('nowhere', at('dangling'));
  symlinkSync('turns', at('turns'));
  symlinkSync('line\nbreak\n', at('strange'));
  linkSync(at('plain'), at('hard'));
  execFileSync('mkfifo', [at('fifo')]);
  writeFileSync(at('large'), Buffer.alloc(1024 * 1024 + 1));
  writeFileSync(at('bytes'), Buffer.from([0, 1, 255, 10, 46, 10]));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('the path probe in %s', (shell) => {
  const see = (keys: readonly Key<PathState>[]) => observe(shell, probe, keys);
  const one = (key: Key<PathState>) => see([key])[0] as Present;

  it('tells a file from a folder, a link, a pipe and nothing', () => {
    const names = ['plain', 'folder', 'link', 'fifo', 'none', 'folder/none', 'plain/below', 'none/below'];
    expect(see(names.map((n) => path(at(n)))).map((s) => (s instanceof ReadFailure ? s : s.type))).toEqual([
      'file',
      'directory',
      'link',
      'fifo',
      'absent',
      'absent',
      'absent',
      'absent',
    ]);
  });

  it('tells attributes as the host has them', () => {
    const stamp = execFileSync('stat', ['-c', STAMP_FORMAT, at('plain')], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC0' },
    }).trim();
    expect(one(path(at('plain')))).toMatchObject({
      mode: 0o640,
      uid: process.getuid?.(),
      size: 6,
      stamp,
      links: 2,
      canonical: at('plain'),
      readable: true,
    });
    expect(one(path(at('hard'))).inode).toBe(one(path(at('plain'))).inode);
  });

  it('sees a change of the same size within one second', () => {
    const key = path(at('quick'));
    const written = (text: string, nanoseconds: string): Present => {
      writeFileSync(at('quick'), text);
      execFileSync('touch', ['-d', `@1700000000.${nanoseconds}`, at('quick')]);
      return one(key);
    };
    const [first, second] = [written('one', '25'), written('two', '5')];
    expect(first.mtime).toBe(1_700_000_000.25);
    expect(second.mtime).toBe(1_700_000_000.5);
    expect(first.stamp).not.toBe(second.stamp);
    rmSync(at('quick'));
  });

  it('sums and reads what it is asked to', () => {
    const [plain, bytes, large] = see([
      path(at('plain'), 'hash', 'sha1'),
      path(at('bytes'), 'content'),
      path(at('large'), 'content'),
    ]) as [Present, Present, Present];
    expect(plain).toMatchObject({ sha256: sha256('hello\n'), sha1: sha1('hello\n') });
    expect(plain.content).toBeUndefined();
    expect(bytes.content).toMatchObject({ sha256: sha256(Buffer.from([0, 1, 255, 10, 46, 10])), size: 6 });
    expect((bytes.content as { read(): Buffer }).read()).toEqual(Buffer.from([0, 1, 255, 10, 46, 10]));
    expect(large.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(large.content).toBeUndefined();
  });

  it.each([
    ['by a faster program', 'shift 3; exec sha256sum "$@"'],
    ['where that cannot', 'exit 1'],
    ['where there is none', undefined],
  ])('sums what is big %s', (_, openssl) => {
    const tools = mkdtempSync(at('tools-'));
    const [big, asked] = [join(tools, 'big'), join(tools, 'asked')];
    const bytes = randomBytes(6 * 1024 * 1024);
    writeFileSync(big, bytes);
    if (openssl !== undefined)
      writeFileSync(join(tools, 'openssl'), `#!/bin/sh\n:>${asked}\n${openssl}\n`, { mode: 0o755 });
    for (const tool of ['sha256sum', 'stat'])
      symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(tools, tool));
    const keys = [path(big, 'hash'), path(at('plain'), 'hash')];
    const found = probe.parse(run(shell, `PATH=${tools}\n${probe.script(keys)}`), keys);
    expect(found).toMatchObject([{ sha256: sha256(bytes) }, { sha256: sha256('hello\n') }]);
    expect(existsSync(asked)).toBe(openssl !== undefined);
  });

  it('starts nothing bigger for small files', () => {
    const asked = at('asked');
    const keys = [path(at('plain'), 'hash'), path(at('large'), 'hash')];
    const { status } = run(shell, `openssl() { :>${asked}; }\n${probe.script(keys)}`);
    expect([status, existsSync(asked)]).toEqual([0, false]);
  });

  it('tells other sums, kinds and flags', () => {
    const aspects = ['md5', 'sha224', 'sha384', 'sha512', 'mime', 'flags'] as const;
    const [plain] = see([path(at('plain'), ...aspects), path(at('folder'), ...aspects)]) as [Present];
    expect(plain).toMatchObject({ md5: 'b1946ac92492d2347c6235b4d2611184' });
    expect(plain.sha512).toHaveLength(128);
    // Busybox has no tools for these.
    if (plain.sha224 !== undefined) expect(plain.sha224).toHaveLength(56);
    if (plain.sha384 !== undefined) expect(plain.sha384).toHaveLength(96);
    if (plain.mime !== undefined) expect(plain.mime).toBe('text/plain; charset=us-ascii');
    if (plain.flags !== undefined) expect(plain.flags).toMatch(/^\s*\d+ +[-A-Za-z]+ /);
  });

  it('copes with any name', () => {
    expect(one(path(at('odd \n"name\'\\ ü'), 'hash', 'content'))).toMatchObject({
      size: 3,
      sha256: sha256('odd'),
    });
    expect(one(path(at('strange')))).toMatchObject({ type: 'link', target: 'line\nbreak\n' });
  });

  it('mixes up no links where one has a newline in its name, and leads nowhere', () => {
    symlinkSync('none/a\nb', at('broken'));
    const found = see([path(at('broken')), path(at('link'))]);
    rmSync(at('broken'));
    expect(found).toMatchObject([{ target: 'none/a\nb' }, { target: 'folder', real: at('folder') }]);
    expect(found[0]).not.toHaveProperty('real');
    expect(see([path(at('strange')), path(at('link'))])).toMatchObject([
      { target: 'line\nbreak\n' },
      { target: 'folder' },
    ]);
  });

  it('tells where links lead', () => {
    expect(one(path(at('link')))).toMatchObject({ target: 'folder', real: at('folder') });
    expect(one(path(at('dangling')))).toMatchObject({ target: 'nowhere', real: at('nowhere') });
    expect(one(path(at('turns'))).real).toBeUndefined();
  });

  it('names a path by its real folder', () => {
    const names = ['link/sub', 'link/none', 'link/none/further', 'folder/../plain', 'folder/..', 'link/up'];
    const real = ['folder/sub', 'folder/none', 'folder/none/further', 'plain', '', 'folder/up'];
    const keys = names.map((n) => path(at(n)));
    expect(see(keys).map((s, i) => probe.canonical?.(keys[i] as Key<PathState>, s as PathState))).toEqual(
      real.map((n) => (n ? at(n) : folder)),
    );
  });

  it('tells everything below a folder', () => {
    const { tree } = one(path(at('folder'), 'tree', 'hash'));
    expect(tree).toMatchObject([
      { path: 'sub', type: 'directory' },
      { path: 'sub/a\nb', type: 'file', size: 9, sha256: sha256('in folder') },
      { path: 'up', type: 'link', target: '../plain' },
    ]);
    expect(one(path(at('folder/sub'), 'tree')).tree).toMatchObject([{ path: 'a\nb' }]);
  });

  it('goes on where a file can be seen and not summed, for root', () => {
    expect(see([path('/proc/self/mem', 'hash'), path(at('plain'), 'hash')])[1]).toMatchObject({
      sha256: sha256('hello\n'),
    });
  });

  it('says the root folder is one', () => {
    expect(one(path('/'))).toMatchObject({ type: 'directory', canonical: '/' });
  });

  it('reads a thousand paths', () => {
    const keys = Array.from({ length: 1000 }, (_, i) => path(at(i % 2 ? 'plain' : `none${i}`), 'hash'));
    expect(see(keys).filter((s) => !(s instanceof ReadFailure) && s.type === 'file')).toHaveLength(500);
  });
});

describe('as another user', () => {
  const root = process.getuid?.() === 0;
  it.runIf(root)('tells nothing there from not allowed to look', () => {
    mkdirSync(at('closed/sub'), { recursive: true });
    writeFileSync(at('closed/x'), 'secret');
    writeFileSync(at('unreadable'), 'secret');
    chmodSync(at('unreadable'), 0);
    chmodSync(at('closed'), 0o700);
    chmodSync(folder, 0o755);
    const keys = [
      path(at('closed')),
      path(at('closed/x')),
      path(at('closed/sub/y')),
      path(at('unreadable'), 'content'),
    ];
    const { status, stdout, stderr } = spawnSync('setpriv', [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      'sh',
      '-c',
      `LC_ALL=C\n${probe.script(keys)}`,
    ]);
    const [closed, x, y, unreadable] = probe.parse(
      { status: status ?? 1, stdout, stderr: String(stderr) },
      keys,
    );
    expect(closed).toMatchObject({ type: 'directory', executable: false });
    expect(x).toBeInstanceOf(ReadFailure);
    expect(y).toBeInstanceOf(ReadFailure);
    expect(unreadable).toMatchObject({ type: 'file', readable: false });
    expect((unreadable as Present).sha256).toBeUndefined();
  });
});

describe('what is expected of paths', () => {
  const present = made('/a/x', { type: 'file', mode: 0o644, sha256: 'ab' });
  const expecting = (state: Maybe<PathState>, other?: PathState) => ({
    get: <T>(key: Key<T>) => (key.subject === '/a' ? state : other) as Maybe<T>,
  });

  it('follows the folder', () => {
    const derive = (folderState: Maybe<PathState>, other?: PathState) =>
      probe.derive?.(path('/a/x'), present, expecting(folderState, other)).value;
    expect(derive(made('/a', { type: 'directory' }))).toBe(present);
    expect(derive(NOTHING)).toBe(NOTHING);
    expect(derive(Unknown.of('a'))).toBeInstanceOf(Unknown);
    expect(derive(made('/a', { type: 'link', target: 'b', real: '/b' }), NOTHING)).toBe(NOTHING);
  });

  it('rests on the folders above', () => {
    expect(probe.restsOn?.(path('/a/b/c'))).toEqual([
      { kind: 'path', subject: '/a/b' },
      { kind: 'path', subject: '/a' },
    ]);
  });

  it('forgets what is in a folder once something above or below it changes', () => {
    expect(probe.restsOn?.(path('/a', 'tree'))).toEqual([{ kind: 'path', subject: '/a', below: true }]);
    const folder = made('/a/x', { type: 'directory', tree: [] });
    const derive = (key: Key<PathState>) =>
      probe.derive?.(key, folder, expecting(made('/a', { type: 'directory' }))).value;
    expect(derive(path('/a/x'))).toBe(folder);
    expect(derive(path('/a/x', 'tree'))).toMatchObject({ type: 'directory', tree: expect.any(Unknown) });
  });

  it('compares only what was expected, and no times', () => {
    const actual = { ...present, mode: 0o600, sha256: 'ab', owner: 'root', mtime: 5, content: content('x') };
    expect(probe.differences?.(present, actual)).toEqual(['mode 0644 expected, 0600 found']);
    expect(probe.differences?.(present, NOTHING)).toEqual(['file expected, absent found']);
  });

  it('writes one name in one way', () => {
    expect(path('//a/./b//c/').subject).toBe('/a/b/c');
    expect(path('/').subject).toBe('/');
    expect(path('/a/../b').subject).toBe('/a/../b');
  });
});

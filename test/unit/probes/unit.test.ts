import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/core/key.ts';
import type { Expected } from '../../../src/core/probe.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { made, NOTHING, type PathState } from '../../../src/probes/path.ts';
import probe, { type Unit, unit } from '../../../src/probes/unit.ts';
import { content } from '../modules/support/content.ts';

const output = (stdout: string, status = 0, stderr = '') => ({ status, stdout: Buffer.from(stdout), stderr });
const shown = (id: string, more: Record<string, string> = {}): string =>
  Object.entries({
    Id: id,
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    UnitFileState: 'enabled',
    NeedDaemonReload: 'no',
    DropInPaths: '',
    ...more,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

describe('units as systemctl shows them', () => {
  it('come in the order they were asked for, by their real names', () => {
    const text = `S|system|sshd.service none.service\n${shown('ssh.service')}\n${shown('none.service', { LoadState: 'not-found', ActiveState: 'inactive' })}\n`;
    const [ssh, none] = probe.parse(output(text), [unit('sshd'), unit('none')]) as Unit[];
    expect(ssh).toMatchObject({
      id: 'ssh.service',
      exists: true,
      active: 'active',
      enabled: 'enabled',
      needsReload: false,
    });
    expect(none).toMatchObject({ exists: false, active: 'inactive' });
    expect(ssh && probe.canonical?.(unit('sshd'), ssh)).toBe('ssh.service');
  });

  it('that keep failing do not run, although systemd is activating them', () => {
    const text = `S|system|a.service\n${shown('a.service', { ActiveState: 'activating', SubState: 'auto-restart' })}\n`;
    expect(probe.parse(output(text), [unit('a')])).toMatchObject([{ active: 'failed' }]);
  });

  it('have new files where a drop-in lies in a folder that systemd did not know', () => {
    const drops = 'D|a.service|/etc/systemd/system/a.service.d/x.conf\n';
    const read = (paths: string) =>
      `S|system|a.service\n${shown('a.service', { DropInPaths: paths })}\n${drops}`;
    expect(probe.parse(output(read('')), [unit('a')])).toMatchObject([{ needsReload: true }]);
    expect(probe.parse(output(read('/etc/systemd/system/a.service.d/x.conf')), [unit('a')])).toMatchObject([
      { needsReload: false },
    ]);
  });

  it('of two users are two things, also where they have one name', () => {
    const bobs = unit('app', 'user', '/home/bob');
    expect(bobs).not.toEqual(unit('app', 'user', '/home/alice'));
    const text = `S|user|app.service\n${shown('app.service', { Id: 'real.service' })}\n`;
    expect(probe.parse(output(text), [bobs])).toMatchObject([{ id: 'real.service' }]);
    expect(probe.canonical?.(bobs, { ...RUNS, id: 'real.service' })).toBe('user/home/bob/real.service');
    expect(probe.canonical?.(unit('app', 'user'), { ...RUNS, id: 'real.service' })).toBe('user/real.service');
    expect(probe.canonical?.(unit('app', 'global'), { ...RUNS, id: 'real.service' })).toBe(
      'global/real.service',
    );
  });

  it('say why they cannot be loaded', () => {
    const text = `S|system|a.service\n${shown('a.service', { LoadState: 'bad-setting', LoadError: 'org.freedesktop.systemd1.BadUnitSetting "It is bad."' })}\n`;
    expect(probe.parse(output(text), [unit('a')])).toMatchObject([{ loadError: 'It is bad.' }]);
  });

  it('of a manager that does not answer are unreadable, the others not', () => {
    const text = `S|system|a.service\n${shown('a.service')}\nS|user|b.service\nFailed to connect to bus\nX|user\n\n`;
    expect(probe.parse(output(text), [unit('a'), unit('b', 'user')])).toMatchObject([
      { id: 'a.service' },
      { message: expect.stringMatching(/^Failed to connect to bus: .*enable-linger/) },
    ]);
  });

  it('are known by their files where systemd does not run', () => {
    const text = 'F|system|a.service|there|disabled\nF|system|b.service|missing|\n';
    expect(probe.parse(output(text), [unit('a'), unit('b')])).toMatchObject([
      { exists: true, enabled: 'disabled', active: 'offline' },
      { exists: false },
    ]);
  });
});

const NONE: Unit = {
  id: 'app.service',
  exists: false,
  loadError: '',
  active: 'inactive',
  enabled: '',
  masked: false,
  needsReload: false,
  properties: { FragmentPath: '' },
};
const RUNS: Unit = {
  ...NONE,
  exists: true,
  active: 'active',
  enabled: 'enabled',
  properties: { FragmentPath: '/etc/systemd/system/app.service' },
};

describe('units whose files are only expected', () => {
  const file = '/etc/systemd/system/app.service';
  const derive = (before: Unit, paths: Readonly<Record<string, PathState>>, name = 'app') => {
    const expected = { get: (key: Key) => paths[key.subject] ?? NOTHING } as Expected;
    return probe.derive?.(unit(name), before, expected);
  };
  const written = (text: string) => made(file, { type: 'file', content: content(text) });

  it('can be enabled where they say so', () => {
    expect(derive(NONE, { [file]: written('[Install]\nWantedBy=x') })?.value).toMatchObject({
      exists: true,
      enabled: 'disabled',
      active: 'inactive',
    });
    expect(derive(NONE, { [file]: written('[Service]') })?.value).toMatchObject({ enabled: 'static' });
    expect(derive(NONE, { [file]: made(file, { type: 'file' }) })?.value).toMatchObject({
      enabled: expect.any(Unknown),
    });
  });

  it('have to be read again where they were there before', () => {
    expect(derive(RUNS, { [file]: written('[Install]') })?.value).toMatchObject({
      enabled: 'enabled',
      active: 'active',
      needsReload: true,
    });
  });

  it('are made of a template', () => {
    const template = '/etc/systemd/system/app@.service';
    const before = { ...NONE, id: 'app@1.service' };
    expect(
      derive(before, { [template]: made(template, { type: 'file', content: content('[Install]') }) }, 'app@1')
        ?.value,
    ).toMatchObject({ exists: true, enabled: 'disabled' });
  });

  it('are masked by a link to nowhere', () => {
    expect(derive(RUNS, { [file]: made(file, { type: 'link', target: '/dev/null' }) })?.value).toMatchObject({
      masked: true,
      enabled: 'masked',
    });
  });

  it("are a user's own below their home", () => {
    const own = '/home/bob/.config/systemd/user/app.service';
    const asBob = (before: Unit, paths: Readonly<Record<string, PathState>>) =>
      probe.derive?.(unit('app', 'user', '/home/bob'), before, {
        get: (key: Key) => paths[key.subject] ?? NOTHING,
      } as Expected)?.value;
    const wanted = { [own]: made(own, { type: 'file', content: content('[Install]') }) };
    expect(asBob(NONE, wanted)).toMatchObject({ exists: true, enabled: 'disabled' });
    expect(asBob(NONE, {})).toEqual(NONE);
    expect(probe.restsOn?.(unit('app', 'user', '/home/bob'))).toContainEqual({ kind: 'path', subject: own });
  });

  it('may come with a package, where nothing is known of a file', () => {
    expect(derive(NONE, {})?.value).toMatchObject({ exists: false, foretold: true });
  });
});

describe('what was expected of a unit', () => {
  const done = (more: Record<string, string>): Unit => ({
    ...RUNS,
    active: 'inactive',
    properties: { Type: 'oneshot', Result: 'success', ...more },
  });
  it('is so where it did its work and ended', () => {
    expect(probe.differences?.(RUNS, done({}))).toEqual([]);
    expect(probe.differences?.(RUNS, done({ Type: 'simple' }))).toEqual([
      'active was expected to be active, it is inactive',
    ]);
  });
  it('is not so where its last change is older than the restart', () => {
    const actual = { ...RUNS, properties: { StateChangeTimestampMonotonic: '100' } };
    expect(probe.differences?.({ ...RUNS, changedAfter: '100' }, actual)).toEqual([
      'it was neither restarted nor reloaded',
    ]);
    expect(probe.differences?.({ ...RUNS, changedAfter: '99' }, actual)).toEqual([]);
  });
});

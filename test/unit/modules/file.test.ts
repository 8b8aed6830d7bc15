import { describe, expect, it } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { parseTime } from '../../../src/modules/file/times.ts';
import file from '../../../src/modules/file.ts';
import { localTime } from '../../../src/probes/local-time.ts';
import { made, NOTHING, type PathState, path } from '../../../src/probes/path.ts';
import { user } from '../../../src/probes/user.ts';
import { type Case, cases } from './support/cases.ts';
import { aFile, aFolder, aLink, nothing, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));
const GUARD = (subject: string) => ({ guards: [{ path: subject, stamp: 'as-it-was' }] });
const NEW = (subject: string) => ({ guards: [{ path: subject, stamp: 'absent' }] });
const keeps = (subject: string, fields: object) =>
  becomes(path(subject), fields as PathState, { keeps: true });
const entry = (name: string, more: object) => ({
  path: name,
  type: 'file' as const,
  mode: 0o644,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: 1,
  ...more,
});

cases(
  file,
  on([
    {
      name: 'attributes as wanted: nothing to do',
      args: { path: '/etc/x', owner: 'root', group: 'root', mode: 0o644 },
      seen: [aFile('/etc/x')],
      expect: {
        verdict: 'unchanged',
        result: { path: '/etc/x', state: 'file', mode: '0644', owner: 'root', uid: 0 },
      },
    },
    {
      name: 'a mode',
      args: { path: '/etc/x', mode: 0o600 },
      seen: [aFile('/etc/x', 'text')],
      expect: {
        verdict: 'change',
        changes: ['mode 0644 → 0600'],
        steps: [{ do: 'attributes', path: '/etc/x', mode: 0o600, ...GUARD('/etc/x') }],
        result: {
          mode: '0600',
          diff: { before: { path: '/etc/x', mode: '0644' }, after: { path: '/etc/x', mode: '0600' } },
        },
        differences: [{ subject: '/etc/x', before: 'mode: 0644\n', after: 'mode: 0600\n' }],
      },
    },
    {
      name: 'a symbolic mode that is so already',
      args: { path: '/etc/x', mode: 'u=rw,go=r' },
      seen: [aFile('/etc/x')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a symbolic mode',
      args: { path: '/etc/x', mode: 'a+x,o-r' },
      seen: [aFile('/etc/x')],
      expect: { verdict: 'change', changes: ['mode 0644 → 0751'] },
    },
    {
      name: 'a mode that is none',
      args: { path: '/etc/x', mode: 'u=rwz' },
      seen: [aFile('/etc/x')],
      expect: { verdict: 'invalid', argument: 'mode' },
    },
    {
      name: 'owner and group by name',
      args: { path: '/etc/x', owner: 'dev', group: 'www-data' },
      seen: [aFile('/etc/x')],
      expect: {
        verdict: 'change',
        changes: ['owner root → dev', 'group root → www-data'],
        steps: [{ do: 'attributes', path: '/etc/x', owner: 'dev', group: 'www-data', ...GUARD('/etc/x') }],
        result: { owner: 'dev', uid: 1000, group: 'www-data', gid: 33 },
      },
    },
    {
      name: 'an owner by id that it has',
      args: { path: '/etc/x', owner: '0' },
      seen: [aFile('/etc/x')],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'an owner by id that it has not',
      args: { path: '/etc/x', owner: '1000' },
      seen: [aFile('/etc/x')],
      expect: { verdict: 'change', changes: ['owner root → 1000'] },
    },
    {
      name: 'an owner who does not exist',
      args: { path: '/etc/x', owner: 'nobody-yet' },
      seen: [aFile('/etc/x')],
      expect: {
        verdict: 'fails',
        message: "cannot give it to 'nobody-yet': there is no such user on this host",
      },
    },
    {
      name: 'an owner who will exist, without an id yet',
      args: { path: '/srv/x', state: 'directory', owner: 'app' },
      seen: [
        [
          user('app'),
          { exists: true, name: 'app', uid: Unknown.of('the id of app'), gid: Unknown.of('the id of app') },
        ],
      ],
      expect: { verdict: 'change', steps: [{ do: 'mkdir', path: '/srv/x', owner: 'app', ...NEW('/srv/x') }] },
    },
    {
      name: 'changing hands takes setuid away; the wanted mode gives it back',
      args: { path: '/etc/x', owner: 'dev', mode: 0o4755 },
      seen: [aFile('/etc/x', '', { mode: 0o4755 })],
      expect: {
        verdict: 'change',
        changes: ['owner root → dev'],
        steps: [{ do: 'attributes', path: '/etc/x', owner: 'dev', mode: 0o4755, ...GUARD('/etc/x') }],
      },
    },
    {
      name: 'changing hands takes setuid away',
      args: { path: '/etc/x', owner: 'dev' },
      seen: [aFile('/etc/x', '', { mode: 0o6755 })],
      expect: {
        verdict: 'change',
        steps: [{ do: 'attributes', path: '/etc/x', owner: 'dev', ...GUARD('/etc/x') }],
        result: { mode: '0755' },
      },
    },
    {
      name: 'a file that is not there',
      args: { path: '/etc/x', state: 'file' },
      expect: { verdict: 'fails', message: /is absent, cannot continue/, result: { state: 'absent' } },
    },
    {
      name: 'a folder that should be a file',
      args: { path: '/etc', state: 'file' },
      expect: { verdict: 'fails', message: 'file (/etc) is directory, cannot continue' },
    },
    {
      name: 'without a state a folder stays one',
      args: { path: '/srv', mode: 0o700 },
      expect: { verdict: 'change', steps: [{ do: 'attributes', path: '/srv', mode: 0o700 }] },
    },
    {
      name: 'a link is followed',
      args: { path: '/etc/l', state: 'file', mode: 0o600 },
      seen: [aLink('/etc/l', 'x', '/etc/x'), aFile('/etc/x')],
      expect: {
        verdict: 'change',
        steps: [{ do: 'attributes', path: '/etc/x', mode: 0o600, ...GUARD('/etc/x') }],
        result: { path: '/etc/x' },
      },
    },
    {
      name: 'a mode that is unknown',
      args: { path: '/etc/x', mode: 0o600 },
      seen: [aFile('/etc/x', '', { mode: Unknown.of('the mode') })],
      expect: { verdict: 'unknown', waitsFor: ['the mode'] },
    },
    {
      name: 'a path that is unknown',
      args: { path: '/etc/x', mode: 0o600 },
      seen: [[path('/etc/x'), Unknown.of('what apt installs')]],
      expect: { verdict: 'unknown', waitsFor: ['what apt installs'] },
    },
  ]),
);

describe('folders', () => {
  cases(
    file,
    on([
      {
        name: 'is there',
        args: { path: '/srv/', state: 'directory' },
        expect: { verdict: 'unchanged', result: { path: '/srv', state: 'directory' } },
      },
      {
        name: 'with those above it, all as wanted',
        args: { path: '/srv/a/b', state: 'directory', mode: 0o750, owner: 'dev' },
        expect: {
          verdict: 'change',
          changes: ['create directory /srv/a', 'create directory /srv/a/b'],
          steps: [
            { do: 'mkdir', path: '/srv/a', mode: 0o750, owner: 'dev', ...NEW('/srv/a') },
            { do: 'mkdir', path: '/srv/a/b', mode: 0o750, owner: 'dev' },
          ],
          effects: ['/srv/a', '/srv/a/b'].map((p) =>
            becomes(path(p), {
              ...made(p, { type: 'directory', mode: 0o750, owner: 'dev', uid: 1000, group: 'root', gid: 0 }),
              tree: [],
            }),
          ),
          result: { path: '/srv/a/b', state: 'directory', mode: '0750', owner: 'dev', group: 'root' },
        },
      },
      {
        name: 'a symbolic mode starts from what the umask leaves',
        args: { path: '/srv/a', state: 'directory', mode: 'g+w' },
        expect: {
          verdict: 'change',
          steps: [{ do: 'mkdir', path: '/srv/a', mode: 0o775, ...NEW('/srv/a') }],
        },
      },
      {
        name: 'a setgid folder hands down its group',
        args: { path: '/srv/team/a', state: 'directory' },
        seen: [aFolder('/srv/team', { mode: 0o2775, group: 'dev', gid: 1000 })],
        expect: {
          verdict: 'change',
          steps: [{ do: 'mkdir', path: '/srv/team/a', ...NEW('/srv/team/a') }],
          result: { mode: '02755', group: 'dev', gid: 1000, owner: 'root' },
        },
      },
      {
        name: 'a file is in the way',
        args: { path: '/srv/x', state: 'directory' },
        seen: [aFile('/srv/x')],
        expect: { verdict: 'fails', message: '/srv/x already exists as a file' },
      },
      {
        name: 'a file is in the way further up',
        args: { path: '/srv/x/y', state: 'directory' },
        seen: [aFile('/srv/x')],
        expect: { verdict: 'fails', message: '/srv/x is in the way: it is no folder' },
      },
      {
        name: 'above it is a link to a folder',
        args: { path: '/srv/l/y', state: 'directory' },
        seen: [aLink('/srv/l', '/opt', '/opt')],
        expect: { verdict: 'change', changes: ['create directory /srv/l/y'] },
      },
      {
        name: 'a link to a folder is one',
        args: { path: '/srv/l', state: 'directory' },
        seen: [aLink('/srv/l', '/opt', '/opt')],
        expect: { verdict: 'unchanged', result: { path: '/opt' } },
      },
      {
        name: 'a link that leads nowhere: the folder is made there',
        args: { path: '/srv/l', state: 'directory' },
        seen: [aLink('/srv/l', '/opt/new', '/opt/new')],
        expect: { verdict: 'change', changes: ['create directory /opt/new'] },
      },
      {
        name: 'a link that is not to be followed',
        args: { path: '/srv/l', state: 'directory', follow: false },
        seen: [aLink('/srv/l', '/opt', '/opt')],
        expect: { verdict: 'fails', message: '/srv/l already exists as a link' },
      },
      {
        name: 'everything below it',
        args: { path: '/srv/a', recurse: true, owner: 'dev', mode: 'u=rwX,go=rX' },
        seen: [
          aFolder('/srv/a', {
            owner: 'dev',
            uid: 1000,
            tree: [
              entry('right', { owner: 'dev', uid: 1000 }),
              entry('closed', { owner: 'dev', uid: 1000, mode: 0o600 }),
              entry('program', { owner: 'dev', uid: 1000, mode: 0o700 }),
              entry('link', { type: 'link', mode: 0o777, target: '/etc/passwd' }),
            ],
          }),
        ],
        expect: {
          verdict: 'change',
          changes: ['closed: mode 0600 → 0644', 'program: mode 0700 → 0755', 'link: owner root → dev'],
          steps: [
            { do: 'attributes', path: '/srv/a/closed', mode: 0o644 },
            { do: 'attributes', path: '/srv/a/program', mode: 0o755 },
            { do: 'attributes', path: '/srv/a/link', owner: 'dev' },
          ],
          effects: [
            keeps('/srv/a/closed', { mode: 0o644 }),
            keeps('/srv/a/program', { mode: 0o755 }),
            keeps('/srv/a/link', { owner: 'dev', uid: 1000 }),
          ],
        },
      },
      {
        name: 'very much below it, in one go',
        args: { path: '/srv/a', state: 'directory', recurse: true, owner: 'dev', mode: 0o640 },
        seen: [aFolder('/srv/a', { tree: Array.from({ length: 100 }, (_, i) => entry(String(i), {})) })],
        expect: {
          verdict: 'change',
          steps: [
            { do: 'attributes', path: '/srv/a', owner: 'dev', mode: 0o640 },
            { do: 'attributes', path: '/srv/a', recursive: true, mode: 0o640, owner: 'dev' },
          ],
        },
      },
      {
        name: 'everything below it is as wanted',
        args: { path: '/srv/a', state: 'directory', recurse: true, owner: 'root' },
        seen: [aFolder('/srv/a', { tree: [entry('x', {})] })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'below it something that is not known yet, in a folder that is to change: surely',
        args: { path: '/srv/a', state: 'directory', recurse: true, owner: 'dev' },
        context: { check: true },
        seen: [aFolder('/srv/a', { tree: Unknown.of('what is in /srv/a') })],
        expect: {
          verdict: 'change',
          changes: ['owner root → dev', 'what is below it, as far as it differs'],
          steps: [{ do: 'attributes', path: '/srv/a', owner: 'dev' }],
        },
      },
      {
        name: 'below it something that is not known yet, in a folder that is as wanted: perhaps',
        args: { path: '/srv/a', state: 'directory', recurse: true, owner: 'root' },
        context: { check: true },
        seen: [aFolder('/srv/a', { tree: Unknown.of('what is in /srv/a') })],
        expect: { verdict: 'unknown' },
      },
      {
        name: 'recursion of something else',
        args: { path: '/srv/a', state: 'file', recurse: true },
        expect: { verdict: 'invalid', argument: 'recurse' },
      },
    ]),
  );
});

describe('links', () => {
  cases(
    file,
    on([
      {
        name: 'is there',
        args: { path: '/srv/l', src: '/opt', state: 'link' },
        seen: [aLink('/srv/l', '/opt', '/opt')],
        expect: { verdict: 'unchanged', result: { dest: '/srv/l', src: '/opt', state: 'link' } },
      },
      {
        name: 'is made',
        args: { path: '/srv/l', src: '../opt', state: 'link' },
        expect: {
          verdict: 'change',
          changes: ['link to ../opt'],
          steps: [{ do: 'link', path: '/srv/l', target: '../opt', ...NEW('/srv/l') }],
          effects: [
            becomes(
              path('/srv/l'),
              made('/srv/l', {
                type: 'link',
                mode: 0o777,
                owner: 'root',
                uid: 0,
                group: 'root',
                gid: 0,
                size: 6,
                target: '../opt',
                real: '/opt',
              }),
            ),
          ],
        },
      },
      {
        name: 'points elsewhere',
        args: { path: '/srv/l', src: '/etc', state: 'link' },
        seen: [aLink('/srv/l', '/opt', '/opt')],
        expect: {
          verdict: 'change',
          changes: ['link to /etc (was /opt)'],
          steps: [{ do: 'link', path: '/srv/l', target: '/etc', ...GUARD('/srv/l') }],
          result: { diff: { before: { src: '/opt' }, after: { src: '/etc' } } },
        },
      },
      {
        name: 'to nothing',
        args: { path: '/srv/l', src: '/none', state: 'link' },
        expect: { verdict: 'fails', message: /\/none does not exist; with force/ },
      },
      {
        name: 'to nothing, forced',
        args: { path: '/srv/l', src: '/none', state: 'link', force: true, owner: 'dev' },
        expect: {
          verdict: 'change',
          does: ['link'],
          warnings: [
            'mode and owners are not set: what the link points at does not exist (follow: false sets the link’s own)',
          ],
        },
      },
      {
        name: 'a file is in the way',
        args: { path: '/srv/l', src: '/opt', state: 'link' },
        seen: [aFile('/srv/l')],
        expect: { verdict: 'fails', message: /only with force: true/ },
      },
      {
        name: 'a file is in the way, forced',
        args: { path: '/srv/l', src: '/opt', state: 'link', force: true },
        seen: [aFile('/srv/l')],
        expect: {
          verdict: 'change',
          steps: [{ do: 'link', path: '/srv/l', target: '/opt', ...GUARD('/srv/l') }],
        },
      },
      {
        name: 'an empty folder is in the way, forced',
        args: { path: '/srv/l', src: '/opt', state: 'link', force: true },
        seen: [aFolder('/srv/l')],
        expect: { verdict: 'change', does: ['remove', 'link'] },
      },
      {
        name: 'a folder with something in it is in the way, forced',
        args: { path: '/srv/l', src: '/opt', state: 'link', force: true },
        seen: [aFolder('/srv/l', { tree: [entry('x', {})] })],
        expect: { verdict: 'fails', message: /not empty/ },
      },
      {
        name: 'owners are those of what it points at',
        args: { path: '/srv/l', src: 'x', state: 'link', owner: 'dev' },
        seen: [aFile('/srv/x')],
        expect: {
          verdict: 'change',
          changes: ['link to x', '/srv/x: owner root → dev'],
          does: ['link', 'attributes'],
        },
      },
      {
        name: 'owners of the link itself',
        args: { path: '/srv/l', src: 'x', state: 'link', owner: 'dev', follow: false },
        seen: [aFile('/srv/x'), aLink('/srv/l', 'x', '/srv/x')],
        expect: {
          verdict: 'change',
          steps: [{ do: 'attributes', path: '/srv/l', owner: 'dev', ...GUARD('/srv/l') }],
        },
      },
      {
        name: 'without a state a link stays one, and what it points at gets the mode',
        args: { path: '/srv/l', mode: 0o600 },
        seen: [aFile('/srv/x'), aLink('/srv/l', 'x', '/srv/x')],
        expect: {
          verdict: 'change',
          steps: [{ do: 'attributes', path: '/srv/x', mode: 0o600, ...GUARD('/srv/x') }],
        },
      },
      {
        name: 'in a folder that is missing',
        args: { path: '/srv/none/l', src: '/opt', state: 'link' },
        expect: { verdict: 'fails', message: 'the folder /srv/none does not exist' },
      },
      {
        name: 'without src where nothing is',
        args: { path: '/srv/l', state: 'link' },
        expect: { verdict: 'invalid', argument: 'src' },
      },
      {
        name: 'src without a state',
        args: { path: '/srv/l', src: '/opt' },
        expect: { verdict: 'invalid', argument: 'src' },
      },
      {
        name: 'a hard link',
        args: { path: '/srv/h', src: '/srv/x', state: 'hard' },
        seen: [aFile('/srv/x', 'text', { inode: 7 })],
        expect: {
          verdict: 'change',
          steps: [{ do: 'link', path: '/srv/h', target: '/srv/x', hard: true, ...NEW('/srv/h') }],
          result: { state: 'hard' },
        },
      },
      {
        name: 'a hard link that is one',
        args: { path: '/srv/h', src: '/srv/x', state: 'hard' },
        seen: [aFile('/srv/x', '', { inode: 7, links: 2 }), aFile('/srv/h', '', { inode: 7, links: 2 })],
        expect: { verdict: 'unchanged', result: { state: 'hard' } },
      },
      {
        name: 'a hard link where another file is',
        args: { path: '/srv/h', src: '/srv/x', state: 'hard' },
        seen: [aFile('/srv/x', '', { inode: 7 }), aFile('/srv/h', '', { inode: 8 })],
        expect: { verdict: 'fails', message: /another file/ },
      },
      {
        name: 'a hard link inside a folder',
        args: { path: '/opt', src: '/srv/x', state: 'hard' },
        seen: [aFile('/srv/x')],
        expect: { verdict: 'change', changes: ['hard link to /srv/x'], result: { dest: '/opt/x' } },
      },
    ]),
  );
});

describe('touched and removed', () => {
  cases(
    file,
    on([
      {
        name: 'an empty file',
        args: { path: '/srv/x', state: 'touch', mode: 0o600, owner: 'dev' },
        expect: {
          verdict: 'change',
          changes: ['create empty file'],
          steps: [
            { do: 'touch', path: '/srv/x', ...NEW('/srv/x') },
            { do: 'attributes', path: '/srv/x', owner: 'dev', mode: 0o600 },
          ],
          result: { dest: '/srv/x', mode: '0600', owner: 'dev', size: 0 },
        },
      },
      {
        name: 'times now, always',
        args: { path: '/srv/x', state: 'touch' },
        seen: [aFile('/srv/x')],
        expect: {
          verdict: 'change',
          changes: ['access time now, modification time now'],
          steps: [
            { do: 'touch', path: '/srv/x', accessTime: 'now', modificationTime: 'now', ...GUARD('/srv/x') },
          ],
        },
      },
      {
        name: 'times kept: nothing to do',
        args: { path: '/srv/x', state: 'touch', access_time: 'preserve', modification_time: 'preserve' },
        seen: [aFile('/srv/x')],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'a time as the host has it',
        args: { path: '/srv/x', modification_time: '202403011200.00' },
        seen: [aFile('/srv/x'), [localTime('2024-03-01 12:00:00'), 1709294400]],
        expect: {
          verdict: 'change',
          steps: [{ do: 'touch', path: '/srv/x', modificationTime: 1709294400, ...GUARD('/srv/x') }],
        },
      },
      {
        name: 'a time that it has',
        args: { path: '/srv/x', modification_time: '202403011200.00' },
        seen: [aFile('/srv/x', '', { mtime: 1709294400 }), [localTime('2024-03-01 12:00:00'), 1709294400]],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'a time that is none',
        args: { path: '/srv/x', modification_time: 'yesterday' },
        seen: [aFile('/srv/x')],
        expect: { verdict: 'invalid', argument: 'modification_time' },
      },
      {
        name: 'in a folder that is missing',
        args: { path: '/none/x', state: 'touch' },
        expect: { verdict: 'fails', message: 'the folder /none does not exist' },
      },
      {
        name: 'gone already',
        args: { path: '/srv/x', state: 'absent' },
        expect: { verdict: 'unchanged', result: { path: '/srv/x', state: 'absent' } },
      },
      {
        name: 'a file goes',
        args: { path: '/srv/x', state: 'absent' },
        seen: [aFile('/srv/x')],
        expect: {
          verdict: 'change',
          changes: ['remove file'],
          steps: [{ do: 'remove', path: '/srv/x', ...GUARD('/srv/x') }],
          effects: [becomes(path('/srv/x'), NOTHING)],
        },
      },
      {
        name: 'a link that needs nothing of what nobody can say yet',
        args: { path: '/srv/l', src: '/opt/tool/bin/tool', state: 'link', force: true, follow: false },
        seen: [nothing('/srv/l'), [path('/opt/tool/bin/tool'), Unknown.of('what a package brings')]],
        expect: { verdict: 'change', changes: ['link to /opt/tool/bin/tool'] },
      },
      {
        name: 'a folder goes with everything in it',
        args: { path: '/srv', state: 'absent' },
        expect: {
          verdict: 'change',
          steps: [{ do: 'remove', path: '/srv', recursive: true }],
          effects: [becomes(path('/srv'), NOTHING, { below: true })],
        },
      },
      {
        name: 'a link goes, not what it points at',
        args: { path: '/srv/l', state: 'absent' },
        seen: [aLink('/srv/l', '/opt', '/opt'), nothing('/srv/x')],
        expect: { verdict: 'change', changes: ['remove link'], does: ['remove'] },
      },
    ]),
  );
});

describe('times', () => {
  it('are read as strftime writes them', () => {
    expect(parseTime('202403011200.05', '%Y%m%d%H%M.%S')).toBe('2024-03-01 12:00:05');
    expect(parseTime('1.3.2024', '%d.%m.%Y')).toBe('2024-03-01 00:00:00');
    expect(parseTime('2024', '%d.%m.%Y')).toBeUndefined();
    expect(parseTime('2024', '%s')).toBeUndefined();
  });
});

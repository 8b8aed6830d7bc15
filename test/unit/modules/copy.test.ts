import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import type { TreeInput } from '../../../src/core/module.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { Float } from '../../../src/core/value.ts';
import copy from '../../../src/modules/copy.ts';
import { jsonText } from '../../../src/modules/copying/json-text.ts';
import template from '../../../src/modules/template.ts';
import { made, path } from '../../../src/probes/path.ts';
import { type Case, cases } from './support/cases.ts';
import { content, fileInput, sha1, sha256 } from './support/content.ts';
import { aFile, aFolder, aLink, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));
const GUARD = (subject: string) => ({ guards: [{ path: subject, stamp: 'as-it-was' }] });
const NEW = (subject: string) => ({ guards: [{ path: subject, stamp: 'absent' }] });

const text = (data: string) => ({ source: fileInput(data) });
const aTree = (entries: TreeInput['entries'], isDirectory = true) => ({
  source: { input: 'tree', path: '/control/files/x', isDirectory, entries } as const,
});
const oneFile = (data: string, mode = 0o644) =>
  aTree([{ path: '', type: 'file', mode, content: content(data), sha1: sha1(data) }], false);
const entry = (name: string, data: string, mode = 0o644) =>
  ({ path: name, type: 'file', mode, content: content(data), sha1: sha1(data) }) as const;

describe('text', () => {
  cases(
    copy,
    on([
      {
        name: 'is there already',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'new\n')],
        expect: {
          verdict: 'unchanged',
          result: { dest: '/etc/x', checksum: sha1('new\n'), mode: '0644', state: 'file', size: 4 },
        },
      },
      {
        name: 'where nothing is',
        args: { content: 'new\n', dest: '/etc/x', mode: 0o600, owner: 'dev' },
        inputs: text('new\n'),
        expect: {
          verdict: 'change',
          changes: ['create'],
          steps: [
            {
              do: 'write',
              path: '/etc/x',
              content: content('new\n'),
              mode: 0o600,
              owner: 'dev',
              ...NEW('/etc/x'),
            },
          ],
          effects: [
            becomes(
              path('/etc/x', 'hash'),
              made('/etc/x', {
                type: 'file',
                mode: 0o600,
                owner: 'dev',
                uid: 1000,
                group: 'root',
                gid: 0,
                links: 1,
                size: 4,
                sha256: sha256('new\n'),
                content: content('new\n'),
              }),
            ),
          ],
          differences: [{ subject: '/etc/x', after: 'new\n' }],
          result: { mode: '0600', owner: 'dev', size: 4 },
        },
      },
      {
        name: 'in place of other text; mode and owners stay',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'old\n', { mode: 0o640, owner: 'dev', uid: 1000 })],
        expect: {
          verdict: 'change',
          changes: ['content'],
          steps: [{ do: 'write', path: '/etc/x', content: content('new\n'), ...GUARD('/etc/x') }],
          differences: [{ subject: '/etc/x', before: 'old\n', after: 'new\n' }],
          result: { mode: '0640', owner: 'dev' },
        },
      },
      {
        name: 'in place of other text, with another mode',
        args: { content: 'new\n', dest: '/etc/x', mode: 0o600 },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'old\n')],
        expect: { verdict: 'change', changes: ['content', 'mode 0644 → 0600'], result: { mode: '0600' } },
      },
      {
        name: 'no difference where none is asked for',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        context: { diff: false },
        seen: [aFile('/etc/x', 'old\n')],
        expect: { verdict: 'change', asked: ['self:', 'path:/etc', 'path:/etc/x?hash'], differences: [] },
      },
      {
        name: 'only the mode differs',
        args: { content: 'new\n', dest: '/etc/x', mode: 0o600 },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'new\n')],
        expect: {
          verdict: 'change',
          changes: ['mode 0644 → 0600'],
          steps: [{ do: 'attributes', path: '/etc/x', mode: 0o600, ...GUARD('/etc/x') }],
        },
      },
      {
        name: 'not where something is, without force',
        args: { content: 'new\n', dest: '/etc/x', force: false, mode: 0o600 },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'old\n')],
        expect: { verdict: 'unchanged', result: { dest: '/etc/x' } },
      },
      {
        name: 'with the old file kept',
        args: { content: 'new\n', dest: '/etc/x', backup: true },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'old\n', { mtime: 1700000000.5 })],
        expect: {
          verdict: 'change',
          steps: [
            {
              do: 'write',
              path: '/etc/x',
              content: content('new\n'),
              backup: `/etc/x.2023-11-14@22:13:20.${sha256('old\n').slice(0, 8)}~`,
              ...GUARD('/etc/x'),
            },
          ],
          result: { backup_file: `/etc/x.2023-11-14@22:13:20.${sha256('old\n').slice(0, 8)}~` },
        },
      },
      {
        name: 'with nothing to keep',
        args: { content: 'new\n', dest: '/etc/x', backup: true },
        inputs: text('new\n'),
        expect: {
          verdict: 'change',
          steps: [{ do: 'write', path: '/etc/x', content: content('new\n'), ...NEW('/etc/x') }],
        },
      },
      {
        name: 'validated, and written into the file that is there',
        args: { content: 'new\n', dest: '/etc/x', validate: 'visudo -cf %s', unsafe_writes: true },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'old\n')],
        expect: {
          verdict: 'change',
          steps: [
            {
              do: 'write',
              path: '/etc/x',
              content: content('new\n'),
              inPlace: true,
              validate: 'visudo -cf %s',
              ...GUARD('/etc/x'),
            },
          ],
        },
      },
      {
        name: 'in a folder that is missing',
        args: { content: 'new\n', dest: '/none/x' },
        inputs: text('new\n'),
        expect: { verdict: 'fails', message: 'the folder /none does not exist' },
      },
      {
        name: 'not into a folder',
        args: { content: 'new\n', dest: '/etc' },
        inputs: text('new\n'),
        expect: { verdict: 'fails', message: 'can not use content with a dir as dest' },
      },
      {
        name: 'in place of a link',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        seen: [aLink('/etc/x', 'y', '/etc/y'), aFile('/etc/y', 'new\n')],
        expect: { verdict: 'change', changes: ['replace link'], does: ['write'] },
      },
      {
        name: 'through a link',
        args: { content: 'new\n', dest: '/etc/x', follow: true },
        inputs: text('new\n'),
        seen: [aLink('/etc/x', 'y', '/etc/y'), aFile('/etc/y', 'old\n')],
        expect: {
          verdict: 'change',
          steps: [{ do: 'write', path: '/etc/y', content: content('new\n'), ...GUARD('/etc/y') }],
          differences: [{ before: 'old\n' }],
        },
      },
      {
        name: 'of which nothing is known',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        seen: [[path('/etc/x'), Unknown.of('what apt leaves')]],
        expect: { verdict: 'unknown', waitsFor: ['what apt leaves'] },
      },
      {
        name: 'over a file that nobody may read',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', '', { readable: false })],
        expect: { verdict: 'unknown', waitsFor: ['the content of /etc/x'] },
      },
      {
        name: 'over something binary',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: text('new\n'),
        seen: [aFile('/etc/x', 'a\0b')],
        expect: { verdict: 'change', differences: [{ subject: '/etc/x', hidden: 'binary' }] },
      },
      {
        name: 'that was encrypted is not shown',
        args: { content: 'new\n', dest: '/etc/x' },
        inputs: { source: { ...fileInput('new\n'), secret: true } },
        seen: [aFile('/etc/x', 'old\n')],
        expect: { verdict: 'change' },
      },
    ]),
  );
});

describe('a file of the control machine', () => {
  cases(
    copy,
    on([
      {
        name: 'into a folder',
        args: { src: 'files/x', dest: '/etc' },
        inputs: oneFile('new\n'),
        expect: {
          verdict: 'change',
          steps: [{ do: 'write', path: '/etc/x', content: content('new\n'), ...NEW('/etc/x') }],
          result: { dest: '/etc/x', src: 'files/x' },
        },
      },
      {
        name: 'into a link to a folder',
        args: { src: 'x', dest: '/srv/l' },
        inputs: oneFile('new\n'),
        seen: [aLink('/srv/l', '/etc', '/etc'), aFile('/srv/l/x', 'new\n')],
        expect: { verdict: 'unchanged', result: { dest: '/srv/l/x' } },
      },
      {
        name: 'into a folder that is made with those above it',
        args: { src: 'x', dest: '/srv/a/b/', owner: 'dev', mode: 0o600, directory_mode: 0o700 },
        inputs: oneFile('new\n'),
        expect: {
          verdict: 'change',
          changes: ['create directory /srv/a', 'create directory /srv/a/b', 'create'],
          steps: [
            { do: 'mkdir', path: '/srv/a', mode: 0o700, owner: 'dev', ...NEW('/srv/a') },
            { do: 'mkdir', path: '/srv/a/b', mode: 0o700, owner: 'dev' },
            { do: 'write', path: '/srv/a/b/x', content: content('new\n'), mode: 0o600, owner: 'dev' },
          ],
        },
      },
      {
        name: 'with the mode it has there',
        args: { src: 'x', dest: '/etc/x', mode: 'preserve' },
        inputs: oneFile('new\n', 0o755),
        seen: [aFile('/etc/x', 'new\n')],
        expect: { verdict: 'change', changes: ['mode 0644 → 0755'] },
      },
      {
        name: 'with a checksum that is not its own',
        args: { src: 'x', dest: '/etc/x', checksum: 'abc' },
        inputs: oneFile('new\n'),
        expect: { verdict: 'fails', message: /does not have the expected checksum/ },
      },
      {
        name: 'that was encrypted is not shown',
        args: { src: 'x', dest: '/etc/x' },
        inputs: aTree([{ ...entry('', 'secret'), secret: true }], false),
        seen: [aFile('/etc/x', 'old\n')],
        expect: { verdict: 'change', differences: [{ subject: '/etc/x', hidden: 'it was encrypted' }] },
      },
    ]),
  );
});

describe('a folder of the control machine', () => {
  const site = aTree([
    { path: 'css', type: 'directory', mode: 0o755 },
    entry('css/main.css', 'css'),
    entry('index.html', 'html', 0o600),
    { path: 'latest', type: 'link', mode: 0o777, target: 'index.html' },
  ]);
  cases(
    copy,
    on([
      {
        name: 'what is in it',
        args: { src: 'site/', dest: '/srv/site', mode: 0o640, owner: 'www-data' },
        inputs: site,
        expect: {
          verdict: 'change',
          changes: [
            'create directory /srv/site',
            'create directory /srv/site/css',
            'css/main.css: create',
            'index.html: create',
            'latest: link to index.html',
          ],
          steps: [
            { do: 'mkdir', path: '/srv/site', owner: 'www-data', ...NEW('/srv/site') },
            { do: 'mkdir', path: '/srv/site/css', owner: 'www-data' },
            {
              do: 'write',
              path: '/srv/site/css/main.css',
              content: content('css'),
              mode: 0o640,
              owner: 'www-data',
            },
            {
              do: 'write',
              path: '/srv/site/index.html',
              content: content('html'),
              mode: 0o640,
              owner: 'www-data',
            },
            { do: 'link', path: '/srv/site/latest', target: 'index.html', ...NEW('/srv/site/latest') },
            { do: 'attributes', path: '/srv/site/latest', owner: 'www-data' },
          ],
        },
      },
      {
        name: 'the folder itself, of which most is there',
        args: { src: 'site', dest: '/srv', mode: 'preserve' },
        inputs: site,
        seen: [
          aFolder('/srv/site'),
          aFolder('/srv/site/css'),
          aFile('/srv/site/css/main.css', 'css'),
          aFile('/srv/site/index.html', 'old', { mode: 0o600 }),
          aLink('/srv/site/latest', 'index.html', '/srv/site/index.html'),
        ],
        expect: {
          verdict: 'change',
          changes: ['index.html: content'],
          steps: [
            {
              do: 'write',
              path: '/srv/site/index.html',
              content: content('html'),
              mode: 0o600,
              ...GUARD('/srv/site/index.html'),
            },
          ],
          differences: [{ subject: '/srv/site/index.html', before: 'old', after: 'html' }],
        },
      },
      {
        name: 'all of it is there',
        args: { src: 'site/', dest: '/srv/site', directory_mode: 0o755 },
        inputs: aTree([{ path: 'css', type: 'directory', mode: 0o755 }, entry('css/main.css', 'css')]),
        seen: [aFolder('/srv/site'), aFolder('/srv/site/css'), aFile('/srv/site/css/main.css', 'css')],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'folders get their mode',
        args: { src: 'site/', dest: '/srv/site', directory_mode: 0o700 },
        inputs: aTree([{ path: 'css', type: 'directory', mode: 0o755 }]),
        seen: [aFolder('/srv/site'), aFolder('/srv/site/css')],
        expect: { verdict: 'change', changes: ['css: mode 0755 → 0700'] },
      },
      {
        name: 'a file is in the way of a folder',
        args: { src: 'site/', dest: '/srv/site' },
        inputs: site,
        seen: [aFolder('/srv/site'), aFile('/srv/site/css')],
        expect: { verdict: 'fails', message: '/srv/site/css is in the way: it is no folder' },
      },
    ]),
  );
});

describe('what is on the host already', () => {
  const below = (name: string, data: string, more: object = {}) => ({
    path: name,
    type: 'file' as const,
    mode: 0o644,
    uid: 0,
    gid: 0,
    owner: 'root',
    group: 'root',
    size: data.length,
    sha256: sha256(data),
    ...more,
  });
  cases(
    copy,
    on([
      {
        name: 'a file',
        args: { src: '/etc/a', dest: '/etc/b', remote_src: true },
        seen: [aFile('/etc/a', 'text', { mode: 0o600, owner: 'dev', uid: 1000 })],
        expect: {
          verdict: 'change',
          steps: [
            {
              do: 'copy',
              from: '/etc/a',
              path: '/etc/b',
              mode: 0o600,
              owner: 'root',
              group: 'root',
              ...NEW('/etc/b'),
            },
          ],
          result: { dest: '/etc/b', src: '/etc/a', checksum: sha1('text'), mode: '0600', owner: 'root' },
        },
      },
      {
        name: 'a file that is the same',
        args: { src: '/etc/a', dest: '/etc/b', remote_src: true },
        seen: [aFile('/etc/a', 'text', { mode: 0o600 }), aFile('/etc/b', 'text')],
        expect: { verdict: 'unchanged', result: { mode: '0644' } },
      },
      {
        name: 'a file into a folder, with its mode',
        args: { src: '/etc/a', dest: '/srv', remote_src: true, mode: 'preserve' },
        seen: [aFile('/etc/a', 'text', { mode: 0o700 }), aFile('/srv/a', 'text')],
        expect: { verdict: 'change', changes: ['mode 0644 → 0700'], result: { dest: '/srv/a' } },
      },
      {
        name: 'only where nothing is',
        args: { src: '/etc/a', dest: '/etc/b', remote_src: true, force: false },
        seen: [aFile('/etc/a', 'text'), aFile('/etc/b', 'other')],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'a file that is not there',
        args: { src: '/etc/a', dest: '/etc/b', remote_src: true },
        expect: { verdict: 'fails', message: 'Source /etc/a not found' },
      },
      {
        name: 'what is in a folder',
        args: { src: '/opt/a/', dest: '/srv/b', remote_src: true, owner: 'dev' },
        seen: [
          aFolder('/opt/a', {
            tree: [
              below('new', 'new'),
              below('same', 'same'),
              below('sub', '', { type: 'directory', mode: 0o750, sha256: undefined }),
              below('sub/x', 'x', { mode: 0o755 }),
            ],
          }),
          aFolder('/srv/b', { tree: [below('own', 'own'), below('same', 'same')] }),
        ],
        expect: {
          verdict: 'change',
          changes: [
            'new: create',
            'same: owner root → dev',
            'create directory /srv/b/sub',
            'sub/x: create',
            'own: owner root → dev',
          ],
          steps: [
            {
              do: 'copy',
              from: '/opt/a/new',
              path: '/srv/b/new',
              mode: 0o644,
              owner: 'dev',
              group: 'root',
              ...NEW('/srv/b/new'),
            },
            { do: 'attributes', path: '/srv/b/same', owner: 'dev' },
            { do: 'mkdir', path: '/srv/b/sub', mode: 0o750, owner: 'dev' },
            {
              do: 'copy',
              from: '/opt/a/sub/x',
              path: '/srv/b/sub/x',
              mode: 0o755,
              owner: 'dev',
              group: 'root',
            },
            { do: 'attributes', path: '/srv/b/own', owner: 'dev' },
          ],
        },
      },
      {
        name: 'a folder of which all is there',
        args: { src: '/opt/a', dest: '/srv', remote_src: true },
        seen: [
          aFolder('/opt/a', { tree: [below('x', 'x')] }),
          aFolder('/srv/a', { tree: [below('x', 'x'), below('y', 'y')] }),
        ],
        expect: { verdict: 'unchanged', effects: [] },
      },
    ]),
  );
});

describe('templates', () => {
  cases(
    template,
    on([
      {
        name: 'rendered',
        args: { src: 'app.conf.j2', dest: '/etc/app.conf', mode: 0o640, group: 'dev' },
        inputs: text('new\n'),
        expect: {
          verdict: 'change',
          steps: [
            {
              do: 'write',
              path: '/etc/app.conf',
              content: content('new\n'),
              mode: 0o640,
              group: 'dev',
              ...NEW('/etc/app.conf'),
            },
          ],
          result: { dest: '/etc/app.conf', src: 'app.conf.j2', checksum: sha1('new\n') },
        },
      },
      {
        name: 'rendered as it is there',
        args: { src: 'app.conf.j2', dest: '/etc/app.conf' },
        inputs: text('new\n'),
        seen: [aFile('/etc/app.conf', 'new\n')],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'that depends on what is not known, over a file: perhaps',
        args: { src: 'app.conf.j2', dest: '/etc/app.conf' },
        inputs: {
          source: { ...fileInput(''), content: Unknown.of('a result'), sha1: Unknown.of('a result') },
        },
        context: { check: true },
        seen: [aFile('/etc/app.conf', 'old\n')],
        expect: { verdict: 'unknown', waitsFor: ['a result'] },
      },
      {
        name: 'that depends on what is not known, where nothing is: surely',
        args: { src: 'app.conf.j2', dest: '/etc/app.conf' },
        inputs: {
          source: { ...fileInput(''), content: Unknown.of('a result'), sha1: Unknown.of('a result') },
        },
        context: { check: true },
        expect: {
          verdict: 'change',
          changes: ['create'],
          differences: [{ subject: '/etc/app.conf', hidden: 'not known yet' }],
        },
      },
      {
        name: 'into a folder, under its own name',
        args: { src: 'conf/app.conf.j2', dest: '/etc/' },
        inputs: text('new\n'),
        expect: { verdict: 'change', result: { dest: '/etc/app.conf.j2' } },
      },
    ]),
  );

  it('are rendered with the options of the task', () => {
    const request = template.inputs?.(
      { src: 'x', newline_sequence: '\\r\\n', trim_blocks: true } as never,
      {} as never,
    );
    expect(request).toMatchObject({
      source: { input: 'template', src: 'x', options: { newline_sequence: '\r\n', trim_blocks: true } },
    });
  });
});

it('writes JSON as Python does', () => {
  const value = { a: [1, 2.5, null, true, 'é"\n😀'], 'b c': { d: [] }, e: {} };
  const python = spawnSync(
    'python3',
    ['-c', 'import sys, json; print(json.dumps(json.load(sys.stdin)), end="")'],
    {
      input: JSON.stringify(value),
      encoding: 'utf8',
    },
  );
  const wanted =
    python.status === 0
      ? python.stdout
      : '{"a": [1, 2.5, null, true, "\\u00e9\\"\\n\\ud83d\\ude00"], "b c": {"d": []}, "e": {}}';
  expect(jsonText(value)).toBe(wanted);
  expect(jsonText(new Map<unknown, unknown>([['x', new Float(2)]]))).toBe('{"x": 2.0}');
});

import { describe, expect, it } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import copy from '../../../src/modules/copy.ts';
import file from '../../../src/modules/file.ts';
import lineinfile from '../../../src/modules/lineinfile.ts';
import probe, { made, type Present, path } from '../../../src/probes/path.ts';
import { program } from '../../../src/probes/program.ts';
import { type Case, cases } from './support/cases.ts';
import { fileInput } from './support/content.ts';
import { aFile, aFolder, aLink, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) =>
  all.map((one) => ({
    otherwise: ordinaryHost,
    ...one,
    seen: [[program('chattr'), '/usr/bin/chattr'] as const, ...(one.seen ?? [])],
  }));
const GUARD = { guards: [{ path: '/etc/x', stamp: 'as-it-was' }] };
const later = Unknown.of('what /etc/x will be');
const becoming = (letters: string, more: Partial<Present> = {}) =>
  becomes(
    path('/etc/x', 'letters'),
    { letters, flags: later, stamp: later, ctime: later, writable: later, ...more } as Present,
    { keeps: true },
  );

describe('flags of what is there', () => {
  cases(
    file,
    on([
      {
        name: 'one is set',
        args: { path: '/etc/x', attributes: '+i' },
        seen: [aFile('/etc/x', '', { letters: 'e' })],
        expect: {
          verdict: 'change',
          changes: ['attributes e → ei'],
          steps: [{ do: 'attributes', path: '/etc/x', flags: '+i', ...GUARD }],
          effects: [becoming('ei', { writable: false })],
          result: {
            diff: {
              before: { path: '/etc/x', attributes: 'e' },
              after: { path: '/etc/x', attributes: '+i' },
            },
          },
        },
      },
      {
        name: 'one that is set already',
        args: { path: '/etc/x', attributes: '+d' },
        seen: [aFile('/etc/x', '', { letters: 'de' })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'one is taken away',
        args: { path: '/etc/x', attributes: '-i' },
        seen: [aFile('/etc/x', '', { letters: 'ei', writable: false })],
        expect: { verdict: 'change', changes: ['attributes ei → e'], effects: [becoming('e')] },
      },
      {
        name: 'one that is not set is not taken away',
        args: { path: '/etc/x', attributes: '-i' },
        seen: [aFile('/etc/x', '', { letters: 'e' })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'these are all',
        args: { path: '/etc/x', attributes: 'ed' },
        seen: [aFile('/etc/x', '', { letters: 'e' })],
        expect: {
          verdict: 'change',
          steps: [{ do: 'attributes', path: '/etc/x', flags: '=ed', ...GUARD }],
          effects: [becoming('de')],
        },
      },
      {
        name: 'these are all already, in whatever order, beside what chattr cannot change',
        args: { path: '/etc', attributes: '=ed' },
        seen: [aFolder('/etc', { letters: 'deI' })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'a sign without letters',
        args: { path: '/etc/x', attributes: '+' },
        seen: [aFile('/etc/x', '', { letters: 'e' })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'mode first, flags last',
        args: { path: '/etc/x', mode: 0o600, attributes: '+i' },
        seen: [aFile('/etc/x', '', { letters: '' })],
        expect: {
          verdict: 'change',
          changes: ['mode 0644 → 0600', 'attributes - → i'],
          steps: [
            { do: 'attributes', path: '/etc/x', mode: 0o600, ...GUARD },
            { do: 'attributes', path: '/etc/x', flags: '+i' },
          ],
        },
      },
      {
        name: 'an immutable file takes no other mode, even where the flag is to go',
        args: { path: '/etc/x', mode: 0o600, attributes: '-i' },
        seen: [aFile('/etc/x', '', { letters: 'i', writable: false })],
        expect: {
          verdict: 'fails',
          message: "/etc/x can't be changed: it is immutable (attributes: '-i' takes that away)",
        },
      },
      {
        name: 'an immutable file is not removed',
        args: { path: '/etc/x', state: 'absent' },
        seen: [aFile('/etc/x', '', { letters: 'i', writable: false })],
        expect: { verdict: 'fails' },
      },
      {
        name: 'a file system without flags',
        args: { path: '/etc/x', attributes: '+i' },
        seen: [aFile('/etc/x')],
        expect: {
          verdict: 'fails',
          message: 'chattr failed: the file system has no flags for the file /etc/x',
        },
      },
      {
        name: "a link's are those of what it points at",
        args: { path: '/etc/l', attributes: '+d' },
        seen: [aLink('/etc/l', 'x', '/etc/x'), aFile('/etc/x', '', { letters: 'd' })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'of everything below',
        args: { path: '/srv/t', state: 'directory', recurse: true, attributes: '+d' },
        seen: [
          aFolder('/srv/t', {
            letters: 'd',
            tree: [
              {
                path: 'f',
                type: 'file',
                mode: 0o644,
                uid: 0,
                gid: 0,
                owner: 'root',
                group: 'root',
                size: 1,
              },
            ],
          }),
          aFile('/srv/t/f', '', { letters: '' }),
        ],
        expect: {
          verdict: 'change',
          steps: [
            {
              do: 'attributes',
              path: '/srv/t/f',
              flags: '+d',
              guards: [{ path: '/srv/t/f', stamp: 'as-it-was' }],
            },
          ],
        },
      },
    ]),
  );

  cases(file, [
    {
      name: 'a host without chattr',
      args: { path: '/etc/x', attributes: '+i' },
      otherwise: ordinaryHost,
      seen: [[program('chattr'), ''], aFile('/etc/x')],
      expect: { verdict: 'unchanged', warnings: ['attributes are not set: there is no chattr'] },
    },
  ]);
});

describe('flags of what is made', () => {
  cases(
    copy,
    on([
      {
        name: 'a new file',
        args: { content: 'x', dest: '/etc/new', attributes: '+i' },
        inputs: { source: fileInput('x') },
        expect: { verdict: 'change', changes: ['create'], does: ['write', 'attributes'] },
      },
      {
        name: 'content that is replaced: the new file has none of the old flags',
        args: { content: 'x', dest: '/etc/x', attributes: '+d' },
        inputs: { source: fileInput('x') },
        seen: [aFile('/etc/x', 'old', { letters: 'd' })],
        expect: { verdict: 'change', changes: ['content'], does: ['write', 'attributes'] },
      },
      {
        name: 'the same content',
        args: { content: 'x', dest: '/etc/x', attributes: '+d' },
        inputs: { source: fileInput('x') },
        seen: [aFile('/etc/x', 'x', { letters: 'd' })],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'an immutable file is not replaced, and a check says so',
        args: { content: 'x', dest: '/etc/x' },
        inputs: { source: fileInput('x') },
        seen: [aFile('/etc/x', 'old', { letters: 'i', writable: false })],
        expect: { verdict: 'fails' },
      },
    ]),
  );
  cases(
    lineinfile,
    on([
      {
        name: 'only flags differ',
        args: { path: '/etc/x', line: 'a', attributes: '+d' },
        seen: [aFile('/etc/x', 'a\n', { letters: '' })],
        expect: {
          verdict: 'change',
          result: { msg: 'ownership, perms or SE linux context changed' },
        },
      },
    ]),
  );
});

describe('the proof', () => {
  const holds = (expected: string, actual: string) =>
    probe.differences?.(
      { letters: expected } as Present,
      { ...made('/x', { type: 'file' }), letters: actual } as Present,
    );
  it('knows of a new file only what was asked for', () => {
    expect(holds('+i', 'ei')).toEqual([]);
    expect(holds('-i', 'e')).toEqual([]);
    expect(holds('+i', 'e')).toEqual(['letters +i expected, e found']);
    expect(holds('-i', 'ei')).toEqual(['letters -i expected, ei found']);
    expect(holds('de', 'e')).toEqual(['letters de expected, e found']);
  });
});

import { describe, expect, it } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import blockinfile from '../../../src/modules/blockinfile.ts';
import { decoded, encoded } from '../../../src/modules/editing/text-bytes.ts';
import lineinfile from '../../../src/modules/lineinfile.ts';
import replace from '../../../src/modules/replace.ts';
import { made, path } from '../../../src/probes/path.ts';
import { type Case, cases } from './support/cases.ts';
import { content } from './support/content.ts';
import { withDefaults } from './support/decide.ts';
import { aFile, aFolder, aLink, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));
const GUARD = (subject: string) => ({ guards: [{ path: subject, stamp: 'as-it-was' }] });
const NEW = (subject: string) => ({ guards: [{ path: subject, stamp: 'absent' }] });
const line = { path: '/etc/x', regexp: '^a=', line: 'a=2' };

// What comes of texts and patterns is compared with the original in test/oracle-modules.
describe('a line', () => {
  cases(
    lineinfile,
    on([
      {
        name: 'is replaced',
        args: line,
        seen: [aFile('/etc/x', 'a=1\nb\n')],
        expect: {
          verdict: 'change',
          changes: ['content'],
          steps: [{ do: 'write', path: '/etc/x', content: content('a=2\nb\n'), ...GUARD('/etc/x') }],
          differences: [{ subject: '/etc/x', before: 'a=1\nb\n', after: 'a=2\nb\n' }],
          result: { msg: 'line replaced', backup: '' },
        },
      },
      {
        name: 'is there',
        args: line,
        seen: [aFile('/etc/x', 'a=2\n')],
        expect: { verdict: 'unchanged', result: { msg: '' } },
      },
      {
        name: 'is there, with another mode',
        args: { ...line, mode: 0o600 },
        seen: [aFile('/etc/x', 'a=2\n')],
        expect: {
          verdict: 'change',
          does: ['attributes'],
          result: { msg: 'ownership, perms or SE linux context changed', mode: '0600' },
        },
      },
      {
        name: 'is replaced in a file that gets another mode',
        args: { ...line, mode: 0o600 },
        seen: [aFile('/etc/x', 'a=1\n')],
        expect: {
          verdict: 'change',
          changes: ['content', 'mode 0644 → 0600'],
          result: { msg: 'line replaced and ownership, perms or SE linux context changed' },
        },
      },
      {
        name: 'is kept in what a link points at',
        args: line,
        seen: [aLink('/etc/x', '../srv/real', '/srv/real'), aFile('/srv/real', 'a=1\n')],
        expect: {
          verdict: 'change',
          steps: [{ do: 'write', path: '/srv/real', content: content('a=2\n'), ...GUARD('/srv/real') }],
        },
      },
      {
        name: 'waits for what an earlier task writes',
        args: line,
        seen: [[path('/etc/x'), made('/etc/x', { type: 'file', content: Unknown.of('what is written') })]],
        expect: { verdict: 'unknown', waitsFor: ['what is written'] },
      },
      {
        name: 'of a file that is missing is a failure',
        args: line,
        expect: { verdict: 'fails', message: 'Destination /etc/x does not exist !' },
      },
      {
        name: 'makes the file and its folder',
        args: { ...line, path: '/srv/new/x', create: true, mode: 0o640 },
        expect: {
          verdict: 'change',
          steps: [
            { do: 'mkdir', path: '/srv/new', ...NEW('/srv/new') },
            { do: 'write', path: '/srv/new/x', content: content('a=2\n'), mode: 0o640 },
          ],
          result: { msg: 'line added' },
        },
      },
      {
        name: 'is not in a file that is missing',
        args: { path: '/etc/x', line: 'a', state: 'absent' },
        expect: { verdict: 'unchanged', result: { msg: 'file not present' } },
      },
      {
        name: 'is removed, with a backup',
        args: { path: '/etc/x', regexp: 'a', state: 'absent', backup: true },
        seen: [aFile('/etc/x', 'a\nb\na\n')],
        expect: {
          verdict: 'change',
          result: { msg: '2 line(s) removed', found: 2, backup: '/etc/x.1970-01-01@00:16:40.c9cec888~' },
        },
      },
      {
        name: 'is not kept in a folder',
        args: line,
        seen: [aFolder('/etc/x')],
        expect: { verdict: 'fails', message: 'Path /etc/x is a directory !' },
      },
      {
        name: 'is not kept in what is too large',
        args: line,
        seen: [[path('/etc/x'), made('/etc/x', { type: 'file', size: 2_000_000, readable: true })]],
        expect: { verdict: 'fails', message: '/etc/x is larger than 1048576 bytes, too large to be edited' },
      },
    ]),
  );

  it.each([
    [{ path: '/x' }, 'line is required with state=present'],
    [{ path: '/x', line: 'a', backrefs: true }, 'regexp is required with backrefs=true'],
    [{ path: '/x', state: 'absent' }, 'one of line, search_string, or regexp is required with state=absent'],
    [{ path: '/x', line: 'a', regexp: '(' }, /^bad regular expression '\('/],
    [{ path: '/x', line: 'a', insertafter: '(?>a)' }, /not supported/],
  ])('%j is refused before a host is touched', (args, message) => {
    const [mistake] = lineinfile.check?.(withDefaults(lineinfile, args)) ?? [];
    expect(mistake?.message).toMatch(message);
  });

  it('is not refused for what is still a template', () => {
    const later = Unknown.of('a template');
    const args = { path: '/x', line: later, regexp: later, backrefs: later, insertafter: later };
    expect(lineinfile.check?.(withDefaults(lineinfile, args))).toEqual([]);
    const other = { path: '/x', regexp: later, replace: later, after: later, before: 'x', encoding: later };
    expect(replace.check?.(withDefaults(replace, other))).toEqual([]);
  });
});

describe('a block', () => {
  const block = { path: '/etc/x', block: 'one' };
  const whole = '# BEGIN ANSIBLE MANAGED BLOCK\none\n# END ANSIBLE MANAGED BLOCK\n';
  cases(
    blockinfile,
    on([
      {
        name: 'is put in',
        args: block,
        seen: [aFile('/etc/x', 'a')],
        expect: {
          verdict: 'change',
          steps: [{ do: 'write', path: '/etc/x', content: content(`a\n${whole}`), ...GUARD('/etc/x') }],
          result: { msg: 'Block inserted' },
        },
      },
      {
        name: 'is there',
        args: block,
        seen: [aFile('/etc/x', whole)],
        expect: { verdict: 'unchanged', result: { msg: '' } },
      },
      {
        name: 'makes the file, even of nothing',
        args: { path: '/etc/x', create: true },
        expect: { verdict: 'change', does: ['write'], result: { msg: 'File created', size: 0 } },
      },
      {
        name: 'is not in a file that is missing',
        args: { path: '/etc/x', create: true, state: 'absent' },
        expect: { verdict: 'unchanged', result: { msg: 'File /etc/x not present' } },
      },
    ]),
  );
});

describe('matches', () => {
  cases(
    replace,
    on([
      {
        name: 'are replaced',
        args: { path: '/etc/x', regexp: '^a(\\d)', replace: 'b\\1', validate: 'true %s' },
        seen: [aFile('/etc/x', 'a1\na2\n')],
        expect: {
          verdict: 'change',
          steps: [
            {
              do: 'write',
              path: '/etc/x',
              content: content('b1\nb2\n'),
              validate: 'true %s',
              ...GUARD('/etc/x'),
            },
          ],
          result: { msg: '2 replacements made', rc: 0 },
        },
      },
      {
        name: 'are nowhere',
        args: { path: '/etc/x', regexp: 'b', mode: 0o600 },
        seen: [aFile('/etc/x', 'a\n', { mode: 0o600 })],
        expect: { verdict: 'unchanged', result: { msg: '' } },
      },
      {
        name: 'in a part that is not there: nothing is touched, not even the mode',
        args: { path: '/etc/x', regexp: 'a', after: 'z', mode: 0o600 },
        seen: [aFile('/etc/x', 'a\n')],
        expect: {
          verdict: 'unchanged',
          result: {
            msg: 'Pattern for before/after params did not match the given file: z(?P<subsection>.*)',
          },
        },
      },
    ]),
  );

  it('keep bytes that are no UTF-8', () => {
    const bytes = Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0x80]);
    expect(encoded(decoded(bytes, 'utf8'), 'utf8')).toEqual(bytes);
    expect(decoded(bytes, 'utf8').slice(0, 3)).toBe('a\udcffé');
  });
});

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { linesOf } from '../../../src/core/lines.ts';
import { expanding } from '../../../src/modules/command/expansion.ts';
import { UnclosedQuotation, words } from '../../../src/modules/command/words.ts';
import { run, SHELLS } from '../probes/support/shells.ts';

const split = (text: string) => words(text).map((word) => word.text);

it.each([
  ['a b  c\td', ['a', 'b', 'c', 'd']],
  ['  a  ', ['a']],
  ['', []],
  [`"a b" 'c d'e "f"'g'`, ['a b', 'c de', 'fg']],
  [`a\\ b \\"c`, ['a b', '"c']],
  [`"a \\"b\\" \\c \\\\"`, ['a "b" \\c \\']],
  [`'a \\b'`, ['a \\b']],
  [`"" ''`, ['', '']],
  ['a;b && c | d > e # f', ['a;b', '&&', 'c', '|', 'd', '>', 'e', '#', 'f']],
  ['a\nb', ['a', 'b']],
])('splits %j as Python does', (text, wanted) => {
  expect(split(text)).toEqual(wanted);
});

it('says where a quotation is not closed', () => {
  for (const text of [`'a`, `"a`, 'a\\']) expect(() => split(text)).toThrow(UnclosedQuotation);
});

it('tells where words end', () => {
  expect(words(`"a b" c`)).toEqual([
    { text: 'a b', end: 5 },
    { text: 'c', end: 7 },
  ]);
});

it('leaves alone what has nothing to put in', () => {
  expect(expanding(['ls', '-l', '/tmp/~x'])).toBeUndefined();
});

it.each(SHELLS)('puts variables and homes in, in %s', (shell) => {
  const argv = [
    'printf',
    '[%s]',
    '$HOME/x y',
    '$'.concat('{HOME}'),
    '$NOT_SET/a',
    '$'.concat('{NOT_SET}'),
    '~/b c',
    '~root/d',
    '~no-one',
    'a$',
    '$1',
    '*',
    '',
    '$(id)',
    '`id`',
    '"',
    "'",
  ];
  const text = `export HOME=/home/me\n(${expanding(argv) ?? ''})`;
  const { stdout, stderr } = run(shell, text);
  expect(stderr).toBe('');
  expect(stdout.toString()).toBe(
    `[/home/me/x y][/home/me][$NOT_SET/a][\${NOT_SET}][/home/me/b c][/root/d][~no-one][a$][$1][*][][$(id)][\`id\`]["][']`,
  );
});

it('splits output as Python does', () => {
  const texts = ['', 'a', 'a\n', 'a\nb', '\n', 'a\r\nb\rc', 'a\vb\fc\u2028d\u0085e', 'a\n\n'];
  const program = 'import sys, json; print(json.dumps([t.splitlines() for t in json.load(sys.stdin)]))';
  const python = spawnSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' });
  const wanted: unknown =
    python.status === 0
      ? JSON.parse(python.stdout)
      : [[], ['a'], ['a'], ['a', 'b'], [''], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e'], ['a', '']];
  expect(texts.map(linesOf)).toEqual(wanted);
});

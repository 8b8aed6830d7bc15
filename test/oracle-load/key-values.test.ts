import { describe, expect, it } from 'vitest';
import { parseKeyValues } from '../../src/load/key-values.ts';
import { splitArguments } from '../../src/load/split-arguments.ts';
import { ask, encode, sameAs } from './oracle.ts';
import { pick, seeded } from './random.ts';

const TEXTS: readonly string[] = [
  '',
  ' ',
  'a',
  'a b',
  'a=b',
  'src=a dest=b',
  'src=a dest="b c" mode=0644',
  "src=a dest='b c'",
  'a="b" c',
  'a=b=c',
  '=a',
  'a=',
  'a = b',
  'a="b=c d"',
  'dest={{ a }}/{{ b }}',
  "dest={{ a }}/{{ b | default('x y') }} c=d",
  'a={{ b }} {{ c }}',
  'a="{{ b }} c"',
  '{{ a }}',
  '{{ a }} b=c',
  'a={% if b %}c d{% endif %}',
  'a={# b c #}d',
  'a={{ "b c" }}',
  "a={{ {'b': 'c d'} }}",
  'a={{b}}',
  'echo hi creates=/x',
  'echo a=b',
  'echo "a=b" chdir=/tmp',
  "creates='/x y' touch /x\\ y",
  'ls  -l   /x',
  'ls\n-l',
  'a=b\nc=d',
  'a=b \\\nc=d',
  'echo a \\\n  b',
  'echo "a\nb"',
  "echo 'a\n  b' c",
  'a="b\nc" d=e',
  'x=1 y=2 z',
  'a\\=b',
  'a\\=b=c',
  'echo a\\=b',
  'a="\\"b\\""',
  "a='it's'",
  'a="b',
  "a='b",
  '{{ a',
  'a={{ b } }',
  '{% a',
  'a\\tb',
  'a=b\\nc',
  'a=\\x41',
  'a=\\u00e9',
  'a="\\\\d"',
  'regexp=\'^a\\s+b\' line="a b"',
  'a="b" \'c\'="d"',
  '"a=b"',
  '"a b"',
  "a=b'c d'e",
  'a=[1, 2]',
  "a=['b c', d]",
  'msg="Hello world"',
  'shell=/bin/bash removes=/x',
  'stdin="a b" cat',
  'warn=no ls',
  ' a=b ',
  'a=b  c=d',
  'name=foo state=present',
  'file.yml',
  'file.yml a=b',
  'a=b c\n',
  'a\n\nb',
  '\\',
  'a \\ b',
  '"\\"',
  'echo {{ a }} > {{ b }}',
  'test -f /x && echo "{{ y }}" || exit 1',
  'a=b,c',
  'a:b',
  'é=ü',
  'a="é b"',
  'echo {#a}',
  'echo {a%%b} c=d',
  'echo {{a}}{{b}} }}',
  '}} a',
  'a="b"c" d',
];

const PIECES = [
  'a',
  'key=',
  '"',
  "'",
  ' ',
  '  ',
  '\n',
  '{{ x }}',
  '{{',
  '}}',
  '{% y %}',
  '=',
  '\\',
  '\\"',
  'creates=/x ',
  'chdir="a b" ',
  'word',
  'a=b ',
  "c='d e' ",
  '{#',
  '#}',
  '\\\n',
];

describe('arguments in the short form are read as the original reads them', () => {
  const random = seeded(3);
  const generated = Array.from({ length: 4000 }, () =>
    Array.from({ length: 1 + random(9) }, () => pick(PIECES, random)).join(''),
  );
  const texts = [...TEXTS, ...generated];

  it('split', () => {
    const answers = ask(texts.map((text) => ({ ask: 'split_args', text })));
    const found = texts.filter((text, index) => {
      const answer = answers[index];
      const ours = splitArguments(text);
      if (!answer || 'error' in answer) return ours.open === undefined;
      return (
        ours.open !== undefined ||
        JSON.stringify(ours.tokens.map((t) => t.text)) !== JSON.stringify(answer.ok)
      );
    });
    expect(found).toEqual([]);
  });

  it.each([false, true])('as keys and values (a command line: %s)', (isCommand) => {
    const answers = ask(texts.map((text) => ({ ask: 'parse_kv', text, raw: isCommand })));
    const found: string[] = [];
    for (const [index, text] of texts.entries()) {
      const answer = answers[index];
      const ours = parseKeyValues(text, { isCommand });
      const all = new Map(ours.values);
      if (ours.freeText !== undefined) all.set('_raw_params', ours.freeText);
      if (!answer || 'error' in answer) {
        if (ours.diagnostics.length === 0) found.push(`${JSON.stringify(text)}: ${JSON.stringify(answer)}`);
      } else if (ours.diagnostics.length > 0 || !sameAs(encode(all), answer.ok)) {
        found.push(
          `${JSON.stringify(text)}: ours ${JSON.stringify(encode(all))} theirs ${JSON.stringify(answer.ok)}`,
        );
      }
    }
    expect(found).toEqual([]);
  });
});

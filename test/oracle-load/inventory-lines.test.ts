import { describe, expect, it } from 'vitest';
import { expandRanges, parseAddress } from '../../src/load/inventory/addresses.ts';
import { readPythonLiteral } from '../../src/load/inventory/python-literal.ts';
import { shellWords } from '../../src/load/inventory/shell-words.ts';
import { ask, encode, sameAs } from './oracle.ts';
import { pick, seeded } from './random.ts';

function generated(pieces: readonly string[], seed: number, count: number, most: number): string[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random(most) }, () => pick(pieces, random)).join(''),
  );
}

describe('the parts of an INI inventory are read as the original reads them', () => {
  it('values', () => {
    const written =
      "1 -1 +1 --1 - 0 00 01 0644 0o17 0x1f 0b11 1_0 1__0 _1 1.0 .5 5. 1e3 1E-3 1.5e+3 1e400 1j 1+2j 1-2 True False None true none yes -True 'a' \"a\" 'a u'a' r'\\n' b'a' f'a' rb'\\x' '\\n' '\\x41' '\\u00e9' '\\U0001F600' '\\101' '\\q' '\\' '''a''' \"\"\"a\"b\"\"\" [] [1] [1,] [,] [1,2 (1) (1,) () {} {1} {1,2} {1:2} {1:2,} {'a':[1]} {[1]:2} {(1,2):3} {1:2,3} [1]# [1]#x a a,b 1,2 1, ,1 'a','b' 'a''b' 'a'\"b\" [1]2 1]2 a=b a:b 1:2 10.0.0.1 1.10 2020-01-01 /a/b {{a}} {{a}}/b '{{a}}' {a} {'a'} * ! @ # #a 1#a 'a'#b ... dict() [*a] lambda x=>1 ''".split(
        ' ',
      );
    const spaced = [
      "'a' 'b'",
      '1 # x',
      '[1, 2] # x',
      "{'a': 1, 'b': [True, None]}",
      '( 1 )',
      'a b',
      "'a' b",
      '1 2',
      '- 1',
      '[ 1 , 2 ]',
      '{ }',
      'True # yes',
      "'a # b'",
      '["a", \'b\']',
      'not True',
      'None or 1',
      '[1 2]',
      '',
      ' ',
      '1 if 2 else 3',
    ];
    const pieces = [
      '1',
      '0',
      '.',
      'e',
      '-',
      '+',
      '_',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      ',',
      ':',
      "'",
      '"',
      'a',
      'True',
      'None',
      ' ',
      '#',
      '\\',
      '2.5',
      "'x'",
      '"y"',
      'r',
    ];
    const texts = [...written, ...spaced, ...generated(pieces, 5, 6000, 7)].map((text) => text.trim());
    const answers = ask(texts.map((text) => ({ ask: 'ini_value', text })));
    const found: string[] = [];
    for (const [index, text] of texts.entries()) {
      const answer = answers[index];
      if (!answer || 'error' in answer || JSON.stringify(answer.ok).includes('"other"')) continue;
      const literal = readPythonLiteral(text);
      const ours = encode(literal === undefined ? text : literal);
      if (!sameAs(ours, answer.ok))
        found.push(`${text}: ours ${JSON.stringify(ours)} theirs ${JSON.stringify(answer.ok)}`);
    }
    expect(found).toEqual([]);
  });

  it('words', () => {
    const pieces = ['a', 'b=c', ' ', '  ', '"', "'", '\\', '#', '=', '\\"', "\\'", '\t', '" "', "' '", 'é'];
    const texts = generated(pieces, 9, 4000, 9);
    const answers = ask(texts.map((text) => ({ ask: 'words', text })));
    const found = texts.filter((text, index) => {
      const answer = answers[index];
      const ours = shellWords(text);
      if (!answer || 'error' in answer) return !('problem' in ours);
      return 'problem' in ours || JSON.stringify(ours.map((word) => word.text)) !== JSON.stringify(answer.ok);
    });
    expect(found).toEqual([]);
  });

  it('names, addresses and ports', () => {
    const pieces = [
      'a',
      'web',
      '1',
      '10',
      '.',
      ':',
      '::',
      '-',
      '_',
      '[',
      ']',
      '[1:3]',
      '[a:f]',
      '[01:20:2]',
      'ffff',
      '255',
      '256',
      '10.0.0.1',
      'fe80',
      '22',
      'ü',
      '*',
      '!',
      '&',
      '~',
      ',',
    ];
    const texts = [
      'a:22',
      '[::1]:22',
      '::1',
      '1:2:3:4:5:6:7:8',
      'fe80::1',
      '::ffff:1.2.3.4',
      '10.0.0.[1:9]',
      '10.0.0.1:22',
      'a[1:3]:22',
      'web_',
      '-a',
      'a.',
      'a..b',
      ...generated(pieces, 13, 6000, 6),
    ];
    const answers = ask(texts.map((text) => ({ ask: 'address', text })));
    const found: string[] = [];
    for (const [index, text] of texts.entries()) {
      const answer = answers[index];
      if (!answer || 'error' in answer) continue;
      const address = parseAddress(text);
      const ours = address ? [address.host, address.port ?? null] : null;
      // The original only looks at the beginning of most IPv6 forms: it takes '::anything' for an address.
      if (ours === null && text.includes('::')) continue;
      if (JSON.stringify(ours) !== JSON.stringify(answer.ok)) {
        found.push(`${text}: ours ${JSON.stringify(ours)} theirs ${JSON.stringify(answer.ok)}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('ranges', () => {
    const pieces = [
      'a',
      '[1:3]',
      '[01:10]',
      '[001:002]',
      '[a:c]',
      '[A:c]',
      '[1:9:3]',
      '[:3]',
      '[1:]',
      '[0:1]',
      '[3:1]',
      '[1:2:3:4]',
      '[01:2]',
      '[x]',
      '.b',
      '-',
      '[a:1]',
      '[08:11]',
      '[1:3:2]',
    ];
    const texts = generated(pieces, 17, 2000, 4).filter((text) => text.includes('['));
    const answers = ask(texts.map((text) => ({ ask: 'range', text })));
    const found: string[] = [];
    for (const [index, text] of texts.entries()) {
      const answer = answers[index];
      const ours = expandRanges(text);
      if (!answer || 'error' in answer) {
        if (!('problem' in ours)) found.push(`only the original refuses ${text}`);
      } else if ('problem' in ours || JSON.stringify(ours) !== JSON.stringify(answer.ok)) {
        found.push(`${text}: ours ${JSON.stringify(ours)} theirs ${JSON.stringify(answer.ok)}`);
      }
    }
    expect(found).toEqual([]);
  });
});

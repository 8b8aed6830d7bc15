import { describe, expect, it } from 'vitest';
import { placeOf, placeOfKey, spellingOf } from '../core/place.ts';
import { type Dict, Float, Unsafe, type Value, VaultText } from '../core/value.ts';
import { parseYaml } from './yaml.ts';

function read(text: string): Value {
  const parsed = parseYaml(text, 'play.yml');
  expect(parsed.diagnostics).toEqual([]);
  return parsed.value;
}

describe('values', () => {
  it('are what YAML 1.1 makes of them', () => {
    expect(
      read('[yes, Off, 0644, 0o644, 1:30, 1e3, 2.0, 1.5, ~, "yes", 2020-01-01, 12345678901234567890]'),
    ).toEqual([
      true,
      false,
      420,
      '0o644',
      90,
      '1e3',
      new Float(2),
      1.5,
      null,
      'yes',
      '2020-01-01',
      12345678901234567890n,
    ]);
  });

  it('keep tags that matter later', () => {
    const dict = read('a: !unsafe "{{ x }}"\nb: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n') as Dict;
    expect(dict.get('a')).toEqual(new Unsafe('{{ x }}'));
    expect(dict.get('b')).toEqual(new VaultText('$ANSIBLE_VAULT;1.1;AES256\n61\n'));
  });

  it('are merged by <<, the own entries winning', () => {
    expect(read('x: &x {a: 1, b: 2}\ny:\n  b: 3\n  <<: *x\n')).toEqual(
      new Map([
        [
          'x',
          new Map([
            ['a', 1],
            ['b', 2],
          ]),
        ],
        [
          'y',
          new Map([
            ['a', 1],
            ['b', 3],
          ]),
        ],
      ]),
    );
  });

  it('of an empty text are none', () => {
    expect(parseYaml('# nothing\n', 'x')).toMatchObject({ value: null, documents: [], diagnostics: [] });
  });

  it('of several documents come one by one where that is wanted', () => {
    expect(parseYaml('a\n---\nb\n', 'x', { severalDocuments: true })).toMatchObject({
      documents: ['a', 'b'],
      diagnostics: [],
    });
    expect(parseYaml('a\n---\nb\n', 'x').diagnostics).toMatchObject([{ code: 'yaml-several-documents' }]);
  });
});

describe('places', () => {
  it('of keys, values and items are remembered', () => {
    const list = read('- name: x\n  copy:\n    mode: 0644\n') as Value[];
    const task = list[0] as Dict;
    const copy = task.get('copy') as Dict;
    expect(placeOf(list, 0)).toEqual({ file: 'play.yml', line: 1, column: 3 });
    expect(placeOf(task, 'name')).toEqual({ file: 'play.yml', line: 1, column: 9, length: 1 });
    expect(placeOfKey(copy, 'mode')).toEqual({ file: 'play.yml', line: 3, column: 5, length: 4 });
    expect(spellingOf(copy, 'mode')).toBe('0644');
    expect(spellingOf(task, 'name')).toBeUndefined();
  });

  it('of merged entries are where they came from', () => {
    const dict = read('x: &x\n  a: 0644\ny:\n  <<: *x\n') as Dict;
    const merged = dict.get('y') as Dict;
    expect(placeOf(merged, 'a')).toMatchObject({ line: 2, column: 6 });
    expect(spellingOf(merged, 'a')).toBe('0644');
  });

  it('begin where the text begins in its file', () => {
    const { value } = parseYaml('{a: 1}', 'x', { start: { line: 5, column: 10 } });
    expect(placeOf(value as Dict, 'a')).toMatchObject({ line: 5, column: 14 });
  });
});

describe('mistakes', () => {
  const cases: readonly [name: string, text: string, code: string, at: string, hint: RegExp][] = [
    ['a tab', 'a:\n\tb: 1\n', 'yaml-tab', '2:1', /spaces/],
    ['unquoted braces', 'a: {{ b }}\n', 'yaml-unquoted-braces', '1:4', /write it as "\{\{ b \}\}"/],
    ['braces with more behind', 'a: {{ b }}/c\n', 'yaml-unquoted-braces', '1:4', /"\{\{ b \}\}\/c"/],
    ['unquoted braces in a list', '- {{ b }}\n', 'yaml-unquoted-braces', '1:3', /"\{\{ b \}\}"/],
    ['a second colon', 'a: b: c\n', 'yaml-unquoted-colon', '1:5', /"b: c"/],
    ['a colon in a command', '- shell: echo "a: b"\n', 'yaml-unquoted-colon', '1:17', /'echo "a: b"'/],
    ['an open quote', 'a: "x\nb: 1\n', 'yaml-open-quote', '1:4', /close it/],
    [
      'an open quote that a later one closes',
      'a: "x\nb: "y"\n',
      'yaml-open-quote',
      '1:4',
      /missing at the end/,
    ],
    ['text after a quote', 'a: "{{ b }}" c\n', 'yaml-text-after-quote', '1:14', /'"\{\{ b \}\}" c'/],
    ['no space after a colon', 'a:b\nc: 1\n', 'yaml-space-after-colon', '1:2', /'a: b'/],
    ['no space after a dash', 'x: 1\n-b\n', 'yaml-space-after-dash', '2:1', /'- b'/],
    ['too deep', 'a: 1\n  b: 2\n', 'yaml-indentation', '2:3', /line it up with 'a:'/],
    ['too shallow', 'a:\n  - b\n - c\n', 'yaml-indentation', '3:2', /same column/],
    ['a line without a colon', 'a: 1\nb\nc: 1\n', 'yaml-missing-colon', '2:1', /colon missing/],
    ['an open bracket', 'a: [b\nc: 1\n', 'yaml-open-bracket', '1:4', /close it with ]/],
    ['a star', 'a: *.log\n', 'yaml-unknown-alias', '1:4', /quoted/],
    ['an at sign', 'a: @b\n', 'yaml-reserved-start', '1:4', /"@b"/],
    ['a list on its key line', 'a: - b\n', 'yaml-list-after-key', '1:4', /lines of its own/],
    ['an unknown tag', 'a: !vualt x\n', 'yaml-unknown-tag', '1:11', /'!vault'/],
    ['a mapping as a key', '{a: 1}: b\n', 'yaml-key', '1:1', /^$/],
  ];
  it.each(cases)('%s', (_, text, code, at, hint) => {
    const [first, ...others] = parseYaml(text, 'f').diagnostics;
    expect(others).toEqual([]);
    expect(first?.code).toBe(code);
    expect(`${first?.place?.line}:${first?.place?.column}`).toBe(at);
    expect(first?.hint ?? '').toMatch(hint);
    expect(first?.line).toBe(text.split('\n')[(first?.place?.line ?? 0) - 1]);
  });

  it('are told all at once', () => {
    const { diagnostics } = parseYaml('- a: {{ b }}\n- c: {{ d }}\n- e: !foo 1\n', 'f');
    expect(diagnostics.map((d) => d.place?.line)).toEqual([1, 2, 3]);
  });

  it('a key given twice is a warning with both places', () => {
    expect(parseYaml('a: 1\nb: 1\na: 2\n', 'f')).toMatchObject({
      value: new Map([
        ['a', 2],
        ['b', 1],
      ]),
      diagnostics: [
        {
          code: 'yaml-duplicate-key',
          severity: 'warning',
          place: { line: 3 },
          related: [{ place: { line: 1 } }],
        },
      ],
    });
  });
});

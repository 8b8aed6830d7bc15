import { describe, expect, test } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import type { Value } from '../../../src/core/value.ts';
import { LazyDict, Templar, type VariableLayer } from '../../../src/template/index.ts';
import { test as countedBy } from '../../../src/template/tests/test.ts';

// What a template comes to is worked out once for hosts that agree in what it reads, and never for others.

type Named = Readonly<Record<string, Value>>;

const dict = (values: Named): Map<Value, Value> => new Map(Object.entries(values));
const written = (values: Named): VariableLayer => ({ values: new Map(Object.entries(values)) });
const final = (values: Named): VariableLayer => ({ values: new Map(Object.entries(values)), final: true });

class Others extends LazyDict {
  override get = (): Value => 'other';
  override keys = (): Iterable<Value> => [];
}

/** The texts a template gives with the variables of each host in turn, and how many of them were rendered. */
function rendered(template: string, hosts: readonly (readonly VariableLayer[])[], options: Named = {}) {
  let time = 0;
  let count = 0;
  const templar = new Templar({
    clock: { now: () => ++time * 1000 },
    tests: [['counted', countedBy(() => ++count > 0)]],
  });
  const text = `${template}{% if 1 is counted %}{% endif %}`;
  const texts = hosts.map((layers) =>
    templar.renderFile(text, templar.variables(layers), { syntax: Object.entries(options) }),
  );
  return { texts, count };
}

describe('rendered once', () => {
  test.each<[string, string, VariableLayer[], VariableLayer[], string]>([
    ['without variables', 'a', [], [], 'a'],
    ['the same value', '{{ a }}', [written({ a: 1 })], [written({ a: 1 })], '1'],
    ['other variables differ', '{{ a }}', [written({ a: 'x', b: 1 })], [written({ a: 'x', b: 2 })], 'x'],
    [
      'through another variable',
      '{{ a }}',
      [written({ a: '{{ b }}', b: 1 })],
      [written({ a: '{{ b }}', b: 1 })],
      '1',
    ],
    ['facts that are alike', '{{ os }}', [final({ os: 'Debian' })], [final({ os: 'Debian' })], 'Debian'],
    ['not defined in either', "{{ a | default('none') }}", [], [], 'none'],
  ])('%s', (_, template, first, second, text) => {
    expect(rendered(template, [first, second])).toEqual({ texts: [text, text], count: 1 });
  });

  test('for hosts that share a list as it was written', () => {
    const list = ['a', 'b'];
    const hosts = [[written({ list, number: 1 })], [written({ list, number: 2 })]];
    expect(rendered('{% for x in list %}{{ x }}{% endfor %}', hosts)).toEqual({
      texts: ['ab', 'ab'],
      count: 1,
    });
  });

  test('for each way through the template', () => {
    const template = '{% if a %}{{ b }}{% else %}{{ c }}{% endif %}';
    const hosts = [
      [written({ a: true, b: 1, c: 1 })],
      [written({ a: false, b: 1, c: 1 })],
      [written({ a: true, b: 1, c: 2 })],
      [written({ a: false, b: 2, c: 1 })],
      [written({ a: true, b: 3, c: 1 })],
    ];
    expect(rendered(template, hosts)).toEqual({ texts: ['1', '1', '1', '1', '3'], count: 3 });
  });
});

describe('rendered for each', () => {
  test.each<[string, string, VariableLayer[], VariableLayer[], [string, string]]>([
    ['another value', '{{ a }}', [written({ a: 1 })], [written({ a: 2 })], ['1', '2']],
    [
      'a number, and its text',
      '{{ a is number }}',
      [written({ a: 1 })],
      [written({ a: '1' })],
      ['True', 'False'],
    ],
    [
      'text that looks like two',
      "{{ a }}{{ b | default('') }}",
      [written({ a: "x\n~'y", b: 'z' })],
      [written({ a: 'x', b: "y\n~'z" })],
      ["x\n~'yz", "xy\n~'z"],
    ],
    [
      'through another variable',
      '{{ a }}',
      [written({ a: '{{ b }}', b: 1 })],
      [written({ a: '{{ b }}', b: 2 })],
      ['1', '2'],
    ],
    [
      'overridden further up',
      '{{ a }}',
      [written({ a: '{{ b }}', b: 1 })],
      [written({ a: '{{ b }}', b: 1 }), written({ b: 2 })],
      ['1', '2'],
    ],
    [
      'final in one of them',
      '{{ a }}',
      [written({ a: '{{ 1 }}' })],
      [final({ a: '{{ 1 }}' })],
      ['1', '{{ 1 }}'],
    ],
    ['defined in one of them', "{{ a | default('none') }}", [], [written({ a: 1 })], ['none', '1']],
    ['asked whether it is defined', '{{ a is defined }}', [], [written({ a: 1 })], ['False', 'True']],
    [
      'what all names are',
      "{{ lookup('varnames', '^a') }}",
      [written({ ab: 1 })],
      [written({ ac: 1 })],
      ['ab', 'ac'],
    ],
    [
      'a name that is made',
      "{{ lookup('vars', 'a' ~ 'b') }}",
      [written({ ab: 1 })],
      [written({ ab: 2 })],
      ['1', '2'],
    ],
    ['the clock', '{{ now().second }}', [], [], ['1', '2']],
    [
      'the clock, in a variable',
      '{{ a }}',
      [written({ a: '{{ now().second }}' })],
      [written({ a: '{{ now().second }}' })],
      ['1', '2'],
    ],
    [
      'what a run fills',
      '{{ a.b }}',
      [final({ a: dict({ b: 1 }) })],
      [final({ a: dict({ b: 2 }) })],
      ['1', '2'],
    ],
  ])('%s', (_, template, first, second, texts) => {
    expect(rendered(template, [first, second])).toEqual({ texts, count: 2 });
  });

  test('what a run fills may be more the next time', () => {
    const facts = dict({ b: 1 });
    const templar = new Templar();
    const variables = templar.variables([final({ facts })]);
    expect(templar.renderFile('{{ facts.b }}', variables)).toBe('1');
    facts.set('b', 2);
    expect(templar.renderFile('{{ facts.b }}', variables)).toBe('2');
  });

  test('what other hosts know', () => {
    const others = new Others();
    expect(rendered('{{ others.b }}', [[final({ others })], [final({ others })]]).count).toBe(2);
  });

  test('what was worked out from the clock for an earlier template', () => {
    let time = 0;
    const templar = new Templar({ clock: { now: () => ++time * 1000 } });
    const [one, two] = ['one', 'two'].map((name) =>
      templar.variables([written({ name, a: '{{ now().second }}', b: '{{ a }}' })]),
    ) as [ReturnType<Templar['variables']>, ReturnType<Templar['variables']>];
    for (const variables of [one, two]) templar.render('{{ b }}', variables);
    expect([one, two].map((variables) => templar.renderFile('{{ b }}', variables))).toEqual(['1', '2']);
  });

  test('what is not known yet, and is later', () => {
    const unknown = Unknown.of('the result of «Ask»');
    const { texts } = rendered('{{ a }}', [
      [final({ a: unknown })],
      [final({ a: 'known' })],
      [final({ a: unknown })],
    ]);
    expect(texts).toEqual([unknown, 'known', unknown]);
  });

  test('another way of writing templates', () => {
    const templar = new Templar();
    const variables = templar.variables([written({ a: 1 })]);
    expect(templar.renderFile('{{ a }} [[ a ]]', variables)).toBe('1 [[ a ]]');
    const syntax: [string, Value][] = [
      ['variable_start_string', '[['],
      ['variable_end_string', ']]'],
    ];
    expect(templar.renderFile('{{ a }} [[ a ]]', variables, { syntax })).toBe('{{ a }} 1');
  });

  test('a mistake is told to everybody', () => {
    const templar = new Templar();
    for (const a of [1, 1])
      expect(() => templar.renderFile('{{ missing }}', templar.variables([written({ a })]))).toThrow(
        /missing/,
      );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareArguments, secretsOf } from '../../../src/compile/index.ts';
import type { ArgumentProperty, ArgumentSchema } from '../../../src/core/schema.ts';
import { isUnknown, Unknown } from '../../../src/core/unknown.ts';
import { Float, OMIT, Unsafe, type Value } from '../../../src/core/value.ts';
import { argument } from './compile-texts.ts';

function schemaOf(
  properties: Record<string, ArgumentProperty>,
  more: Partial<ArgumentSchema> = {},
): ArgumentSchema {
  return { type: 'object', properties, ...more };
}

function prepared(property: ArgumentProperty, value: Value, wasTemplate = false): unknown {
  const { args, findings } = prepareArguments(new Map([['x', value]]), {
    schema: schemaOf({ x: property }),
    name: 'm',
    origin: () => ({ wasTemplate }),
  });
  return findings[0]?.message ?? args['x'];
}

describe('values become what the schema asks for', () => {
  const cases: readonly [ArgumentProperty, Value, unknown][] = [
    [argument('bool'), 'yes', true],
    [argument('bool'), 'Off', false],
    [argument('bool'), 1, true],
    [argument('bool'), '0', false],
    [argument('bool'), new Float(1), true],
    [argument('bool'), 2, "'x' of 'm' takes yes or no, not 2"],
    [argument('int'), '80', 80],
    [argument('int'), ' 80 ', 80],
    [argument('int'), '80.0', 80],
    [argument('int'), 80.5, "'x' of 'm' takes a whole number, not 80.5"],
    [argument('float'), '1.5', 1.5],
    [argument('float'), new Float(2), 2],
    [argument('string'), 5, '5'],
    [argument('string'), true, 'True'],
    [argument('string'), new Float(2), '2.0'],
    [argument('string'), new Unsafe('{{ a }}'), '{{ a }}'],
    [argument('string', { enum: ['yes', 'no', 'dist'] }), true, 'yes'],
    [argument('string', { enum: ['present', 'absent'] }), 'presnt', "'x' of 'm' can't be 'presnt'"],
    [argument('list', { items: argument('string') }), 'a,b', ['a', 'b']],
    [argument('list', { items: argument('string') }), 'a, b', ['a', 'b']],
    [argument('list', { items: argument('string') }), 5, ['5']],
    [argument('list', { items: argument('int') }), ['1', 2], [1, 2]],
    [
      argument('list', { items: argument('int') }),
      ['1', 'b'],
      "'x' of 'm', item 2, takes a whole number, not 'b'",
    ],
    [argument('dict'), 'a=1, b=2', { a: '1', b: '2' }],
    [argument('dict'), '{"a": {"b": [1]}}', { a: { b: [1] } }],
    [argument('dict'), new Map<Value, Value>([['a', new Map([['b', new Float(1)]])]]), { a: { b: 1 } }],
    [argument('dict'), 'text', "'x' of 'm' takes a mapping, not 'text'"],
    [
      argument('dict', { properties: { n: argument('int', { default: 3 }), b: argument('bool') } }),
      new Map([['b', 'yes']]),
      { b: true, n: 3 },
    ],
    [
      argument('dict', { properties: { keep: argument('int') } }),
      new Map([['kep', 1]]),
      "'x' of 'm' has no 'kep'",
    ],
    [
      argument('dict', { properties: { a: argument('int') }, required: ['a'] }),
      new Map(),
      "'x' of 'm' lacks a",
    ],
    [argument('bytes'), '10M', 10 * 1024 * 1024],
    [argument('bytes'), '1.5KiB', 1536],
    [argument('bytes'), 'much', "'x' of 'm' takes a number of bytes, like 512 or 10M, not 'much'"],
    [argument('any'), new Map([['a', [1]]]), { a: [1] }],
  ];
  for (const [property, value, expected] of cases) {
    it(`${property['x-type']} ${JSON.stringify(value)}`, () =>
      expect(prepared(property, value)).toEqual(expected));
  }
});

describe('modes', () => {
  const mode = argument('mode');
  it('takes octal texts and symbols', () => {
    expect(prepared(mode, '0644')).toBe(0o644);
    expect(prepared(mode, '644')).toBe(0o644);
    expect(prepared(mode, '0o755')).toBe(0o755);
    expect(prepared(mode, '01777')).toBe(0o1777);
    expect(prepared(mode, 'u=rwX,g+s,o-')).toBe('u=rwX,g+s,o-');
    expect(prepared(mode, 'a+rx')).toBe('a+rx');
    expect(prepared(mode, 'g=u')).toBe('g=u');
    expect(prepared(mode, 'preserve')).toBe('preserve');
  });
  it('takes a number that a template gave for its bits, but for one that lost its zero', () => {
    expect(prepared(mode, 0o644, true)).toBe(0o644);
    expect(prepared(mode, 644, true)).toBe("'x' of 'm' can't be the number 644: that is the mode 1204");
    expect(prepared(mode, '420', true)).toBe(
      "'x' of 'm' came as the number 420 out of a template, which is the mode 0644",
    );
    expect(prepared(mode, '0420', true)).toBe(0o420);
  });
  it('refuses what is none', () => {
    expect(prepared(mode, '0888')).toMatch('no mode');
    expect(prepared(mode, 'rw-r--r--')).toMatch('no mode');
    expect(prepared(mode, [1])).toMatch('takes a mode');
  });
});

describe('which arguments there are', () => {
  const schema = schemaOf(
    {
      path: argument('path', { 'x-aliases': ['dest', 'name'] }),
      state: argument('string', { enum: ['file', 'link'], default: 'file' }),
      src: argument('path'),
      content: argument('string'),
    },
    {
      required: ['path'],
      'x-mutually-exclusive': [['src', 'content']],
      'x-required-if': [['state', 'link', ['src']]],
      'x-required-one-of': [['src', 'content']],
    },
  );
  const said = (given: Record<string, Value>) =>
    prepareArguments(new Map(Object.entries(given)), { schema, name: 'm' }).findings.map((f) => f.message);

  it('resolves aliases and fills defaults in', () => {
    const { args } = prepareArguments(
      new Map([
        ['dest', '/x'],
        ['src', 'y'],
      ]),
      { schema, name: 'm' },
    );
    expect(args).toEqual({ path: '/x', src: 'y', state: 'file' });
  });
  it('says what is missing, too many, and unknown', () => {
    expect(said({ path: '/x', src: 'y' })).toEqual([]);
    expect(said({ src: 'y' })).toEqual(["'m' needs the argument 'path'"]);
    expect(said({ path: '/x' })).toEqual(["'m': needs one of: src, content"]);
    expect(said({ path: '/x', src: 'a', content: 'b' })).toEqual([
      "'m': 'src' and 'content' exclude each other",
    ]);
    expect(said({ path: '/x', content: 'b', state: 'link' })).toEqual([
      "'m': with state: link it needs 'src'",
    ]);
    expect(said({ path: '/x', src: 'b', stat: 'link' })).toEqual(["'m' has no argument 'stat'"]);
    expect(said({ path: '/x', dest: '/y', src: 'a' })).toEqual([
      "'path' and 'dest' are the same argument; the last one counts",
    ]);
  });
  it('takes what was omitted or empty as not written', () => {
    expect(said({ path: '/x', src: 'a', content: OMIT })).toEqual([]);
    expect(said({ path: null, src: 'a' })).toEqual(["'m' needs the argument 'path'"]);
  });
});

describe('unknown values', () => {
  it('pass through in place of the typed value, from however deep inside', () => {
    const unknown = Unknown.of('a result');
    for (const type of ['string', 'mode', 'bool', 'int', 'list', 'dict', 'any', 'path', 'bytes'] as const) {
      expect(isUnknown(prepared(argument(type), unknown))).toBe(true);
    }
    expect(isUnknown(prepared(argument('list', { items: argument('int') }), [1, unknown]))).toBe(true);
    expect(isUnknown(prepared(argument('dict'), new Map<Value, Value>([['a', [unknown]]])))).toBe(true);
  });
  it('count as given where something is required, and exclude nothing: they may be omitted', () => {
    const schema = schemaOf(
      { a: argument('int'), b: argument('int') },
      { required: ['a'], 'x-required-one-of': [['a', 'c']], 'x-mutually-exclusive': [['a', 'b']] },
    );
    const given = new Map<Value, Value>([
      ['a', Unknown.of('x')],
      ['b', 1],
    ]);
    expect(prepareArguments(given, { schema, name: 'm' }).findings).toEqual([]);
  });
  it('never change what is said about the others', () => {
    const schema = schemaOf({ a: argument('int'), b: argument('bool') }, { required: ['a'] });
    const values = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(values, values, (a, b) => {
        const of = (x: Value) =>
          prepareArguments(
            new Map<Value, Value>([
              ['a', x],
              ['b', b],
            ]),
            { schema, name: 'm' },
          ).findings.filter((f) => f.argument === 'b');
        expect(of(Unknown.of('x'))).toEqual(of(a));
      }),
    );
  });
});

it('secrets are found in what the schema calls so, nested ones too', () => {
  const schema = schemaOf({
    password: argument('string', { 'x-secret': true }),
    name: argument('string'),
    login: argument('dict', {
      properties: { user: argument('string'), token: argument('string', { 'x-secret': true }) },
    }),
    keys: argument('list', {
      items: argument('dict', { properties: { secret: argument('string', { 'x-secret': true }) } }),
    }),
  });
  const args = { password: 'a', name: 'b', login: { user: 'c', token: 'd' }, keys: [{ secret: 'e' }] };
  expect(secretsOf({ schema }, args)).toEqual(['a', 'd', 'e']);
});

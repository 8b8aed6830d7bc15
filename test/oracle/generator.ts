import { Float, float, Tuple, type Value } from '../../src/core/value.ts';
import type { Question } from './question.ts';
import type { Random } from './random.ts';

type Kind = 'int' | 'float' | 'text' | 'bool' | 'list' | 'texts' | 'dict' | 'records' | 'any';

/** The variables that generated expressions use, by what they hold where nobody is out to break things. */
const NAMES: Readonly<Record<Kind, readonly string[]>> = {
  int: ['i', 'j'],
  float: ['x', 'y'],
  text: ['s', 't'],
  bool: ['p', 'q_'],
  list: ['l', 'm'],
  texts: ['w'],
  dict: ['d', 'e_'],
  records: ['r'],
  any: ['v', 'z', 'missing'],
};
const KINDS = Object.keys(NAMES) as Kind[];

const TEXTS = [
  '',
  'a',
  'hello world',
  'A-b_c',
  'it\'s "so"',
  'Grö ß',
  'x,y,,z',
  '12',
  '1.5',
  'True',
  '/etc/a.conf',
  'one\ntwo\n',
  '  pad ',
  '{ {',
  '[1, 2]',
  '😀é',
  '0',
  'no',
  'aXbXc',
];
const INTS = [0, 1, -1, 2, 3, 7, 10, 42, -13, 255, 1000, 9_007_199_254_740_991];
const FLOATS = [0.5, -1.5, 2.25, 1e-7, 1e21, 3.16227, 100.125];

function scalar(random: Random): Value {
  switch (random.below(6)) {
    case 0:
      return random.pick(INTS);
    case 1:
      return float(random.pick(FLOATS));
    case 2:
      return random.chance(0.5);
    case 3:
      return null;
    case 4:
      return new Float(random.pick([0, 1, 2, -3, 1e16]));
    default:
      return random.pick(TEXTS);
  }
}

function anything(random: Random, depth = 0): Value {
  if (depth > 2 || random.chance(0.5)) return scalar(random);
  const inner = () => anything(random, depth + 1);
  switch (random.below(3)) {
    case 0:
      return random.times(3, inner);
    case 1:
      return Tuple.fromItems(random.times(3, inner));
    default:
      return new Map(random.times(3, () => [random.pick<Value>(['a', 'b', 'key', 1, 2]), inner()] as const));
  }
}

function ofKind(kind: Kind, random: Random): Value {
  switch (kind) {
    case 'int':
      return random.pick(INTS);
    case 'float':
      return float(random.pick(FLOATS));
    case 'text':
      return random.pick(TEXTS);
    case 'bool':
      return random.chance(0.5);
    case 'list':
      return random.times(4, () => random.pick(INTS));
    case 'texts':
      return random.times(4, () => random.pick(TEXTS));
    case 'dict':
      return new Map(random.times(4, () => [random.pick(['a', 'b', 'c', 'key']), scalar(random)] as const));
    case 'records':
      return random.times(
        3,
        () =>
          new Map<Value, Value>([
            ['name', random.pick(TEXTS)],
            ['n', random.pick(INTS)],
            ...(random.chance(0.7)
              ? ([['tags', random.times(2, () => random.pick(['x', 'y']))]] as [Value, Value][])
              : []),
          ]),
      );
    case 'any':
      return anything(random);
  }
}

/** Variables of the expected kinds; in a `hostile` set some hold what nobody expects. */
export function variables(random: Random, hostile: boolean): Record<string, Value> {
  const result: Record<string, Value> = {};
  for (const kind of KINDS)
    for (const name of NAMES[kind])
      if (name !== 'missing')
        result[name] = hostile && random.chance(0.25) ? anything(random) : ofKind(kind, random);
  return result;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

/** Writes expressions; mostly of the kind that is asked for. */
export class Expressions {
  private readonly random: Random;
  private readonly names: Readonly<Record<Kind, readonly string[]>>;

  constructor(random: Random, names: Partial<Record<Kind, readonly string[]>> = {}) {
    this.random = random;
    this.names = { ...NAMES, ...names };
  }

  any(depth: number): string {
    return this.of(this.random.pick(KINDS), depth);
  }

  of(wanted: Kind, depth: number): string {
    const { random } = this;
    const kind = random.chance(0.06) ? random.pick(KINDS) : wanted;
    if (depth <= 0) return this.leaf(kind);
    const e = (k: Kind) => this.of(k, depth - 1);
    if (random.chance(0.08)) return `(${e(kind)} if ${e('bool')} else ${e(kind)})`;
    if (random.chance(0.05))
      return `(${e('any')} | default(${e(kind)}${random.chance(0.3) ? ', true' : ''}))`;
    if (random.chance(0.04)) return `(${e(kind)} ${random.pick(['or', 'and'])} ${e(kind)})`;
    switch (kind) {
      case 'int':
        return this.int(e);
      case 'float':
        return this.float(e);
      case 'text':
        return this.text(e);
      case 'bool':
        return this.bool(e);
      case 'list':
        return this.list(e);
      case 'texts':
        return this.texts(e);
      case 'dict':
        return this.dict(e);
      case 'records':
        return this.records(e);
      case 'any':
        return this.pickFrom(e);
    }
  }

  private leaf(kind: Kind): string {
    const { random } = this;
    const names = this.names[kind];
    if (names.length > 0 && random.chance(0.6)) return random.pick(names);
    switch (kind) {
      case 'int':
        return String(Math.abs(random.pick(INTS)));
      case 'float':
        return random.pick(['0.5', '2.0', '1e3', '3.25']);
      case 'text':
        return quoted(random.pick(TEXTS));
      case 'bool':
        return random.pick(['true', 'false']);
      case 'list':
        return random.pick(['[]', '[1, 2, 3]', '[3, 1, 2, 1]', '(1, 2)', 'range(4)']);
      case 'texts':
        return random.pick(["['b', 'a', 'C']", '[]', "['x']"]);
      case 'dict':
        return random.pick(["{'a': 1, 'b': none}", '{}', "{'key': [1], 'c': {'z': 2}}"]);
      case 'records':
        return random.pick(["[{'name': 'a', 'n': 2}, {'name': 'B', 'n': 1, 'tags': ['x']}]", '[]']);
      case 'any':
        return random.pick(['none', 'missing', 'v', 'z', 'missing.x']);
    }
  }

  private int(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `(${e('int')} ${random.pick(['+', '-', '*', '//', '%'])} ${e('int')})`,
      () => `(${e('any')} | length)`,
      () => `(${e('list')} | length)`,
      () => `(${e('text')} | length)`,
      () => `(${e('list')} | sum)`,
      () => `(${e('text')} | int)`,
      () => `(${e('any')} | int(${e('int')}))`,
      () => `(-${e('int')})`,
      () => `(${e('int')} | abs)`,
      () => `${e('text')}.find(${e('text')})`,
      () => `${e('text')}.count(${e('text')})`,
      () => `(${e('list')} | ${random.pick(['max', 'min', 'first', 'last'])})`,
      () => `(${e('records')} | map(attribute='n') | sum)`,
      () => `(${e('float')} | round | int)`,
      () => `${e('list')}[${e('int')}]`,
      () => `(2 ** (${e('int')} % 7))`,
      () => `(${e('text')} | wordcount)`,
    ])();
  }

  private float(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `(${e('float')} ${random.pick(['+', '-', '*', '/', '//', '%'])} ${e('float')})`,
      () => `(${e('int')} / ${e('int')})`,
      () => `(${e('text')} | float)`,
      () => `(${e('float')} | round(${random.below(3)}))`,
      () => `(${e('float')} | round(1, '${random.pick(['ceil', 'floor', 'common'])}'))`,
      () => `(${e('int')} * ${e('float')})`,
      () => `(${e('float')} | abs)`,
    ])();
  }

  private text(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `(${e('text')} ~ ${e('any')})`,
      () => `(${e('any')} ~ ${e('list')} ~ ${e('float')})`,
      () => `(${e('text')} + ${e('text')})`,
      () =>
        `(${e('text')} | ${random.pick(['upper', 'lower', 'title', 'capitalize', 'trim', 'e', 'reverse', 'string', 'quote', 'basename', 'dirname', 'b64encode', 'urlencode', 'striptags', 'regex_escape', 'hash', 'comment', 'indent', 'center(9)', 'truncate(6)', 'wordwrap(5)'])})`,
      () => `(${e('text')} | replace(${e('text')}, ${e('text')}))`,
      () =>
        `${e('text')}.${random.pick(['upper', 'lower', 'title', 'capitalize', 'strip', 'lstrip', 'rstrip', 'swapcase'])}()`,
      () => `${e('text')}.replace(${e('text')}, ${e('text')})`,
      () => `${e('text')}[${e('int')}:${e('int')}]`,
      () => `${e('text')}[${e('int')}]`,
      () => `${e('text')}[::-1]`,
      () => `(${e('texts')} | join(${e('text')}))`,
      () => `(${e('list')} | join('-'))`,
      () => `('%s|%5s|%-4s' % (${e('any')}, ${e('text')}, ${e('int')}))`,
      () => `('%d %05.2f %x' % (${e('int')}, ${e('float')}, 255))`,
      () => `('{} {:>6} {:.2f}'.format(${e('any')}, ${e('text')}, ${e('float')}))`,
      () => `(${e('any')} | to_json)`,
      () => `(${e('dict')} | to_nice_json)`,
      () => `(${e('any')} | to_yaml)`,
      () => `(${e('any')} | to_nice_yaml)`,
      () => `(${e('any')} | string)`,
      () => `(${e('any')} | type_debug)`,
      () =>
        `(${e('text')} | regex_replace('${random.pick(['[a-z]', '\\\\s+', '^', '(.)(.)', 'o', '$', '\\\\W', '.*'])}', '${random.pick(['-', '', '\\\\g<0>x', '<>'])}'))`,
      () => `(${e('text')} | regex_search('${random.pick(['[a-z]+', '\\\\d', '^.', 'z'])}'))`,
      () => `(${e('bool')} | ternary(${e('text')}, ${e('text')}))`,
      () => `(${e('int')} | ${random.pick(['filesizeformat', 'human_readable', 'string'])})`,
      () => `(${e('text')} * ${random.below(4)})`,
      () => `(${e(random.pick(['dict', 'list', 'records']))} | pprint)`,
    ])();
  }

  private bool(e: (kind: Kind) => string): string {
    const { random } = this;
    const test = random.pick([
      'defined',
      'none',
      'string',
      'number',
      'mapping',
      'sequence',
      'iterable',
      'boolean',
      'integer',
      'float',
      'true',
      'false',
      'undefined',
      'truthy',
      'falsy',
      'not string',
      'not none',
    ]);
    return random.pick([
      () => `(${e('int')} ${random.pick(['<', '<=', '>', '>=', '==', '!='])} ${e('int')})`,
      () => `(${e('float')} ${random.pick(['<', '>', '=='])} ${e('int')})`,
      () => `(${e('text')} ${random.pick(['<', '==', '!='])} ${e('text')})`,
      () => `(${e('any')} ${random.pick(['==', '!='])} ${e('any')})`,
      () => `(${e('any')} is ${test})`,
      () => `(not ${e('bool')})`,
      () => `(${e('bool')} ${random.pick(['and', 'or'])} ${e('bool')})`,
      () => `(${e('text')} in ${e('text')})`,
      () => `(${e('int')} ${random.pick(['in', 'not in'])} ${e('list')})`,
      () => `(${e('text')} in ${e('dict')})`,
      () => `${e('text')}.${random.pick(['startswith', 'endswith'])}(${e('text')})`,
      () => `${e('text')}.${random.pick(['isdigit', 'isalpha', 'isupper', 'isspace', 'istitle'])}()`,
      () =>
        `(${e('text')} is ${random.pick(['match', 'search'])}('${random.pick(['a', '[A-Z]', '^h', '\\\\d'])}'))`,
      () => `(${e('any')} | bool)`,
      () => `(${e('int')} is ${random.pick(['even', 'odd'])})`,
      () => `(${e('list')} is ${random.pick(['any', 'all'])})`,
      () => `(${e('list')} is ${random.pick(['subset', 'superset'])}(${e('list')}))`,
      () => `(${e('int')} < ${e('int')} < ${e('int')})`,
    ])();
  }

  private list(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `[${e('any')}, ${e('int')}]`,
      () => `(${e('list')} + ${e('list')})`,
      () =>
        `(${e('list')} | ${random.pick(['sort', 'unique', 'reverse', 'list', 'flatten', 'sort(reverse=true)'])} | list)`,
      () => `${e('list')}[${e('int')}:${e('int')}]`,
      () => `${e('list')}[::${random.pick(['2', '-1', '-2'])}]`,
      () => `(${e('list')} | map('${random.pick(['string', 'int', 'float', 'abs'])}') | list)`,
      () =>
        `(${e('list')} | ${random.pick(['select', 'reject'])}('${random.pick(['odd', 'even', 'defined', 'number'])}') | list)`,
      () => `(${e('list')} | select('${random.pick(['gt', 'lt', 'eq', 'ge'])}', ${e('int')}) | list)`,
      () => `(${e('list')} | ${random.pick(['batch', 'slice'])}(2) | list)`,
      () =>
        `(${e('list')} | ${random.pick(['union', 'difference', 'intersect'])}(${e('list')}) | list | sort)`,
      () => `(${e('list')} | zip(${e('texts')}) | list)`,
      () => `(${e('records')} | map(attribute='n') | list)`,
      () => `(${e('dict')} | dict2items)`,
      () => `(${e('dict')} | dictsort)`,
      () => `(${e('list')} * 2)`,
      () => `${e('dict')}.values() | list`,
      () => `(${e('list')} | product([1, 2]) | list)`,
      () => `(range(${e('int')} % 5) | list)`,
    ])();
  }

  private texts(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `${e('text')}.split(${random.chance(0.5) ? e('text') : ''})`,
      () => `(${e('text')} | split(','))`,
      () => `${e('text')}.splitlines()`,
      () =>
        `(${e('texts')} | map('${random.pick(['upper', 'lower', 'trim', 'length', 'basename', 'quote'])}') | list)`,
      () => `(${e('texts')} | sort)`,
      () => `(${e('texts')} | unique)`,
      () => `(${e('records')} | map(attribute='name') | list)`,
      () => `(${e('texts')} | select('search', 'a') | list)`,
      () => `(${e('text')} | regex_findall('[a-z]+'))`,
      () => `(${e('dict')} | list)`,
      () => `${e('dict')}.keys() | list`,
      () => `(${e('text')} | list)`,
      () => `[${e('text')}, ${e('text')}]`,
      () => `(${e('texts')} + ${e('texts')})`,
    ])();
  }

  private dict(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `{'a': ${e('any')}, 'b': ${e('int')}}`,
      () => `{${e('text')}: ${e('any')}}`,
      () => `(${e('dict')} | combine(${e('dict')}${random.chance(0.4) ? ', recursive=true' : ''}))`,
      () => `(${e('dict')} | dict2items | items2dict)`,
      () => `dict(a=${e('any')}, c=${e('text')})`,
      () => `(${e('records')} | first | default({}))`,
      () => `(${e('dict')} | to_json | from_json)`,
      () => `(${e('dict')} | to_yaml | from_yaml)`,
    ])();
  }

  private records(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `(${e('records')} | selectattr('${random.pick(['tags', 'n', 'name', 'zz'])}', 'defined') | list)`,
      () => `(${e('records')} | selectattr('n', '${random.pick(['gt', 'eq', 'le'])}', ${e('int')}) | list)`,
      () => `(${e('records')} | rejectattr('name', 'equalto', ${e('text')}) | list)`,
      () => `(${e('records')} | sort(attribute='${random.pick(['n', 'name', 'name,n'])}'))`,
      () => `(${e('records')} + ${e('records')})`,
      () => `(${e('records')} | groupby('n') | map('last') | list)`,
      () => `(${e('records')} | map('combine', {'extra': ${e('int')}}) | list)`,
      () => `(${e('records')} | subelements('tags', skip_missing=true))`,
      () => `(${e('records')} | unique(attribute='n') | list)`,
    ])();
  }

  private pickFrom(e: (kind: Kind) => string): string {
    const { random } = this;
    return random.pick([
      () => `${e('dict')}.${random.pick(['a', 'b', 'key', 'zz', 'a.b'])}`,
      () => `${e('dict')}[${e('text')}]`,
      () => `${e('dict')}.get(${e('text')})`,
      () => `${e('any')}[${e('int')}]`,
      () => `${e('any')}.${random.pick(['a', 'name', 'key'])}`,
      () => `(${e('list')} | ${random.pick(['first', 'last', 'max', 'min'])})`,
      () => `(${e('records')} | first)`,
      () => e(random.pick(KINDS)),
      () => e(random.pick(KINDS)),
      () => `(${e('any')} if ${e('bool')})`,
      () => `[${e('any')}, ${e('any')}]`,
      () => `(${e('any')}, ${e('any')})`,
      () => `(${e('int')} | random(seed='${random.pick(['a', 'host1', 'x y'])}'))`,
    ])();
  }
}

/** Writes templates: loops, conditions, assignments, macros and white space control around expressions. */
export class Templates {
  private readonly random: Random;
  private readonly expressions: Expressions;

  constructor(random: Random, expressions = new Expressions(random)) {
    this.random = random;
    this.expressions = expressions;
  }

  template(depth: number): string {
    return this.random.times(4, () => this.piece(depth)).join('') + this.random.pick(['', '\n', 'end\n']);
  }

  private tag(text: string): string {
    const { random } = this;
    const edge = () => (random.chance(0.15) ? '-' : '');
    return `{%${edge()} ${text} ${edge()}%}`;
  }

  private piece(depth: number): string {
    const { random } = this;
    const inner = () => this.template(depth - 1);
    const e = () => this.expressions.any(2);
    const simple = [
      () =>
        random.pick([
          'text',
          '\n',
          '  ',
          '# a: ',
          'x = ',
          '\n\n',
          ' {# comment #} ',
          '{% raw %}{{ x }}{% endraw %}',
        ]),
      () => `{{ ${e()} }}`,
      () => `{{- ${this.expressions.of('text', 2)} }}`,
      () => this.tag(`set k = ${e()}`),
      () => '{{ k | default("-") }}',
    ];
    if (depth <= 0) return random.pick(simple)();
    const nested = [
      () => `${this.tag(`if ${this.expressions.of('bool', 2)}`)}${inner()}${this.tag('endif')}`,
      () =>
        `${this.tag(`if ${this.expressions.of('bool', 2)}`)}${inner()}${this.tag(`elif ${this.expressions.of('bool', 1)}`)}${inner()}${this.tag('else')}${inner()}${this.tag('endif')}`,
      () =>
        `${this.tag(`for k in ${this.expressions.of(random.pick(['list', 'texts', 'records', 'dict']), 1)}`)}{{ k }}{{ loop.index }}${inner()}${this.tag('endfor')}`,
      () =>
        `${this.tag(`for a, b in ${this.expressions.of('dict', 1)}.items()`)}{{ a }}={{ b }}{% if not loop.last %},{% endif %}${this.tag('else')}none${this.tag('endfor')}`,
      () =>
        `${this.tag(`for k in ${this.expressions.of('list', 1)} if ${random.pick(['k', 'k is odd', 'k > 1'])}`)}{{ loop.length }}${inner()}${this.tag('endfor')}`,
      () => `${this.tag(`with k = ${e()}`)}${inner()}${this.tag('endwith')}`,
      () => `${this.tag('set k')}${inner()}${this.tag('endset')}`,
      () =>
        `${this.tag(`filter ${random.pick(['upper', 'trim', 'indent', "replace('a', 'b')"])}`)}${inner()}${this.tag('endfilter')}`,
      () =>
        `${this.tag(`macro f(a, b=${this.expressions.of('int', 0)})`)}<{{ a }}|{{ b }}>${inner()}${this.tag('endmacro')}{{ f(${e()}) }}{{ f(1, b=2) }}`,
      () =>
        `${this.tag('set ns = namespace(n=0)')}${this.tag(`for k in ${this.expressions.of('list', 1)}`)}${this.tag('set ns.n = ns.n + 1')}${this.tag('endfor')}{{ ns.n }}`,
    ];
    return random.chance(0.55) ? random.pick(simple)() : random.pick(nested)();
  }
}

/** Generated questions, the same ones in every run. */
export function generated(
  random: Random,
  counts: { expressions: number; templates: number; strings: number },
): Question[] {
  const questions: Question[] = [];
  const expressions = new Expressions(random);
  const templates = new Templates(random);
  for (let n = 0; n < counts.expressions; n++)
    questions.push({
      kind: 'expression',
      source: expressions.any(1 + random.below(3)),
      variables: variables(random, n % 3 === 2),
      category: 'generated expressions',
    });
  for (let n = 0; n < counts.templates; n++)
    questions.push({
      kind: 'file',
      source: templates.template(2),
      variables: variables(random, n % 3 === 2),
      category: 'generated templates',
    });
  for (let n = 0; n < counts.strings; n++) {
    const shape = random.pick([
      (s: string) => `{{ ${s} }}`,
      (s: string) => `a {{ ${s} }}`,
      (s: string) => `[{{ ${s} }}]`,
    ]);
    // Backslashes mean something else in the strings of playbooks.
    const source = shape(expressions.any(2));
    if (source.includes('\\')) continue;
    questions.push({
      kind: 'string',
      source,
      variables: variables(random, n % 3 === 2),
      category: 'generated strings',
    });
  }
  return questions;
}

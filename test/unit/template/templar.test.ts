import { describe, expect, test } from 'vitest';
import { rememberEntry } from '../../../src/core/place.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { Float, OMIT, Unsafe, type Value, VaultText } from '../../../src/core/value.ts';
import {
  type ControlReader,
  FixedScope,
  LazyDict,
  Templar,
  TemplateError,
  type VariableLayer,
} from '../../../src/template/index.ts';

const templar = new Templar({ decrypt: (text) => `opened ${text}` });

function scope(values: Record<string, Value>, ...more: VariableLayer[]) {
  return templar.variables([{ values: new Map(Object.entries(values)) }, ...more]);
}

function failure(what: () => unknown): TemplateError {
  try {
    what();
  } catch (thrown) {
    if (thrown instanceof TemplateError) return thrown;
    throw thrown;
  }
  throw new Error('it did not fail');
}

const u = Unknown.of('the result of «Ask»');

describe('strings of playbooks', () => {
  const values = { n: 5, f: new Float(2), text: '{{ n }}', list: ['{{ n }}', 'a'], none: null, yes: true };

  test.each<[string, Value]>([
    ['plain', 'plain'],
    ['{{ n }}', 5],
    ['{{ n }} ', '5 '],
    ['{{ n + 1 }}', '6'],
    ['{{ text }}', '5'],
    ['{{ yes }}', true],
    ['{{ none }}', null],
    ['{{ list }}', [5, 'a']],
    ['{{ [1, 2] }}', [1, 2]],
    ['{{ {"a": n} }}', new Map([['a', 5]])],
    ['{{ [1] | to_json }}', '[1]'],
    ['{{ nothing | default([]) }}', []],
    ['{{ nothing | default(omit) }}', OMIT],
    ["{{ 'a1' | regex_replace('(\\d)', '<\\1>') }}", 'a<1>'],
  ])('%s', (text, expected) => {
    expect(templar.render(text, scope({ ...values, omit: OMIT }))).toEqual(expected);
  });

  test('data is rendered through and through, and left alone where nothing is to be rendered', () => {
    const data = new Map<Value, Value>([
      ['a', '{{ n }}'],
      ['{{ n }}', ['x', '{{ list }}']],
      ['secret', new VaultText('xyz')],
      ['raw', new Unsafe('{{ n }}')],
    ]);
    expect(templar.renderData(data, scope(values))).toEqual(
      new Map<Value, Value>([
        ['a', 5],
        ['{{ n }}', ['x', [5, 'a']]],
        ['secret', 'opened xyz'],
        ['raw', '{{ n }}'],
      ]),
    );
    const keyed = templar.renderData(new Map([['k{{ n }}', 1]]), scope(values), { keys: true });
    expect(keyed).toEqual(new Map([['k5', 1]]));
    const plain = new Map<Value, Value>([['a', [1, 'b']]]);
    expect(templar.renderData(plain, scope(values))).toBe(plain);
  });

  test('a template file keeps its text, its line ends and its options', () => {
    expect(templar.renderFile('{% if yes %}\n[{{ n }}]\n{% endif %}\n', scope(values))).toBe('[5]\n');
    expect(templar.renderFile('#jinja2: trim_blocks: False\n{% if yes %}\na{% endif %}', scope(values))).toBe(
      '\na',
    );
    expect(
      templar.renderFile('<< n >>\n', scope(values), {
        syntax: Object.entries({ variable_start_string: '<<', variable_end_string: '>>' }),
      }),
    ).toBe('5\n');
  });

  test('only what has delimiters is a template', () => {
    expect(
      ['{{ a }}', 'a {% if x %}', '{# c #}', 'a', '}}', '{{'].map((text) => templar.isTemplate(text)),
    ).toEqual([true, true, true, false, false, false]);
  });
});

describe('variables', () => {
  test('are worked out when they are read, in the scope that reads them', () => {
    const base = scope({ path: '/srv/{{ name }}', name: 'a', fixed: '{{ 1 + 1 }}' });
    expect(base.lookup('path')).toBe('/srv/a');
    const child = base.with({ values: new Map([['name', 'b']]) });
    expect(child.lookup('path')).toBe('/srv/b');
    expect(base.lookup('path')).toBe('/srv/a');
    expect(child.lookup('fixed')).toBe('2');
  });

  test('that refer to each other in a circle say so', () => {
    const error = failure(() =>
      templar.render('{{ a }}', scope({ a: '{{ b }}', b: 'x{{ c }}', c: '{{ a }}' })),
    );
    expect(error.code).toBe('variable-loop');
    expect(error.message).toBe("'a' refers to 'b', which refers to 'c', which refers to 'a'");
  });

  test('of a final layer are no templates', () => {
    const values = scope({}, { values: new Map([['stdout', '{{ boom }}']]), final: true });
    expect(templar.render('{{ stdout }}', values)).toBe('{{ boom }}');
  });

  test('that refer to something undefined are undefined themselves, with the reason', () => {
    const values = scope({ a: 'x {{ nothing }}' });
    expect(templar.evaluate('a is defined', values)).toBe(false);
    expect(templar.evaluate('a | default(1)', values)).toBe(1);
    expect(failure(() => templar.evaluate('a', values)).message).toBe(
      "'nothing' is undefined ('a' refers to it)",
    );
  });

  test('are not changed by a template that appends to them', () => {
    const values = scope({ list: [1] });
    expect(templar.render('{% do list.append(2) %}{{ list }}', values)).toEqual([1, 2]);
    expect(values.lookup('list')).toEqual([1]);
  });

  test('of other hosts are read through a lazy dict', () => {
    class Hosts extends LazyDict {
      override get(key: Value): Value | undefined {
        return key === 'web' ? new Map<Value, Value>([['port', 80]]) : undefined;
      }
      override keys(): Iterable<Value> {
        return ['web'];
      }
    }
    const values = new FixedScope([['hostvars', new Hosts()]]);
    expect(templar.evaluate("hostvars['web'].port + hostvars.web['port']", values)).toBe(160);
    expect(templar.evaluate("'db' in hostvars or hostvars.db is defined", values)).toBe(false);
    expect(templar.evaluate('hostvars | length', values)).toBe(1);
  });
});

describe('conditions', () => {
  test.each<[Value, boolean]>([
    [null, true],
    ['', true],
    [false, false],
    ['n == 5', true],
    ['n', true],
    ['empty', false],
    ['{{ n == 5 }}', true],
    ["{{ 'n == 6' }}", false],
    [['n == 5', 'empty'], false],
    ["'a1' is match('a\\d')", true],
  ])('%j', (condition, expected) => {
    expect(templar.conditions(condition, scope({ n: 5, empty: '' }))).toBe(expected);
  });

  test('what a host printed is not taken for a condition', () => {
    const values = scope({}, { values: new Map([['out', 'true']]), final: true, untrusted: true });
    expect(failure(() => templar.condition('{{ out }}', values)).code).toBe('template-value');
  });

  test.each<[string, boolean | 'unknown']>([
    ['no and u', false],
    ['u and no', false],
    ['u or yes', true],
    ['u.rc == 0 and n == 6', false],
    ['u.rc == 0 and n == 5', 'unknown'],
    ['u.rc == 0 or n == 5', true],
    ['not u', 'unknown'],
    ['u is defined', true],
    ['u.stdout is defined', 'unknown'],
    ['u is string', 'unknown'],
    ['n in [5, u]', true],
    ['n in [6, u]', 'unknown'],
    ['[u, 1] | length == 2', true],
    ['[u, 1] == [1]', false],
    ['{"a": u, "b": 1}.b == 1', true],
    ['(u | default(1)) == 1', 'unknown'],
    ['(1 if u else 1) == 1', true],
    ['[1, u] is any', true],
    ['[0, u] is all', false],
    ['[{"n": 1, "x": u}] | selectattr("n", "eq", 1) | list | length == 1', true],
    ['registered is changed', true],
    ['registered is failed', 'unknown'],
  ])('%s with something unknown', (condition, expected) => {
    const registered = new Map<Value, Value>([
      ['changed', true],
      ['failed', u],
    ]);
    const answer = templar.condition(condition, scope({ u, n: 5, yes: true, no: false, registered }));
    expect(answer instanceof Unknown ? 'unknown' : answer).toBe(expected);
  });
});

describe('unknown values', () => {
  const values = scope({ u, v: Unknown.of('the content of /etc/x'), yes: true, text: 'a{{ u }}' });

  test('make a printed text unknown as a whole, with all reasons', () => {
    const rendered = templar.render('{{ u }} and {{ v }}', values);
    expect(rendered instanceof Unknown && rendered.waitsFor.map((w) => w.what)).toEqual([
      'the result of «Ask»',
      'the content of /etc/x',
    ]);
    expect(templar.render('{{ text }}', values)).toBeInstanceOf(Unknown);
  });

  test('stay inside a list that is the only thing printed', () => {
    const rendered = templar.render('{{ [u, 1] }}', values);
    expect(Array.isArray(rendered) && rendered[0] instanceof Unknown && rendered[1]).toBe(1);
  });

  test.each<[string, string | 'unknown']>([
    ['{% if u %}a{% else %}a{% endif %}', 'a'],
    ['{% if u %}a{% else %}b{% endif %}', 'unknown'],
    ['{% if yes %}a{% else %}{{ u }}{% endif %}', 'a'],
    ['{% set x = 1 %}{% if u %}{% set x = 2 %}{% endif %}{{ "a" if yes or x == 1 }}', 'a'],
    ['{% set x = 1 %}{% if u %}{% set x = 2 %}{% endif %}{{ x }}', 'unknown'],
    ['{% for i in u %}{{ i }}{% endfor %}', 'unknown'],
    ['{% for i in u %}{% endfor %}a', 'a'],
    ['{% set ns = namespace(n=1) %}{% if u %}{% set ns.n = 2 %}{% endif %}a', 'unknown'],
    ['{% macro m(x) %}{{ "a" if yes else x }}{% endmacro %}{{ m(u) }}', 'a'],
    ['{% set x %}{{ u }}{% endset %}b', 'b'],
    ['{{ lookup("items", u) if not yes else "c" }}', 'c'],
  ])('%s', (text, expected) => {
    const rendered = templar.renderFile(text, values);
    expect(rendered instanceof Unknown ? 'unknown' : rendered).toBe(expected);
  });
});

describe('mistakes', () => {
  test.each<[string, string, number, number]>([
    ['{{ nothing }}', "'nothing' is undefined", 1, 4],
    ['a\n  {{ d.zz }}', "'dict object' has no attribute 'zz'", 2, 8],
    ['{{ 1 + "a" }}', "unsupported operand type(s) for +: 'int' and 'str'", 1, 4],
    ['{{ [1][5] }}', 'list object has no element 5', 1, 7],
    ['{{ 1 | nofilter }}', "there is no filter 'nofilter'", 1, 8],
    ['{% if x %}', "'if' is not closed: 'elif' or 'else' or 'endif' is missing", 1, 4],
    ['{{ (1 }}', "unexpected '}', expected ')'", 1, 7],
    ['{% for i in [1] %}\n{{ i / 0 }}{% endfor %}', 'division by zero', 2, 4],
  ])('%s', (text, message, line, column) => {
    const error = failure(() => templar.renderFile(text, scope({ d: new Map() })));
    expect([error.message, error.line, error.column]).toEqual([message, line, column]);
  });

  test('are shown at their place in the YAML file', () => {
    const data = new Map<Value, Value>([['msg', 'is {{ nothing }}']]);
    const place = { file: 'site.yml', line: 7, column: 12 };
    rememberEntry(data, 'msg', { key: place, value: place });
    const error = failure(() => templar.renderData(data, scope({})));
    expect(error.toDiagnostic()).toMatchObject({
      code: 'undefined-variable',
      summary: "'nothing' is undefined",
      place: { file: 'site.yml', line: 7, column: 18 },
    });
  });

  test('of template files are shown in those', () => {
    const error = failure(() =>
      templar.renderFile('a\n{{ nothing }}\n', scope({}), { source: 'templates/a.j2' }),
    );
    expect(error.toDiagnostic({ file: 'site.yml', line: 1, column: 1 })).toMatchObject({
      place: { file: 'templates/a.j2', line: 2, column: 4 },
      line: '{{ nothing }}',
    });
  });

  test('that can be told without variables are all found, with a hint', () => {
    expect(templar.checkText("{{ a | defualt('x') | upper }}")).toMatchObject([
      { code: 'unknown-filter', summary: "there is no filter 'defualt'", hint: "did you mean 'default'?" },
    ]);
    expect(templar.checkCondition('a is deffined and b == ')).toMatchObject([{ code: 'template-syntax' }]);
    expect(templar.checkCondition(['a is deffined', 'b | nope'])).toMatchObject([
      { code: 'unknown-test', hint: "did you mean 'defined'?" },
      { code: 'unknown-filter' },
    ]);
    expect(templar.checkText("{{ lookup('fiel', 'x') }}")).toMatchObject([{ code: 'unknown-lookup' }]);
    expect(templar.checkFile('#jinja2: trim_blocks: True\na\n{% endif %}', { source: 'x.j2' })).toMatchObject(
      [{ place: { file: 'x.j2', line: 3 } }],
    );
    expect(templar.checkText('{{ a | ansible.builtin.combine(b) }} {{ c is version("1", ">") }}')).toEqual(
      [],
    );
  });
});

describe('the control machine', () => {
  const files: Record<string, string> = {
    '/play/files/a.txt': 'one\n',
    '/play/templates/b.j2': 'b={{ b }}\n',
  };
  const reader: ControlReader = {
    readFile: (path) => Buffer.from(files[path] ?? ''),
    status: (path) =>
      path in files
        ? { kind: 'file', size: 1, mode: 0o644, uid: 0, gid: 0, modified: 0, device: 1, inode: 1 }
        : undefined,
    isLink: () => false,
    glob: () => [],
    realPath: (path) => path,
    environment: (name) => (name === 'WHO' ? 'me' : undefined),
    home: () => '/home/me',
    currentDirectory: () => '/play',
  };
  const values = new FixedScope(Object.entries({ playbook_dir: '/play', b: 7 }));
  const reading = new Templar({ reader });

  test('is read through the reader alone', () => {
    expect(reading.evaluate("lookup('file', 'a.txt') ~ lookup('env', 'WHO')", values)).toBe('oneme');
    expect(reading.renderFile("{% include 'b.j2' %}", values)).toBe('b=7');
    expect(reading.evaluate("lookup('template', 'b.j2')", values)).toBe('b=7\n');
    expect(reading.evaluate("'~/x' | expanduser", values)).toBe('/home/me/x');
    expect(reading.lookup('sequence', ['3'], values)).toEqual(['1', '2', '3']);
  });

  test('starts nothing and writes nothing unless it is allowed to', () => {
    expect(failure(() => reading.evaluate("lookup('pipe', 'date')", values)).code).toBe('lookup-failed');
    expect(failure(() => reading.evaluate("lookup('password', '/x/y')", values)).code).toBe('lookup-failed');
    expect(failure(() => templar.evaluate("lookup('file', 'a.txt')", values)).code).toBe('lookup-failed');
  });

  test('keeps a password that it made', () => {
    const written: string[] = [];
    const acting = new Templar({
      reader,
      randomness: { bytes: (count) => new Uint8Array(count).fill(3) },
      actor: {
        run: (command) => ({ stdout: `ran ${command}\n`, stderr: '', exitStatus: 0 }),
        writePrivateFile: (path, content) => {
          written.push(path, content);
        },
      },
    });
    const made = acting.evaluate("lookup('password', '/x/y length=8 chars=digits')", values);
    expect(made).toMatch(/^\d{8}$/);
    expect(written).toEqual(['/x/y', `${made}\n`]);
    expect(acting.evaluate("lookup('pipe', 'date')", values)).toBe('ran date');
  });
});

test('compiled templates are kept within bounds', () => {
  for (let n = 0; n < 6000; n++) templar.render(`{{ ${n} }} x`, scope({}));
  expect(templar.render('{{ 1 }} x', scope({}))).toBe('1 x');
});

import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/load/index.ts';
import { ask, encode, sameAs } from './oracle.ts';
import { pick, type Random, seeded } from './random.ts';

/** What is read differently on purpose, or because nobody writes it. */
const KNOWN: ReadonlySet<string> = new Set([
  // A dash alone, or a question mark without a space, inside brackets.
  '[-]\n',
  '{k: -}\n',
  '[?a]\n',
  // Sets: playbooks have no use for them, and a list says the same.
  'a: !!set {b, c}\n',
  // Line ends of old Macs; the "next line" character inside quotes.
  'a: x\rb: y\r',
  'a: "\u0085"\n',
  // The original loses what is inside mappings and lists that are marked unsafe.
  'a: !unsafe {b: "{{ c }}", d: [e, 1]}\n',
  'a: !unsafe\n  - x\n  - {y: z}\n',
]);

/**
 * Reads each text with both; returns where they differ. What only the original refuses is no difference: tabs after a
 * colon, an anchor given twice.
 */
function differences(texts: readonly string[]): string[] {
  const answers = ask(texts.map((text) => ({ ask: 'yaml', text })));
  const found: string[] = [];
  for (const [index, text] of texts.entries()) {
    const answer = answers[index];
    const ours = parseYaml(text, 'test.yml');
    const mistake = ours.diagnostics.find((d) => d.severity === 'error');
    if (!answer || KNOWN.has(text)) continue;
    if ('error' in answer) {
      if (!mistake && process.env['SHOW_LENIENT'])
        process.stdout.write(
          `LENIENT ${JSON.stringify(text)}: ${answer.error.replaceAll('\n', ' ').slice(0, 200)}\n`,
        );
    } else if (mistake) {
      found.push(`only we refuse ${JSON.stringify(text)}: ${mistake.code} ${mistake.summary}`);
    } else if (!sameAs(encode(ours.value), answer.ok)) {
      found.push(
        `${JSON.stringify(text)}: ours ${JSON.stringify(encode(ours.value))} theirs ${JSON.stringify(answer.ok)}`,
      );
    }
  }
  return found;
}

const SCALARS = (
  '0 1 -1 +1 00 07 0644 0755 08 09 0o644 0x1F 0xfg -0x10 0b101 0b2 1_000 1_ _1 1__0 0_7 1:30 1:60 190:20:30 01:30 1:30:5 -1:30 ' +
  '1.0 2.0 1.5 .5 -.5 +.5 1. -1. 1.e+3 1e3 1E5 1e+3 1.0e3 1.0e+3 1.0e-3 1.5E+10 1_0.5_0 1:30.5 .inf -.inf +.Inf .INF .nan .NaN .NAN -.nan ' +
  'yes Yes YES no No NO on On ON off Off OFF true True TRUE false False FALSE y n Y N yEs tRue null Null NULL ~ nULL none None ' +
  '2001-12-14 2001-1-1 12e03 1.2.3 10.0.0.1 v1 1-2 - -- --- 1,000 1a a1 0.0 -0.0 -0 +0 0. 1.10 3.10 9007199254740993 -9223372036854775809 ' +
  '12345678901234567890123 "yes" \'yes\' "0644" \'1\' "" \'\' a:b a::b http://x/y ::1 a#b #b a%b a&b a*b a!b a@b a`b a,b a[b] a{b} u=rwX,g=rX <<x == =x ' +
  '!!str 1 !!int "5" !!float 1 !!float "2.5" !!bool "yes" !!null "" !!str !!str yes !!int 0x10 !unsafe x !unsafe 1 "\\n\\t\\x41\\u00e9\\U0001F600\\e\\/" ' +
  "'it''s' 2020-01-01T10:00:00Z 1:2 1:2:3:4 12:30 00:30 0:30 22:22 0x 0b 0_ 1._5 é ☃ 0.1e-7 123456789.123456789 1e400 .1_0 +.5"
)
  .replaceAll(/(!\S+) (?=\S)/g, '$1\u0000')
  .split(' ')
  .map((word) => word.replaceAll('\u0000', ' '))
  .concat([
    '2001-12-14 21:59:43.10 -5',
    'a b',
    'a  b',
    'a #b',
    "it's",
    'say "x"',
    '-a',
    '- a',
    '? a',
    '?a',
    ':a',
    'a:',
    '!!str',
    '{{ a }}',
    '"{{ a }}"',
    '{a: 1}',
    '[1, 2.0, yes, 0644]',
    '{a, b}',
    '{a: , b: }',
    '[a, , b]',
    '[]',
    '{}',
    '[a b, c d]',
    '{a: b c}',
    '[a: 1]',
    '["a": 1]',
    '{"a":1}',
    '{"a":1, "b": [1,2]}',
    '{a:1}',
    '[http://x, b]',
    '{u: http://x}',
    '@a',
    '%a',
    '`a',
    '|',
    '>',
    '&a 1',
    '*a',
    ',a',
    ']a',
    '}a',
    '"a',
    "'a",
    '"a"b',
    '"a" b',
    '"a" # c',
    '"a"#c',
    '~x',
    'yes # c',
    '0644 # mode',
    'a\tb',
    '\ta',
    'a\t',
    '-\ta',
  ]);

const DOCUMENTS: readonly string[] = [
  '',
  '\n',
  '# only\n',
  '---\n',
  '---\n...\n',
  '--- a\n',
  '---\na: 1\n---\nb: 2\n',
  'a: 1\n...\n',
  '%YAML 1.1\n---\na: 1\n',
  '\uFEFFa: 1\n',
  'a: 1\na: 2\n',
  'a: 1\nb: 2\na: 3\n',
  '1: a\n"1": b\n',
  'yes: a\nno: b\nnull: c\n1.5: d\n',
  '? a\n: b\n',
  '? [a]\n: b\n',
  '? a\n',
  '{a: 1}: b\n',
  '[a]: b\n',
  'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n',
  'x: &x {a: 1}\nz: &z {a: 2, c: 3}\ny:\n  <<: [*x, *z]\n  d: 4\n',
  'y:\n  b: 3\n  <<: {a: 1, b: 2}\n',
  'x: &x {a: 1}\ny:\n  <<: *x\n  <<: {q: 1, a: 3}\n',
  '<<: 1\n',
  '<<: [1]\n',
  '"<<": {a: 1}\n',
  'a: <<\n',
  '<<: {<<: {a: 1}, b: 2}\n',
  '<<:\n',
  'a: &x [1, 2]\nb: *x\n',
  'a: &x 0644\nb: *x\n',
  'a: &x\nb: *x\n',
  'a: *x\n',
  'a: &x 1\nb: &x 2\nc: *x\n',
  '&k a: 1\n',
  '&a\nb: c\n',
  '- &a b: c\n- *a\n',
  'a: |\n  x\n  y\n',
  'a: |-\n  x\n\n\n',
  'a: |+\n  x\n\n\n',
  'a: >\n  x\n  y\n\n  z\n',
  'a: >-\n  x\n    y\n  z\n',
  'a: |2\n    x\n',
  'a: |\n\n  x\n',
  'a: |\n  x\n # c\n',
  'a: |\n  x\nb: 1\n',
  'a: >\n\n  x\n\n   y\n\n  z\n\n',
  '- |\n a\n- >\n b\n',
  'a: |\n    x\n  y\n',
  'a: |\n  x\n   \n  y\n',
  'a: | # c\n  x\n',
  'a: |x\n',
  'a: |\nb: 1\n',
  'a: >+\n  x\n\nb: 1\n',
  'a: |\n x\n\ty\n',
  'a: |\n  \tx\n',
  'a: x\n  y\n',
  'a: x\n  y\n\n  z\n',
  'a:\n  x\n  y\n',
  'a: x\ny\n',
  'a\nb\n',
  'a: "x\n  y"\n',
  'a: "x\ny"\n',
  'a: "x\n\n y\\\n   z"\n',
  "a: 'x\ny'\n",
  "a: 'x\n\n  y'\n",
  'a:\n  - "x\n y"\n',
  'a: "x\\\n  \\ y"\n',
  'a: "  x  \n  y  "\n',
  'a:\n- b\n- c\n',
  'a:\n  - b\n  - c\n',
  '- - a\n  - b\n- c\n',
  '-\n  a: 1\n',
  '- a: 1\n  b: 2\n',
  '- a: 1\n b: 2\n',
  '- a: 1\n   b: 2\n',
  'a:\n  b: 1\n c: 2\n',
  'a: 1\n  b: 2\n',
  '  a: 1\n  b: 2\n',
  '  a: 1\nb: 2\n',
  '-a\n-b\n',
  '- a\nb: 1\n',
  'a: 1\n- b\n',
  '- a\n - b\n',
  '-\n- \n-  x\n',
  'a: b: c\n',
  'a: - b\n',
  'a:\tb\n',
  'a: \tb\n',
  '-\ta\n',
  'a:\n\tb: 1\n',
  '\ta: 1\n',
  'a: 1\t\n',
  'a: 1\t# c\n',
  'a: {\n\tb: 1\n}\n',
  'a: [\n  1,\n  2\n]\n',
  'a: [\n  1,\n  2,\n  ]\n',
  'a: {\n  b: 1,\n  c: [2,\n    3]\n}\n',
  'a: {b: 1\nc: 2\n',
  'a: [1\n',
  'a: }\n',
  'a: {b: {c: {d: 1}}}\n',
  'a: [1, 2]]\n',
  'a: [a\n b, c]\n',
  '[\na,\nb\n]\n',
  'a: {\n\t"b": 1,\n\t"c": [\n\t\t1\n\t]\n}\n',
  'a:\n  b: {\n"c": 1\n}\n',
  'a:\n  b: [\n1, x\ny,\n2]\nc: 1\n',
  'a: {b: c\n  d, e: f}\n',
  'a: { b: "x", "c": \'y\' }\n',
  "a: {'b':1}\n",
  'a: ["b":1]\n',
  'a: [? x, y]\n',
  'a: {? x : y}\n',
  '{a: 1,}\n',
  '{,}\n',
  'a: {b : 1}\n',
  'a : 1\n',
  '"a" : 1\n',
  'a b: 1\n',
  '"a b": 1\n',
  "'a': 1\n",
  'a: #c\n',
  'a: #c\n  b\n',
  'a:#c\n',
  'a: b#c\n',
  'a: b #c\n  d\n',
  'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
  'a: !vault-encrypted |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
  'a: !unsafe "{{ x }}"\n',
  'a: !unsafe {b: "{{ c }}", d: [e, 1]}\n',
  'a: !unsafe\n  - x\n  - {y: z}\n',
  'a: !foo x\n',
  'a: !foo\n  b: 1\n',
  'a: !!python/object x\n',
  'a: !!seq [1]\n',
  'a: !!map {b: 1}\n',
  'a: !!binary aGFsbG8=\n',
  'a: ! 12\n',
  'a: !!str\n  multi\n  line\n',
  '!!str a: 1\n',
  'a: !!float 1e3\n',
  'a: !<tag:yaml.org,2002:str> 1\n',
  '%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1\n',
  '{"a": 1e3, "b": 1.0, "c": 1E-5, "d": "\\u00e9\\/\\ud83d\\ude00", "e": [true, null]}',
  '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
  '[1e3]',
  '{a: 1e3}',
  '{"a": 1e3, b: 1e3}',
  '{"a":"b","c":"d:e"}',
  '{"a" : 1}',
  '  {"a": 1.50}\n',
  '[]',
  '"x"',
  '{"a": "x\\ny"}',
  '- name: x\n  copy:\n    src: a\n    mode: 0644\n  when: a == "b"\n',
  '- shell: echo "a" && b\n',
  '- shell: >\n    a\n    b\n  args:\n    chdir: /x\n',
  '- command: a b creates=/x\n',
  '- debug: msg="a: b"\n',
  "- debug: msg='a: b'\n",
  '- debug: "msg=\'a: b\'"\n',
  '- hosts: all\n  roles:\n    - { role: x, tags: [ a, b ] }\n    - role: y\n',
  'a: "{{ b }}"\n',
  'a: {{ b }}\n',
  'a: {{ b }}c\n',
  'a: x{{ b }}\n',
  'a: "{{ b }}" c\n',
  "a: '{{ b }}' c\n",
  'a: b{{ c: d }}\n',
  "when: x == 'y' and z\n",
  "when: 'x' == y\n",
  'when: "x" == y\n',
  'when: x is defined and x: y\n',
  'key: value with: colon\n',
  "a: 'x\n",
  'a: "x\n',
  'path: C:\\x\n',
  'a: "C:\\x"\n',
  'a: "\\d+"\n',
  "a: '\\d+'\n",
  'regexp: ^a(.*)$\n',
  'regexp: "^a\\\\s"\n',
  'line: "\\\\1"\n',
  'a: *.log\n',
  'a: %x\n',
  'a: @x\n',
  'a: x@y\n',
  'a: ?x\n',
  'a: -x\n',
  'a: - x\n',
  'a: [x\n',
  'foo\nbar: 1\n',
  'a: 1\nfoo\n',
  'a: 1\nfoo\nb: 2\n',
  'a:1\nb: 2\n',
  'a: x\n\n\n# c\n\nb: y\n',
  'a:\r\n  - b\r\n  - c\r\n',
  'a: "x\r\n  y"\r\n',
  'a: |\r\n  x\r\n  y\r\n',
  'a: x\rb: y\r',
  'a: \u00a0x\n',
  'a: x\u2028y\n',
  'a: \u0001\n',
  'a: "\u0085"\n',
  'a: ""\n',
  "a: ''\n",
  'a: "\\x"\n',
  'a: "\\q"\n',
  'a: !!set {b, c}\n',
  'a: =\n',
];

describe('YAML is read as the original reads it', () => {
  it('unquoted, quoted and tagged scalars', () => {
    const texts = SCALARS.flatMap((s) => [`a: ${s}\n`, `- ${s}\n`, `[${s}]\n`, `{k: ${s}}\n`]);
    expect(differences(texts)).toEqual([]);
  });

  it('documents, right ones and wrong ones', () => {
    expect(differences(DOCUMENTS)).toEqual([]);
  });

  it('generated documents', () => {
    const random = seeded(7);
    const texts = Array.from({ length: 3000 }, () => document(random));
    expect(differences(texts).slice(0, 20)).toEqual([]);
  });

  it('generated mistakes are refused by both or by none', () => {
    const random = seeded(11);
    const texts = Array.from({ length: 3000 }, () => damaged(document(random), random));
    expect(differences(texts).slice(0, 30)).toEqual([]);
  });
});

const SAFE = SCALARS.filter(
  (s) => /^[\w.+:"'/-]+$/.test(s) && !/^(-+|\?|:|---)$/.test(s) && !/^["'].*[^"']$/.test(s),
);

function document(random: Random): string {
  return `${random(2) ? '---\n' : ''}${block(random, 0, 3)}\n`;
}

function block(random: Random, indent: number, depth: number): string {
  const pad = ' '.repeat(indent);
  const count = 1 + random(3);
  const isList = random(2) === 0;
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    if (random(12) === 0) lines.push(`${' '.repeat(random(6))}# a comment`);
    if (random(15) === 0) lines.push('');
    const head = isList
      ? '-'
      : `${pick(['a', 'b1', 'long key', '"q"', "'s'", 'x.y', 'x-y'], random)}${i}:`.replace(
          /(["'])(\d):$/,
          '$2$1:',
        );
    lines.push(`${pad}${head}${content(random, indent, depth, isList)}`);
  }
  return lines.join('\n');
}

function content(random: Random, indent: number, depth: number, isList: boolean): string {
  const deeper = indent + pick([1, 2, 2, 2, 4], random);
  const pad = ' '.repeat(deeper);
  switch (depth > 0 ? random(9) : 0) {
    case 1:
    case 2:
    case 3:
      return `\n${block(random, deeper, depth - 1)}`;
    case 4:
      return isList
        ? ` ${block(random, indent + 2, depth - 1).trimStart()}`
        : `\n${block(random, deeper, depth - 1)}`;
    case 5:
      return ` ${pick(['|', '>', '|-', '>-', '|+', '>+'], random)}\n${Array.from(
        { length: 1 + random(4) },
        () =>
          random(5) === 0
            ? ''
            : `${pad}${' '.repeat(random(6) === 0 ? 2 : 0)}${pick(['text', 'more text', '# not a comment', 'a: b', '- x'], random)}`,
      )
        .join('\n')
        .replace(/^\n+/, `${pad}x\n`)}`;
    case 6:
      return ` ${flow(random, depth)}`;
    case 7:
      return ` "two\n${' '.repeat(random(6))}lines"`;
    case 8:
      return ` plain\n${pad}text`;
    default:
      return ` ${pick(SAFE, random)}${random(6) === 0 ? ' # note' : ''}`;
  }
}

function flow(random: Random, depth: number): string {
  if (depth <= 0 || random(3) === 0)
    return pick(
      SAFE.filter((s) => !s.includes(',')),
      random,
    );
  const items = Array.from({ length: random(4) }, (_, i) => [`k${i}`, flow(random, depth - 1)] as const);
  return random(2)
    ? `[${items.map(([, v]) => v).join(', ')}]`
    : `{${items.map(([k, v]) => `${k}: ${v}`).join(', ')}}`;
}

/** One small slip, as fingers make it. */
function damaged(text: string, random: Random): string {
  const at = random(text.length);
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return `${text.slice(0, at)}${pick([' ', ':', '"', "'", '-', '#', ',', ' : ', '{', ']', '*', '&'], random)}${text.slice(at)}`;
    case 2: {
      const lines = text.split('\n');
      const line = random(lines.length);
      lines[line] = ` ${lines[line] ?? ''}`;
      return lines.join('\n');
    }
    case 3: {
      const lines = text.split('\n');
      const line = random(lines.length);
      lines[line] = (lines[line] ?? '').replace(/^ /, '');
      return lines.join('\n');
    }
    case 4: {
      const lines = text.split('\n');
      lines.splice(random(lines.length), 1);
      return lines.join('\n');
    }
    default:
      return text.replace(': ', pick([':', ' : ', ':  '], random));
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskModule } from '../../src/core/module.ts';
import type { Write } from '../../src/core/step.ts';
import blockinfile from '../../src/modules/blockinfile.ts';
import lineinfile from '../../src/modules/lineinfile.ts';
import replace from '../../src/modules/replace.ts';
import { content as contentOf } from '../unit/modules/support/content.ts';
import { decide } from '../unit/modules/support/decide.ts';
import { aFile, nothing, ordinaryHost } from '../unit/modules/support/host.ts';
import { ask, type Question, type Theirs } from './original.ts';

const MODULES: Readonly<Record<string, TaskModule>> = { lineinfile, blockinfile, replace };

/** What ours makes of it: only what the original tells, too. */
function ours({ module: name, args, content }: Question): Partial<Theirs> {
  const module = MODULES[name] as TaskModule;
  const mistakes = module.check?.({ ...defaults(module), ...args, path: '/srv/file' }) ?? [];
  if (mistakes.length > 0) return { failed: true, msg: mistakes[0]?.message ?? '' };
  const decided = decide(
    module,
    { ...args, path: '/srv/file' },
    {
      otherwise: ordinaryHost,
      seen: [content === undefined ? nothing('/srv/file') : bytesAt('/srv/file', content)],
    },
  );
  if (!('decision' in decided)) throw new Error(JSON.stringify(decided));
  const { decision } = decided;
  if (decision.verdict === 'fails' || decision.verdict === 'invalid') {
    const result = 'result' in decision ? decision.result : undefined;
    return { failed: true, msg: decision.message, rc: (result?.['rc'] as number | undefined) ?? null };
  }
  const write = decision.steps.find((step): step is Write => step.do === 'write');
  return {
    failed: false,
    changed: decision.verdict === 'change',
    msg: decision.result['msg'] as string,
    found: (decision.result['found'] as number | undefined) ?? null,
    content: (write ? write.content.read() : content)?.toString('base64') ?? null,
  };
}

function bytesAt(path: string, bytes: Buffer): ReturnType<typeof aFile> {
  const [key, state] = aFile(path);
  const is = contentOf(bytes);
  return [key, { ...(state as object), sha256: is.sha256, content: is, size: bytes.length }];
}

function defaults(module: TaskModule): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(module.schema.properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** Compares all of them; a question on which the original crashes must be refused by ours. */
function compare(questions: readonly Question[]): void {
  const theirs = ask(questions);
  const different = questions.flatMap((question, i) => {
    const there = theirs[i] as Theirs;
    const here = ours(question);
    const same = there.failed
      ? here.failed &&
        (there.crash !== null ||
          (here.msg === there.msg?.replace(/ at position \d+$/, '') && (here.rc ?? null) === there.rc))
      : (['failed', 'changed', 'msg', 'found', 'content'] as const).every(
          (field) => here[field] === there[field] || (field === 'changed' && there.changed === null),
        );
    return same || isRefusedEarlier(there, here)
      ? []
      : [{ question: { ...question, content: question.content?.toString() }, there, here }];
  });
  expect(different.slice(0, 5)).toEqual([]);
}

/** A replacement that can never work is a mistake here also where nothing is there that it could be used on. */
function isRefusedEarlier(there: Theirs, here: ReturnType<typeof ours>): boolean {
  const isUnusable = /invalid group reference|unknown group name/.test(here.msg ?? '');
  const notReached = /^Pattern for before\/after params did not match|^Path .* does not exist/;
  return here.failed === true && isUnusable && notReached.test(there.msg ?? '');
}

const samples = (arbitrary: fc.Arbitrary<Question>, count: number) =>
  fc.sample(arbitrary, { numRuns: count, seed: 20260701 });

const WORDS = ['a', 'b = 1', '# b = 2', '', '  a', 'name: ü', 'x\ty', 'end.', '[one]', 'a b', '\\1', 'tail '];
const PATTERNS = [
  ...['a', '^a$', '^#?\\s*b\\s*=', '^b', '1$', '\\bname\\b', '(?i)NAME', '^\\[(\\w+)\\]$', 'ü', '.', '^$'],
  ...[
    '(?P<key>\\w+)\\s*=\\s*(\\d+)',
    '^\\s+',
    '[^a]',
    '\\W+',
    'x\\ty',
    'a|b',
    '(a)(b)?',
    'nothing',
    '\\.$',
    'BOF',
  ],
];
const LINES = [
  ...WORDS,
  '\\1',
  '\\g<key> = 9',
  '\\g<1>-\\2',
  'b = 3',
  '\\t\\\\',
  'ends\n',
  'two\nlines',
  '\\g<0>!',
];

const text = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '')), {
    maxLength: 8,
  })
  .map((lines) => Buffer.from(lines.map(([line, end]) => line + end).join('')));
const content = fc.oneof({ weight: 12, arbitrary: text }, { weight: 1, arbitrary: fc.constant(undefined) });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const given = (args: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
const where = fc.oneof(
  fc.constant({}),
  fc.record({ insertafter: fc.constantFrom('EOF', 'BOF', '', ...PATTERNS) }),
  fc.record({ insertbefore: fc.constantFrom('BOF', 'EOF', '', ...PATTERNS) }),
);

describe('lineinfile', () => {
  const how = fc.oneof(
    fc.record({ regexp: fc.constantFrom(...PATTERNS), backrefs: some(fc.boolean()) }),
    fc.record({ search_string: fc.constantFrom('a', '=', 'ü', 'nothing', 'b') }),
    fc.constant({}),
  );

  it('keeps a line in a file as the original does', () => {
    const question = fc
      .tuple(
        content,
        fc.constantFrom(...LINES),
        how,
        where,
        fc.record({ firstmatch: some(fc.boolean()), create: some(fc.boolean()) }),
      )
      .map(([before, line, pattern, place, more]) => ({
        module: 'lineinfile',
        content: before,
        args: given({ line, ...pattern, ...place, ...more }),
      }));
    compare(samples(question, 900));
  });

  it('keeps a line out of a file as the original does', () => {
    const question = fc.tuple(content, fc.constantFrom(...WORDS), how).map(([before, line, pattern]) => {
      const { backrefs: _, ...rest } = { backrefs: undefined, ...pattern };
      return {
        module: 'lineinfile',
        content: before,
        args: { state: 'absent', ...(Object.keys(pattern).length > 0 ? rest : { line }) },
      };
    });
    compare(samples(question, 200));
  });

  it('handles bytes that are no UTF-8, empty patterns and refusals as the original does', () => {
    const odd = Buffer.from([0x61, 0xff, 0x0a, 0xc3, 0xa9, 0x0a, 0xe9, 0x0a]);
    const questions: Question[] = [
      { module: 'lineinfile', content: odd, args: { line: 'é' } },
      { module: 'lineinfile', content: odd, args: { line: 'b', regexp: '^a.$' } },
      { module: 'lineinfile', content: odd, args: { line: 'b', regexp: '^\\w' } },
      { module: 'lineinfile', content: odd, args: { line: '\\g<0>x', regexp: '^[^a]+', backrefs: true } },
      { module: 'lineinfile', content: odd, args: { line: 'all', regexp: '' } },
      { module: 'lineinfile', content: odd, args: { regexp: 'a' } },
      { module: 'lineinfile', content: odd, args: { state: 'absent' } },
      { module: 'lineinfile', content: odd, args: { line: 'x', backrefs: true } },
      { module: 'lineinfile', content: odd, args: { line: 'x', regexp: '(' } },
      { module: 'lineinfile', content: odd, args: { line: '\\3', regexp: '(a)', backrefs: true } },
    ];
    compare(questions);
  });
});

describe('blockinfile', () => {
  const MARKERS = ['# {mark} ANSIBLE MANAGED BLOCK', '// {mark}', '{mark}', 'no mark', '<!-- {mark} ü -->'];
  const block = fc.constantFrom(
    '',
    'one',
    'one\ntwo\n',
    '\n',
    'a\r\nb',
    'ü\n\n',
    '# BEGIN ANSIBLE MANAGED BLOCK',
  );
  const marker = fc.constantFrom(...MARKERS);
  const marks = fc.constantFrom({}, {}, { marker_begin: 'begin \\\\ of', marker_end: 'é' });
  /** A file that may hold a block already, or only one of its markers. */
  const holding = fc
    .tuple(text, marker, marks, block, text, fc.integer({ min: 0, max: 3 }))
    .map(([before, mark, names, inside, after, what]) => {
      const line = (name: string) => Buffer.from(`${mark.replace('{mark}', name)}\n`);
      const begin = line('marker_begin' in names ? 'begin \\ of' : 'BEGIN');
      const end =
        'marker_end' in names
          ? Buffer.from(`${mark.replace('{mark}', '\u00e9')}\n`, mark.includes('ü') ? 'utf8' : 'latin1')
          : line('END');
      const parts = [
        [before],
        [before, begin, after],
        [before, begin, Buffer.from(inside), end, after],
        [before, end, begin, after],
      ];
      return { bytes: Buffer.concat(parts[what] ?? [before]), marker: mark, names };
    });

  it('keeps a block in a file, or out of it, as the original does', () => {
    const question = fc
      .tuple(
        holding,
        block,
        where,
        fc.record({
          state: fc.constantFrom('present', 'present', 'present', 'absent'),
          append_newline: some(fc.boolean()),
          prepend_newline: some(fc.boolean()),
          create: some(fc.boolean()),
        }),
        fc.integer({ min: 0, max: 12 }),
      )
      .map(([there, lines, place, more, none]) => ({
        module: 'blockinfile',
        content: none === 0 ? undefined : there.bytes,
        args: given({ marker: there.marker, ...there.names, block: lines, ...place, ...more }),
      }));
    compare(samples(question, 700));
  });

  it('finds places by patterns over lines as the original does', () => {
    const before = Buffer.from('ü\nüü\none\ntwo\nthree\ntwo\n');
    const patterns = ['(?m)^two$', '(?m)one\\ntwo', '(?m)^nothing', 'two', '^t'];
    compare(
      patterns.flatMap((pattern) =>
        ['insertafter', 'insertbefore'].map((name) => ({
          module: 'blockinfile',
          content: before,
          args: { block: 'new', [name]: pattern },
        })),
      ),
    );
  });
});

describe('replace', () => {
  const replacement = fc.constantFrom('', 'X', '\\1', '<\\g<0>>', '\\g<key>', 'ü\\n', 'a\\\\b', '\\t', '\\2');
  const section = fc.constantFrom(
    {},
    {},
    { after: '^a' },
    { before: 'b' },
    { after: 'a', before: 'b' },
    { after: '\\[one\\]\n', before: '\n' },
    { after: '(?m)^b', before: '$' },
    { after: 'nothing', before: 'at all' },
    { after: '', before: '' },
  );

  it('replaces as the original does', () => {
    const patterns = [
      ...PATTERNS,
      'a*',
      '^',
      '$',
      '(?s)a.*b',
      '\\n+',
      '\\s*$',
      '^(.*)$',
      '(?=a)',
      '\\b',
      'a??',
      '\\r',
    ];
    const question = fc
      .tuple(content, fc.constantFrom(...patterns), some(replacement), section)
      .map(([before, regexp, other, part]) => ({
        module: 'replace',
        content: before,
        args: given({ regexp, replace: other, ...part }),
      }));
    compare(samples(question, 700));
  });

  it('keeps what is no UTF-8, and reads other encodings', () => {
    const odd = Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a, 0xe9, 0xf0, 0x9f, 0x98, 0x80, 0xf0, 0x9f, 0x0a]);
    compare([
      { module: 'replace', content: odd, args: { regexp: 'a.', replace: 'X' } },
      { module: 'replace', content: odd, args: { regexp: '\u{1f600}', replace: 'é' } },
      { module: 'replace', content: odd, args: { regexp: '.$', replace: '' } },
      { module: 'replace', content: odd, args: { regexp: 'é', replace: 'e', encoding: 'latin-1' } },
      {
        module: 'replace',
        content: Buffer.from('aé', 'utf16le'),
        args: { regexp: 'é', replace: 'e', encoding: 'utf-16-le' },
      },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { differenceLines } from './difference-text.ts';

describe('differences', () => {
  it.each([
    [
      'a new file',
      { subject: '/x', after: 'a\nb\n' },
      ['--- /dev/null', '+++ /x', '@@ -0,0 +1,2 @@', '+a', '+b'],
    ],
    ['a removed one', { subject: '/x', before: 'a\n' }, ['--- /x', '+++ /dev/null', '@@ -1 +0,0 @@', '-a']],
    ['an empty new one', { subject: '/x', after: '' }, ['--- /dev/null', '+++ /x', '(empty)']],
    ['hidden contents', { subject: '/x', hidden: 'binary' }, ['--- /x', '+++ /x', '(not shown: binary)']],
    [
      'no newline at the end, on both sides',
      { subject: '/x', before: 'a', after: 'b' },
      ['--- /x', '+++ /x', '@@ -1 +1 @@', '-a', '+b'],
    ],
    [
      'only the newline at the end',
      { subject: '/x', before: 'a', after: 'a\n' },
      ['--- /x', '+++ /x', '@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a'],
    ],
    [
      'secrets that were masked alike',
      { subject: '/x', before: 'p=********', after: 'p=********' },
      ['--- /x', '+++ /x', '(they differ only in what is not shown)'],
    ],
    [
      'control characters',
      { subject: '/x', before: 'a\x1b\n', after: 'a\r\n' },
      ['--- /x', '+++ /x', '@@ -1 +1 @@', '-a^[', '+a^M'],
    ],
  ])('%s', (_name, difference, lines) => expect(differenceLines(difference)).toEqual(lines));

  it('give up on what nobody could read', () => {
    const text = (seed: number) =>
      Array.from({ length: 20_000 }, (_, i) => `${(i * seed) % 7919}`).join('\n');
    const lines = differenceLines({ subject: '/x', before: text(17), after: text(31) });
    expect(lines.at(-1)).toBe('(not shown: too many differences)');
  });
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitWords } from './split-words.ts';

test.each([
  ['nginx -t -c %s', ['nginx', '-t', '-c', '%s']],
  ["visudo -cf '%s'", ['visudo', '-cf', '%s']],
  ['a "b c"\\ d', ['a', 'b c d']],
  ['""', ['']],
  ['  ', []],
])('%s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test('words are those of a shell', () => {
  // Without what a shell would expand or run.
  const word = fc.stringMatching(/^[a-z% ]{0,4}$/);
  const line = fc
    .array(
      fc.oneof(
        word.map((text) => `'${text}'`),
        word.map((text) => `"${text}"`),
        fc.constantFrom('a', '\\ ', ' ', '%s', "\\'", '\\"', '"\\""', '"\\a"'),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(line, (text) => {
      const printed = execFileSync('/bin/sh', [
        '-c',
        `for w in ${text}; do printf '<%s>' "$w"; done`,
      ]).toString();
      expect(
        splitWords(text)
          .map((each) => `<${each}>`)
          .join(''),
      ).toBe(printed);
    }),
    { numRuns: 60 },
  );
});

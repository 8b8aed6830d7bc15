import { describe, expect, test } from 'vitest';
import type { Content, Run, Step } from '../../core/step.ts';
import { type ContentStore, type ShellStep, stepText } from './step-text.ts';

const content: Content = { sha256: '', size: 3, read: () => Buffer.from('abc') };
const store: ContentStore = { place: () => ({ words: 'text abc' }), script: () => 0 };
const text = (step: ShellStep) => stepText(step, 4, store);

/** The line that becomes the program: what stands in it is an argument list, which everybody on the host can read. */
function argumentList(run: Run): string {
  const line = /j_exec (.*?)'\n$/s.exec(text(run));
  if (line?.[1] === undefined) throw new Error(text(run));
  return line[1];
}

describe('argument lists', () => {
  test('hold no environment, no script, no input and no attachment', () => {
    const run: Run = {
      do: 'run',
      script: 'secret-script',
      env: { TOKEN: 'secret-value' },
      stdin: 'secret-input',
      attachment: { name: 'file', content },
    };
    expect(text(run)).toContain('export TOKEN=secret-value');
    expect(argumentList(run)).toBe('/bin/sh "$j_at/s4" <"$j_at/i4"');
  });

  test('a name that no shell can export is the exception', () => {
    expect(argumentList({ do: 'run', argv: ['x'], env: { 'a.b': 'c', D: 'e' } })).toBe('env a.b=c x');
  });
});

test('a path loses its trailing slashes, and the root keeps its one', () => {
  expect(text({ do: 'mkdir', path: '/a/b//' })).toContain('j_mkdir /a/b ');
  expect(text({ do: 'mkdir', path: '/' })).toContain('j_mkdir / ');
});

test('modes have five digits, so that a folder loses its setgid bit where it should', () => {
  expect(text({ do: 'mkdir', path: '/a', mode: 0o755 })).toContain('j_mkdir /a 00755 ');
  expect(text({ do: 'attributes', path: '/a', mode: 'u+rwX' })).toContain('j_set /a u+rwX ');
});

test('a file to validate is named within its words', () => {
  const line = text({ do: 'write', path: '/a', content, validate: "check --file=%s 'two words' %s" });
  expect(line).toContain('"$j_t"');
  expect(line).not.toContain('%s');
});

test('what cannot be in a transaction is a mistake of ours', () => {
  const inner: Step = {
    do: 'await-port',
    host: 'h',
    port: 1,
    until: 'open',
    connectLimit: 1,
    delay: 0,
    interval: 1,
    timeLimit: 1,
  };
  const step: ShellStep = { do: 'transaction', steps: [inner], validate: { do: 'run', argv: ['true'] } };
  expect(() => text(step)).toThrow("cannot contain a step 'await-port'");
});

import { expect, it } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import { toDict } from '../../../src/engine/result.ts';

it('tells what was printed line by line too', () => {
  const result = toDict({ stdout: 'one\r\ntwo\n', stderr: '', inner: { stdout: 'not this' } });
  expect(result.get('stdout_lines')).toEqual(['one', 'two']);
  expect(result.get('stderr_lines')).toEqual([]);
  expect(result.get('inner')).toEqual(new Map([['stdout', 'not this']]));
});

it('leaves lines that a module tells itself', () => {
  expect(toDict({ stdout: 'a b', stdout_lines: ['a', 'b'] }).get('stdout_lines')).toEqual(['a', 'b']);
});

it('knows no lines of what is not known', () => {
  const later = Unknown.of('what it prints');
  expect(toDict({ stdout: later }).get('stdout_lines')).toBe(later);
  expect(toDict({ msg: 'fine' }).has('stdout_lines')).toBe(false);
});

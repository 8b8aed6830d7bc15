import { describe, expect, it } from 'vitest';
import { closest, didYouMean } from './spelling.ts';

describe('closest', () => {
  const words = ['template', 'copy', 'file', 'become_user', 'yes'];
  it.each([
    ['tempalte', 'template'],
    ['templates', 'template'],
    ['Copy', 'copy'],
    ['become-user', 'become_user'],
    ['flie', 'file'],
  ])('%s → %s', (word, meant) => expect(closest(word, words)).toBe(meant));

  it('is silent where nothing is near', () => {
    expect(closest('systemd', words)).toBeUndefined();
    expect(closest('a', ['b'])).toBeUndefined();
    expect(didYouMean('x', [])).toBeUndefined();
  });
});

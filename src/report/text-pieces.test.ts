import { describe, expect, it } from 'vitest';
import { cleanText, visibleText } from './clean-text.ts';
import { cutMiddle } from './cut-output.ts';
import { clock, duration } from './duration.ts';
import { foldedHosts } from './host-names.ts';
import { jsonText } from './json-text.ts';
import { colourWanted } from './paint.ts';
import { fitted, textWidth } from './text-width.ts';

describe('what hosts print', () => {
  it.each([
    ['\x1b[31mred\x1b[0m', 'red'],
    ['\x1b]0;title\x07text', 'text'],
    ['a\r\nb\r\n', 'a\nb\n'],
    ['10%\r50%\r100%\r', '100%'],
    ['bell\x07 and \x08back', 'bell and back'],
    ['\x1b[2J\x1b[1;1Hgone', 'gone'],
    ['tab\tstays', 'tab\tstays'],
  ])('%j is shown as %j', (printed, shown) => expect(cleanText(printed)).toBe(shown));

  it('shows control characters of files instead of dropping them', () => {
    expect(visibleText('a\x1b[31m\tb\r\n')).toBe('a^[[31m\tb^M\n');
  });

  it('is cut in the middle', () => {
    const lines = Array.from({ length: 10 }, (_, i) => `${i}`);
    expect(cutMiddle(lines, 6)).toEqual(['0', '1', '… 4 lines left out …', '6', '7', '8', '9']);
    expect(cutMiddle(lines, 9)).toEqual(lines);
  });
});

describe('widths', () => {
  it.each([
    ['plain', 5],
    ['\x1b[31mred\x1b[39m', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['→…✓', 3],
  ])('%j takes %i columns', (text, width) => expect(textWidth(text)).toBe(width));

  it('cuts at columns, not at characters', () => {
    expect(fitted('日本語', 5)).toBe('日本…');
    expect(fitted('abc', 3)).toBe('abc');
    expect(fitted('abcd', 3)).toBe('ab…');
    expect(fitted('abcd', 0)).toBe('');
  });
});

describe('durations', () => {
  it.each([
    [0, '0.0s'],
    [8_240, '8.2s'],
    [9_960, '10s'],
    [59_700, '1m 00s'],
    [125_000, '2m 05s'],
    [3_725_000, '1h 02m'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it('a clock never runs ahead', () => expect(clock(59_900)).toBe('59s'));
});

describe('hosts on a screen', () => {
  const web = Array.from({ length: 100 }, (_, i) => `web${String(i + 1).padStart(3, '0')}`);
  it.each([
    [['web1'], 'web1'],
    [['web2', 'web10', 'web1'], 'web1, web2, web10'],
    [['web1', 'web2', 'web3', 'db1'], 'db1, web[1:3]'],
    [['web09.example.org', 'web08.example.org', 'web10.example.org'], 'web[08:10].example.org'],
    [['10.0.0.1', '10.0.0.2', '10.0.0.3'], '10.0.0.1, 10.0.0.2, 10.0.0.3'],
    [web, 'web[001:100]'],
    [web.filter((_, i) => i % 2 === 0), 'web001, web003, web005, web007, web009 and 45 more'],
  ])('%j', (names, text) => expect(foldedHosts(names, 40)).toBe(text));
});

describe('colours', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { TERM: 'dumb' }, false],
  ])('terminal %s with %j: %s', (terminal, env, wanted) => expect(colourWanted(terminal, env)).toBe(wanted));
});

describe('JSON', () => {
  it('has a word for every value of a result', () => {
    const value = {
      big: 12345678901234567890n,
      none: null,
      gone: undefined,
      nan: Number.NaN,
      map: new Map([['a', [1]]]),
    };
    expect(jsonText(value)).toBe('{"big":12345678901234567890,"none":null,"nan":null,"map":{"a":[1]}}');
  });
});

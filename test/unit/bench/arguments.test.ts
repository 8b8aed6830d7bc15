import { describe, expect, it } from 'vitest';
import { chosen, parseRequest } from '../../../scripts/bench/arguments.ts';
import { SCENARIOS } from '../../../scripts/bench/scenarios.ts';
import { TOOLS } from '../../../scripts/bench/work.ts';

describe('what is asked for', () => {
  it('is everything, five times, by default', () => {
    expect(parseRequest([])).toEqual({
      names: [],
      rounds: 5,
      limit: 600,
      hosts: undefined,
      tools: TOOLS,
      jrun: undefined,
      into: undefined,
      page: false,
      help: false,
    });
  });

  it('is what the words say', () => {
    const words =
      'one-host loop --rounds 2 --limit 90 --tools jrun,ansible --hosts 5 --into /tmp/x --jrun a.js --page';
    expect(parseRequest(words.split(' '))).toEqual({
      names: ['one-host', 'loop'],
      rounds: 2,
      limit: 90,
      hosts: 5,
      tools: ['jrun', 'ansible'],
      jrun: 'a.js',
      into: '/tmp/x',
      page: true,
      help: false,
    });
  });

  it.each([
    ['--rounds 0', "--rounds wants a number, not '0'"],
    ['--rounds many', "--rounds wants a number, not 'many'"],
    ['--tools jrun', '--tools needs --into'],
    [
      '--into /tmp/x --tools jrun,chef',
      "no tool is called 'chef': there are jrun, ansible, mitogen, pyinfra, script",
    ],
    ['--hosts 5', '--hosts needs --into'],
    ['--round 5', "Unknown option '--round'"],
  ])('can not be %s', (words, message) => {
    expect(() => parseRequest(words.split(' '))).toThrow(message);
  });
});

describe('the scenarios that are meant', () => {
  const all = ['one-host', 'one-host-50ms', 'loop-converged', 'loop-changed', 'loops'].map((name) => ({
    name,
  }));
  const names = (...words: string[]): string[] => chosen(all, words).map(({ name }) => name);

  it('are all where none is named', () => expect(names()).toEqual(all.map(({ name }) => name)));

  it('are the one of that name, not those that begin like it', () =>
    expect(names('one-host')).toEqual(['one-host']));

  it('are those that begin so, where none has that name', () =>
    expect(names('loop')).toEqual(['loop-converged', 'loop-changed']));

  it('come once and in their own order', () =>
    expect(names('loops', 'loop-changed', 'loop', 'one-host')).toEqual([
      'one-host',
      'loop-converged',
      'loop-changed',
      'loops',
    ]));

  it('are an error where there is none', () =>
    expect(() => names('two')).toThrow("no scenario is called 'two': there are one-host, "));

  it('have names of their own', () => {
    const known = SCENARIOS.map(({ name }) => name);
    expect(new Set(known).size).toBe(known.length);
  });
});

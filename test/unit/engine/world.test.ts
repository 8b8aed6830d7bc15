import { describe, expect, it } from 'vitest';
import { becomes, presumes, unsettles } from '../../../src/core/effect.ts';
import { EVERYTHING, type Key, key } from '../../../src/core/key.ts';
import type { Probe } from '../../../src/core/probe.ts';
import { isUnknown, Unknown } from '../../../src/core/unknown.ts';
import { Unread, World } from '../../../src/engine/world.ts';

interface Thing {
  readonly kind: string;
  readonly real?: string;
  readonly mode?: number;
  readonly text?: unknown;
}
const path = (subject: string, aspects: string[] = []): Key<Thing> => key('path', subject, aspects);
const unit = (subject: string): Key<{ active: boolean; loaded: unknown }> => key('unit', subject);

/** A unit rests on its file: once that is only expected, it is loaded from there and not active. */
const probes = new Map<string, Probe<unknown>>([
  [
    'path',
    {
      kind: 'path',
      script: () => '',
      parse: () => [],
      canonical: (k: Key, value: unknown) => (value as Thing).real ?? k.subject,
    },
  ],
  [
    'unit',
    {
      kind: 'unit',
      script: () => '',
      parse: () => [],
      restsOn: (k: Key) => [{ kind: 'path', subject: `/units/${k.subject}` }],
      derive: (k: Key, before, expected) => {
        const file = expected.get(path(`/units/${k.subject}`));
        if (isUnknown(file)) return { value: file };
        return { value: { ...(isUnknown(before) ? {} : (before as object)), loaded: file.text } };
      },
    },
  ],
  ['deb', { kind: 'deb', script: () => '', parse: () => [], restsOn: () => [{ kind: 'apt-lists' }] }],
]);

const known = (world: World, k: Key, who = '') => {
  const found = world.lookup(k, who);
  if (found.is !== 'known') throw new Error(`it is ${found.is}`);
  return found;
};

describe('a world', () => {
  it('must be read before it answers, for each identity', () => {
    const world = new World(probes);
    expect(() => world.lookup(path('/a'), '')).toThrow(Unread);
    world.record(path('/a'), 'root', { kind: 'file' });
    expect(known(world, path('/a'), 'root').value).toEqual({ kind: 'file' });
    expect(world.missing(path('/a'), '')).toEqual([path('/a')]);
  });

  it('knows what is gone with all that is below it, also when it is made anew', () => {
    const world = new World(probes);
    world.record(path('/a/b'), '', { kind: 'file' });
    world.expect([becomes(path('/a'), { kind: 'absent' }, { below: true })]);
    expect(known(world, path('/a/b')).value).toEqual({ kind: 'absent' });
    world.expect([becomes(path('/a'), { kind: 'directory' })]);
    expect(known(world, path('/a/b')).value).toEqual({ kind: 'absent' });
    expect(known(world, path('/a')).value).toEqual({ kind: 'directory' });
  });

  it('answers for fewer aspects with what was read with more, not the other way round', () => {
    const world = new World(probes);
    world.record(path('/a', ['hash']), '', { kind: 'file' });
    expect(world.missing(path('/a'), '')).toEqual([]);
    expect(world.missing(path('/a', ['content', 'hash']), '')).toHaveLength(1);
  });

  it('shows what is expected over what was observed, and the later effect over the earlier', () => {
    const world = new World(probes);
    world.record(path('/a'), '', { kind: 'absent' });
    world.expect([becomes(path('/a'), { kind: 'directory' }), becomes(path('/a'), { kind: 'file' })]);
    expect(known(world, path('/a')).value).toEqual({ kind: 'file' });
  });

  it('keeps the fields that an effect does not name', () => {
    const world = new World(probes);
    world.record(path('/a'), '', { kind: 'file', mode: 0o644 });
    world.expect([becomes(path('/a'), { kind: 'file', mode: 0o600 }, { keeps: true })]);
    world.expect([becomes(path('/a'), { text: 'x' } as unknown as Thing, { keeps: true })]);
    expect(known(world, path('/a')).value).toEqual({ kind: 'file', mode: 0o600, text: 'x' });
  });

  it('knows nothing in an unsettled region, until something is expected there again', () => {
    const world = new World(probes);
    world.record(path('/etc/x/y'), '', { kind: 'file' });
    world.expect([unsettles({ kind: 'path', subject: '/etc/x', below: true }, 'the package x')]);
    expect(world.lookup(path('/etc/x/y'), '').is).toBe('unknown');
    expect(world.lookup(path('/etc/x/never-read'), '').is).toBe('unknown');
    expect(() => world.lookup(path('/etc/xy'), '')).toThrow(Unread);
    world.expect([becomes(path('/etc/x/y'), { kind: 'absent' })]);
    expect(known(world, path('/etc/x/y')).value).toEqual({ kind: 'absent' });
  });

  it('names the assumption that a value rests on, whether it was laid on the thing or below it', () => {
    const world = new World(probes);
    world.record(path('/a'), '', { kind: 'absent' });
    world.record(unit('x'), '', { active: true, loaded: 'old' });
    world.expect([presumes({ kind: 'path' }, 'no package makes this path')]);
    expect(known(world, path('/a')).presumed).toEqual([{ text: 'no package makes this path' }]);
    expect(known(world, unit('x')).presumed).toEqual([{ text: 'no package makes this path' }]);
    expect(known(world, unit('x')).value).toEqual({ active: true, loaded: 'old' });
  });

  it('derives a thing from what it rests on, presumed where that is', () => {
    const world = new World(probes);
    world.record(unit('x'), '', { active: true, loaded: 'old' });
    world.expect([
      becomes(
        path('/units/x'),
        { kind: 'file', text: 'new' },
        { presumed: [{ text: 'the package brings it' }] },
      ),
    ]);
    const found = known(world, unit('x'));
    expect(found.value).toEqual({ active: true, loaded: 'new' });
    expect(found.presumed).toEqual([{ text: 'the package brings it' }]);
  });

  it('asks for what a derivation starts from', () => {
    const world = new World(probes);
    world.expect([becomes(path('/units/x'), { kind: 'file' })]);
    expect(world.missing(unit('x'), '')).toEqual([unit('x')]);
  });

  it('asks in one go for all that a derivation is going to look at', () => {
    const many = [path('/units/x'), path('/one'), path('/two')];
    const asksFirst = new Map(probes);
    asksFirst.set('unit', { ...(probes.get('unit') as Probe<unknown>), derivesFrom: () => many });
    const world = new World(asksFirst);
    world.record(unit('x'), '', { active: true });
    world.expect([becomes(path('/units/x'), { kind: 'file', text: 'new' })]);
    expect(world.missing(unit('x'), '')).toEqual([path('/one'), path('/two')]);
  });

  it('does not know a thing that rests on something expected and can not be derived', () => {
    const world = new World(probes);
    world.record(key('deb', 'x'), '', { installed: false });
    world.expect([becomes(key('apt-lists', ''), 1)]);
    expect(world.lookup(key('deb', 'x'), '').is).toBe('unknown');
  });

  it('forgets what is touched and what rests on that, for everybody', () => {
    const world = new World(probes);
    world.record(path('/units/x'), '', { kind: 'file' });
    world.record(path('/units/x'), 'root', { kind: 'file' });
    world.record(unit('x'), '', { active: true, loaded: 1 });
    world.record(unit('y'), '', { active: true, loaded: 1 });
    world.forget([becomes(path('/units/x'), { kind: 'absent' })]);
    expect(world.missing(path('/units/x'), '')).toHaveLength(1);
    expect(world.missing(path('/units/x'), 'root')).toHaveLength(1);
    expect(world.missing(unit('x'), '')).toHaveLength(1);
    expect(world.missing(unit('y'), '')).toHaveLength(0);
    world.forgetRegion(EVERYTHING);
    expect(world.missing(unit('y'), '')).toHaveLength(1);
  });

  it('takes two names of one path for one thing', () => {
    const world = new World(probes);
    world.record(path('/var/run/x'), '', { kind: 'file', real: '/run/x' });
    world.expect([becomes(path('/run/x'), { kind: 'absent' })]);
    expect(known(world, path('/var/run/x')).value).toEqual({ kind: 'absent' });
    world.expect([becomes(path('/var/run/x'), { kind: 'directory' })]);
    expect(known(world, path('/run/x')).value).toEqual({ kind: 'directory' });
  });

  it('an expected value may be unknown itself', () => {
    const world = new World(probes);
    world.expect([becomes(path('/a'), Unknown.of('the answer') as unknown as Thing)]);
    expect(world.lookup(path('/a'), '').is).toBe('unknown');
  });
});

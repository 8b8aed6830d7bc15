import { describe, expect, it } from 'vitest';
import { key } from '../../../../src/core/key.ts';
import { defineModule } from '../../../../src/core/module.ts';
import { ReadFailure } from '../../../../src/core/observation.ts';
import { unchanged } from '../../../../src/core/plan.ts';
import { Unknown } from '../../../../src/core/unknown.ts';
import { decide } from './decide.ts';
import { taken } from './observations.ts';

const lamp = (name: string, aspects: string[] = []) => key<{ on: boolean }>('lamp', name, aspects);

const schema = {
  type: 'object',
  properties: {
    name: { 'x-type': 'string', description: 'Which.' },
    on: { 'x-type': 'bool', description: 'So.', default: true },
  },
} as const;

const about = { name: 'lamp', description: 'A lamp.', schema, examples: [] };

const switchLamp = defineModule<{ name: string; on: boolean }>({
  ...about,
  observe: (args) => [lamp(args.name)],
  plan: (args, seen) =>
    seen.get(lamp(args.name)).on === args.on
      ? unchanged()
      : {
          verdict: 'change',
          changes: ['switch'],
          steps: [{ do: 'run', argv: ['switch'] }],
          effects: [],
          result: {},
        },
});

describe('decide', () => {
  it('puts in defaults and asks', () => {
    expect(decide(switchLamp, { name: 'a' }, { seen: [[lamp('a'), { on: false }]] })).toMatchObject({
      verdict: 'change',
      asked: ['lamp:a'],
    });
  });

  it('says unknown, unreadable and presumed', () => {
    const with_ = (value: unknown) => decide(switchLamp, { name: 'a' }, { seen: [[lamp('a'), value]] });
    expect(with_(Unknown.of('the fuse'))).toMatchObject({ verdict: 'unknown', waitsFor: ['the fuse'] });
    expect(with_(new ReadFailure('it is dark'))).toMatchObject({
      verdict: 'unreadable',
      message: 'it is dark',
    });
    expect(with_(taken({ on: true }, 'lamps are on'))).toMatchObject({
      verdict: 'unchanged',
      presumed: ['lamps are on'],
    });
  });

  it('refuses an argument the schema has not', () => {
    expect(() => decide(switchLamp, { nme: 'a' })).toThrow('has no argument nme');
  });

  it('finds a plan that reads what was never asked for', () => {
    const sly = defineModule<{ name: string }>({
      ...about,
      observe: (args) => [lamp(args.name)],
      plan: (args, seen) => unchanged({ on: seen.get(lamp(args.name, ['watts'])).on }),
    });
    expect(() => decide(sly, { name: 'a' }, { seen: [[lamp('a'), { on: true }]] })).toThrow('lamp:a?watts');
  });

  it('finds a plan that is not pure', () => {
    let calls = 0;
    const moody = defineModule({ ...about, observe: () => [], plan: () => unchanged({ calls: calls++ }) });
    expect(() => decide(moody, {})).toThrow('not pure');
  });

  it('finds an observe that never ends', () => {
    let n = 0;
    const curious = defineModule({ ...about, observe: () => [lamp(String(n++))], plan: () => unchanged() });
    expect(() => decide(curious, {}, { otherwise: () => ({ on: true }) })).toThrow('something new');
  });

  it('finds a plan that writes to what it was handed', () => {
    const careless = defineModule<{ name: string }>({
      ...about,
      observe: (args) => [lamp(args.name)],
      plan: (args, seen) => {
        seen.get(lamp(args.name)).on = true;
        return unchanged();
      },
    });
    expect(() => decide(careless, { name: 'a' }, { seen: [[lamp('a'), { on: false }]] })).toThrow(
      'read only',
    );
  });
});

import { unsettles } from '../../../src/core/effect.ts';
import type { Connector } from '../../../src/core/far-end.ts';
import { type Key, thingOf } from '../../../src/core/key.ts';
import { defineModule } from '../../../src/core/module.ts';
import { ReadFailure } from '../../../src/core/observation.ts';
import type { Registry } from '../../support/run-playbook.ts';

interface Memory {
  readonly key: Key;
  readonly answer: unknown;
}

/** Remembers all that a run read, and lets it be run again without a host, with some of it unknown. */
export class Observed {
  private readonly memories = new Map<string, Memory[]>();
  /** A run asked for something the first one never did, so it says nothing. */
  strayed = false;

  readonly remembering = (registry: Registry): Registry => ({
    ...registry,
    probes: this.probes(registry, (probe) => ({
      ...probe,
      parse: (output, keys) => {
        const answers = probe.parse(output, keys);
        keys.forEach((key, index) => {
          const known = this.memories.get(thingOf(key)) ?? [];
          this.memories.set(thingOf(key), [...known, { key, answer: answers[index] }]);
        });
        return answers;
      },
    })),
  });

  readonly recalling = (registry: Registry): Registry => ({
    modules: new Map([...registry.modules, [UNSETTLE.name, UNSETTLE]]),
    probes: this.probes(registry, (probe) => ({
      ...probe,
      parse: (_output, keys) => keys.map((key) => this.recall(key)),
    })),
  });

  get things(): readonly { readonly kind: string; readonly subject: string }[] {
    return [...this.memories.values()].flatMap(([memory]) => (memory ? [memory.key] : []));
  }

  private recall(key: Key): unknown {
    const memories = this.memories.get(thingOf(key)) ?? [];
    const memory = memories.find(({ key: known }) =>
      key.aspects.every((aspect) => known.aspects.includes(aspect)),
    );
    if (memory !== undefined) return memory.answer;
    this.strayed = true;
    return new ReadFailure('this was never read');
  }

  private probes(registry: Registry, change: (probe: Probe) => Probe): ReadonlyMap<string, Probe> {
    return new Map([...registry.probes].map(([kind, probe]) => [kind, change(probe)]));
  }
}

type Probe = Registry['probes'] extends ReadonlyMap<string, infer One> ? One : never;

/** Makes one thing unknown to the tasks that follow. */
const UNSETTLE = defineModule<{ kind: string; subject: string }>({
  name: 'unsettle',
  description: 'Nobody knows this thing.',
  schema: {
    type: 'object',
    properties: {
      kind: { 'x-type': 'string', description: 'Its kind.' },
      subject: { 'x-type': 'string', description: 'Which one.' },
    },
  },
  examples: [],
  observe: () => [],
  plan: (args) => ({
    verdict: 'change',
    changes: ['unsettle'],
    steps: [],
    effects: [unsettles(args, 'the test says so')],
    result: {},
  }),
});

/** A host that isn't there: reading brings nothing but what is remembered, and acting is a mistake. */
export const NOWHERE: Connector = {
  connect: async () => ({
    read: async (readings) => readings.map(() => ({ status: 0, stdout: Buffer.alloc(0), stderr: '' })),
    act: (deeds) => deeds.map(() => Promise.reject(new Error('check mode acted'))),
    bring: () => undefined,
    reopen: () => undefined,
    traffic: { handshake: 0, frames: 0, steps: 0, bytesSent: 0, bytesReceived: 0 },
    close: async () => undefined,
  }),
};

import { becomes } from '../../../src/core/effect.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Connector, Deed, DeedAnswer, FarEnd, Reading } from '../../../src/core/far-end.ts';
import { Unreachable } from '../../../src/core/far-end.ts';
import { type Key, key } from '../../../src/core/key.ts';
import {
  type Arguments,
  defineCommand,
  defineModule,
  type FileInput,
  type TaskModule,
} from '../../../src/core/module.ts';
import { unchanged } from '../../../src/core/plan.ts';
import type { Probe, ProbeOutput } from '../../../src/core/probe.ts';
import type { Step, StepOutput } from '../../../src/core/step.ts';
import { known, type Maybe, Unknown } from '../../../src/core/unknown.ts';
import { type PlaybookRun, type RunRequest, runPlaybook } from '../../support/run-playbook.ts';

interface Thing {
  readonly value: Maybe<string>;
}
const thing = (name: string): Key<Thing> => key('thing', name);
const text = (description: string) => ({ 'x-type': 'string', description }) as const;

/** `thing: name=x value=1`: makes a named thing have a value. */
const thingModule = defineModule<{ name: string; value: string }>({
  name: 'thing',
  description: 'Sets a thing.',
  schema: { type: 'object', properties: { name: text('Which.'), value: text('What.') }, required: ['name'] },
  examples: [],
  // What is below it, it may change as well.
  touches: ({ name }) => [{ kind: 'thing', subject: name, below: true }],
  observe: ({ name }) => [thing(name)],
  plan: ({ name, value }, seen) => {
    const now = known<string>(seen.get(thing(name)).value);
    if (now === value) return unchanged({ value });
    return {
      verdict: 'change',
      changes: [`${now} → ${value}`],
      steps: [{ do: 'run', argv: ['set', name, value] }],
      effects: [becomes(thing(name), { value })],
      result: { value },
    };
  },
});

/** `sent: name=x src=file`: a thing that has a file's hash. */
const sentModule = defineModule<{ name: string; src: string }>({
  name: 'sent',
  description: 'Sends a file.',
  schema: {
    type: 'object',
    properties: { name: text('Where.'), src: text('What.') },
    required: ['name', 'src'],
  },
  examples: [],
  inputs: ({ src }) => ({ source: { input: 'file', src } }),
  observe: ({ name }) => [thing(name)],
  plan: ({ name }, seen, inputs) => {
    const { content } = inputs['source'] as FileInput;
    const { sha256 } = known(content);
    if (known(seen.get(thing(name)).value) === sha256) return unchanged({});
    return {
      verdict: 'change',
      changes: ['sent'],
      steps: [{ do: 'write', path: name, content: known(content) }],
      effects: [becomes(thing(name), { value: sha256 })],
      result: {},
    };
  },
});

/** `act: words`: an opaque command. */
const actCommand = defineCommand<{ words: string; unless?: string }>({
  name: 'act',
  description: 'Does anything.',
  schema: {
    type: 'object',
    properties: { words: text('What.'), unless: text('A thing that makes it needless.') },
    required: ['words'],
  },
  examples: [],
  returns: { said: 'What it said.' },
  observe: ({ unless }) => (unless === undefined ? [] : [thing(unless)]),
  plan: ({ words, unless }, seen) => {
    if (unless !== undefined && seen.get(thing(unless)).value !== 'none') return unchanged({ said: '' });
    return {
      verdict: 'change',
      changes: [`run ${known(words)}`],
      steps: [{ do: 'run', argv: words.split(' ') }],
      effects: [],
      result: {},
      finish: ([output]) => ({ said: output?.stdout.toString() ?? '', rc: output?.status ?? 0 }),
    };
  },
});

/** `perhaps: name=x`: only running it tells whether it changes something. */
const perhapsModule = defineModule<{ name: string }>({
  name: 'perhaps',
  description: 'Sets a thing to what nobody knows.',
  schema: { type: 'object', properties: { name: text('Which.') }, required: ['name'] },
  examples: [],
  observe: ({ name }) => [thing(name)],
  plan: ({ name }) => {
    const later = Unknown.of(`what ${name} will be`);
    return {
      verdict: 'change',
      changes: [`${name} perhaps`],
      steps: [{ do: 'run', argv: ['set', name, 'latest'] }],
      effects: [becomes(thing(name), { value: later })],
      result: { changed: later },
      finish: () => ({ changed: true }),
    };
  },
});

const thingProbe: Probe<Thing> = {
  kind: 'thing',
  // `a.part` is part of `a`: what happens to the whole happens to it.
  restsOn: ({ subject }) =>
    subject.includes('.') ? [{ kind: 'thing', subject: subject.slice(0, subject.indexOf('.')) }] : [],
  script: (keys) => `things ${keys.map((k) => k.subject).join(' ')}`,
  parse: (output) =>
    output.stdout
      .toString()
      .split('\n')
      .map((value) => ({ value })),
};

/** One exchange with the far end, as words: what was done, then what was read. */
export interface Frame {
  readonly machine: string;
  readonly did: readonly string[];
  readonly read: readonly string[];
}

/** Machines that exist only here: things with values, and a record of every exchange. */
export class ScriptedMachines implements Connector {
  readonly things = new Map<string, string>();
  readonly frames: Frame[] = [];
  /** What was sent ahead of the step that wants it: where it belongs, and its size. */
  readonly brought: string[] = [];
  /** What happens to a step before it is done: another outcome, or an error that is thrown. */
  onStep: (words: string) => StepOutput['outcome'] | Error | undefined = () => undefined;
  /** Whether what was sent and not begun is left alone after an interrupt. */
  heedsInterrupts = true;
  onConnect: (name: string) => Error | undefined = () => undefined;
  /** What goes on while something is done. */
  whileActing: () => Promise<void> = async () => undefined;
  /** How many are being talked to, and the most there were. */
  talking = 0;
  mostTalking = 0;

  async connect(target: { name: string; address: string }): Promise<FarEnd> {
    const error = this.onConnect(target.name);
    if (error) throw error;
    const machine = target.address;
    return {
      read: (readings) => this.read(machine, readings),
      act: (deeds) => this.act(machine, deeds),
      bring: ({ path, content }) => {
        this.brought.push(`${path} ${content.size}`);
      },
      reopen: () => undefined,
      traffic: { handshake: 0, frames: 0, steps: 0, bytesSent: 0, bytesReceived: 0 },
      close: async () => undefined,
    };
  }

  /** All deeds in one exchange; none behind one that isn't done. */
  private act(machine: string, deeds: readonly Deed[]): readonly Promise<DeedAnswer>[] {
    const frame = { machine, did: [] as string[], read: [] as string[] };
    let over = false;
    const answers = deeds.map(async (deed): Promise<DeedAnswer> => {
      if (over) return { outputs: deed.steps.map(() => ({ ...DONE, outcome: 'not-run' })), readings: [] };
      const outputs = deed.steps.map((step) => {
        const argv = wordsOf(step);
        if (over) return { ...DONE, outcome: 'not-run' } as const;
        frame.did.push(argv.join(' '));
        over = true;
        const output = this.step(argv);
        over = output.outcome !== 'done' || (this.heedsInterrupts && deed.signal?.aborted === true);
        return output;
      });
      const readings = deed.readings.map(({ script }) => {
        const names = script.split(' ').slice(1);
        frame.read.push(...names);
        return this.values(names);
      });
      await this.talk();
      await this.whileActing();
      return { outputs, readings };
    });
    this.frames.push(frame);
    return answers;
  }

  private step(argv: readonly string[]): StepOutput {
    const words = argv.join(' ');
    const instead = this.onStep(words);
    if (instead instanceof Error) throw instead;
    if (argv[0] === 'set' && (instead === undefined || instead === 'done'))
      this.things.set(argv[1] ?? '', argv[2] ?? '');
    return {
      ...DONE,
      outcome: instead ?? 'done',
      status: instead === 'failed' ? 1 : 0,
      stdout: Buffer.from(words),
    };
  }

  private async read(machine: string, readings: readonly Reading[]): Promise<readonly ProbeOutput[]> {
    const asked = readings.map(({ script }) => script.split(' ').slice(1));
    this.frames.push({ machine, did: [], read: asked.flat() });
    await this.talk();
    return asked.map((names) => this.values(names));
  }

  private values(names: readonly string[]): ProbeOutput {
    const values = names.map((name) => this.things.get(name) ?? 'none');
    return { status: 0, stdout: Buffer.from(values.join('\n')), stderr: '' };
  }

  /** What takes time. */
  private async talk(): Promise<void> {
    this.talking++;
    this.mostTalking = Math.max(this.mostTalking, this.talking);
    await new Promise((resolve) => setImmediate(resolve));
    this.talking--;
  }
}

/** Writing a file sets the thing of its path. */
function wordsOf(step: Step): readonly string[] {
  if (step.do === 'write') return ['set', step.path, step.content.sha256];
  return step.do === 'run' ? (step.argv ?? []) : [step.do];
}

const DONE: StepOutput = { outcome: 'done', status: 0, stdout: Buffer.alloc(0), stderr: '', elapsed: 0 };

const modules = new Map<string, TaskModule<Arguments>>([
  ['thing', thingModule],
  ['act', actCommand],
  ['perhaps', perhapsModule],
  ['sent', sentModule],
]);

export async function runScripted(
  machines: ScriptedMachines,
  tasks: string,
  more: Partial<RunRequest> & { readonly play?: string } = {},
): Promise<PlaybookRun> {
  const { play, ...request } = more;
  return runPlaybook({
    playbook: `- hosts: all\n  gather_facts: false\n${(play ?? '').replace(/^(?=.)/gm, '  ')}\n  tasks:\n${tasks.replace(/^(?=.)/gm, '    ')}`,
    connector: machines,
    hosts: { here: {} },
    registry: (registry) => ({
      modules: new Map([...registry.modules, ...modules]),
      probes: new Map([...registry.probes, ['thing', thingProbe as Probe<unknown>]]),
    }),
    ...request,
  });
}

/** `task → status` and what goes with it, in order. */
export function told(run: PlaybookRun): string[] {
  return run.events.flatMap((event: RunEvent) => {
    if (event.event !== 'task-ended') return [];
    const { outcome, task, host } = event;
    const presumed = outcome.presumed.length > 0 ? ' presumed' : '';
    const left = outcome.notConverged.length > 0 ? ' not converged' : '';
    return [`${host}: ${task.name} → ${outcome.status}${presumed}${left}`];
  });
}

/** How each host left its play. */
export function leftOf(run: PlaybookRun): string[] {
  return run.events.flatMap((event: RunEvent) => {
    if (event.event !== 'host-ended') return [];
    const { host, how, task, notBegun, notified } = event;
    const where = task ? ` in ${task.name}` : '';
    const names = notBegun.map(({ name }) => name).join(', ');
    return [`${host} ${how}${where}; not begun: ${names}; notified: ${notified.join(', ')}`];
  });
}

export { Unreachable };

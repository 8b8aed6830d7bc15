import type { DeedAnswer, FarEnd, Observer, Reading } from '../core/far-end.ts';
import { type Identity, identityId } from '../core/identity.ts';
import { EVERYTHING, type Key, key as makeKey, type Region, thingOf } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe, ProbeOutput } from '../core/probe.ts';
import { type Act, readTogether, type Underway, type Wanted, wasComeTo } from './acts.ts';
import { Standing } from './standing.ts';
import { type Probes, World } from './world.ts';

/**
 * One machine as the engine sees it: how to read it, how to act on it, and what is known about it. Two inventory
 * names of one machine, and delegation to it, share one of these.
 */
export class Machine {
  readonly world: World;
  readonly standing: Standing;
  private readonly probes: Probes;
  private readonly open: () => Promise<FarEnd>;
  private opening: Promise<FarEnd> | undefined;
  private end: FarEnd | undefined;

  constructor(
    probes: Probes,
    open: () => Promise<FarEnd>,
    private readonly isAside = false,
  ) {
    this.probes = probes;
    this.open = open;
    this.world = new World(probes);
    this.standing = new Standing(this.world, probes);
  }

  /** The connection, made when it is first needed. */
  connect(): Promise<FarEnd> {
    this.opening ??= this.open().then(
      (end) => {
        this.end = end;
        return end;
      },
      (thrown: unknown) => {
        // Whoever comes next may try again: the host may have come up by then.
        this.opening = undefined;
        throw thrown;
      },
    );
    return this.opening;
  }

  get connected(): FarEnd | undefined {
    return this.end;
  }

  /** The same machine for whoever looks at it while it is busy: nothing is known there, and what it learns stays there. */
  aside(): Machine {
    return new Machine(this.probes, () => this.connect(), true);
  }

  /** Reads all these in one round trip an identity, side by side. */
  async read(wanted: readonly Wanted[]): Promise<void> {
    if (wanted.length === 0) return;
    const observer: Observer = await this.connect();
    await Promise.all(
      [...this.batches(wanted)].map(async (batch) => {
        const outputs = await observer.read(batch.readings, batch.as, this.isAside);
        this.take(batch, outputs);
      }),
    );
  }

  /**
   * Carries out acts that follow each other as `as`, and reads what they want as that identity, all in one round trip
   * where that can be. None behind one that is not done in full is come to.
   */
  async begin(acts: readonly Act[], as: Identity): Promise<readonly Underway[]> {
    const end = await this.connect();
    const groups = readTogether(acts, (regions) => this.world.touchedBy(regions)).map((group) => {
      const wanted = group.flatMap((act) => act.wanted.filter((w) => identityId(w.as) === identityId(as)));
      const [batch] = this.batches(wanted);
      return { group, batch };
    });
    const deeds = groups.flatMap(({ group, batch }) =>
      group.map(({ deed }, at) => ({
        ...deed,
        readings: at === group.length - 1 ? (batch?.readings ?? []) : [],
      })),
    );
    const answers = end.act(deeds, as);
    let next = 0;
    return groups.flatMap(({ group, batch }) => {
      const behind = answers[next + group.length - 1] as Promise<DeedAnswer>;
      const learnt = behind.then(({ readings }) =>
        batch && readings.length > 0 ? learntFrom(batch, readings) : undefined,
      );
      learnt.catch(() => undefined);
      return group.map((act) => this.underway(act, as, answers[next++] as Promise<DeedAnswer>, learnt));
    });
  }

  private underway(
    { wanted, touched }: Act,
    as: Identity,
    answer: Promise<DeedAnswer>,
    learnt: Promise<Learnt | undefined>,
  ): Underway {
    const over = answer.then(wasComeTo, () => true);
    const answered = async (isLate = false) => {
      const wasComeTo = await over;
      if (wasComeTo) this.forget(touched);
      const { readings: _, ...rest } = await answer;
      if (!wasComeTo || isLate) return rest;
      const own = wanted.filter((w) => identityId(w.as) === identityId(as));
      const known = await learnt;
      if (known) this.learn(known, own, as);
      // Something behind it went wrong before it was read.
      else await this.read(own);
      await this.read(wanted.filter((w) => identityId(w.as) !== identityId(as)));
      return rest;
    };
    return { over, answered };
  }

  private forget(touched: readonly Region[]): void {
    for (const region of touched) this.world.forgetRegion(region);
    this.standing.touched(touched);
  }

  /** Connects anew at the next need, and knows nothing (`meta: reset_connection`). */
  reset(): void {
    const { end } = this;
    this.end = undefined;
    this.opening = undefined;
    this.world.forgetRegion(EVERYTHING);
    this.standing.touched([EVERYTHING]);
    void end?.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const end = this.end ?? (await this.opening?.catch(() => undefined));
    await end?.close();
  }

  private *batches(wanted: readonly Wanted[]): Generator<Batch> {
    const byIdentity = new Map<string, { as: Identity; keys: Map<string, Key> }>();
    for (const { key, as } of wanted) {
      const id = identityId(as);
      let group = byIdentity.get(id);
      if (!group) {
        group = { as, keys: new Map() };
        byIdentity.set(id, group);
      }
      const thing = thingOf(key);
      const asked = group.keys.get(thing)?.aspects ?? this.world.aspectsRead(key, id);
      group.keys.set(thing, makeKey(key.kind, key.subject, [...asked, ...key.aspects]));
    }
    for (const { as, keys } of byIdentity.values()) {
      const byKind = new Map<string, Key[]>();
      for (const key of keys.values()) {
        const list = byKind.get(key.kind);
        if (list) list.push(key);
        else byKind.set(key.kind, [key]);
      }
      const parts = [...byKind].map(([kind, list]) => ({ probe: this.probe(kind), keys: list }));
      const readings = parts.map(
        ({ probe, keys: list }): Reading => ({
          script: probe.script(list),
          timeLimit: probe.timeLimit ?? 60,
        }),
      );
      yield { as, parts, readings };
    }
  }

  private take(batch: Batch, outputs: readonly ProbeOutput[]): void {
    const learnt = learntFrom(batch, outputs);
    const wanted = [...learnt.values()].map(({ key }) => ({ key, as: batch.as }));
    this.learn(learnt, wanted, batch.as);
  }

  private learn(learnt: Learnt, wanted: readonly Wanted[], as: Identity): void {
    const keys: Key[] = [];
    for (const thing of new Set(wanted.map(({ key }) => thingOf(key)))) {
      const found = learnt.get(thing);
      if (!found) continue;
      this.world.record(found.key, identityId(as), found.value);
      keys.push(found.key);
    }
    this.standing.compare(keys, identityId(as));
  }

  private probe(kind: string): Probe<unknown> {
    const probe = this.probes.get(kind);
    if (!probe) throw new Error(`no probe observes '${kind}'`);
    return probe;
  }
}

interface Batch {
  readonly as: Identity;
  readonly parts: readonly { readonly probe: Probe<unknown>; readonly keys: readonly Key[] }[];
  readonly readings: readonly Reading[];
}

/** What was read, by the thing it is about. */
type Learnt = ReadonlyMap<string, { readonly key: Key; readonly value: unknown }>;

function learntFrom(batch: Batch, outputs: readonly ProbeOutput[]): Learnt {
  const learnt = new Map<string, { readonly key: Key; readonly value: unknown }>();
  batch.parts.forEach((part, index) => {
    const output = outputs[index];
    const answers = output ? readAnswers(part.probe, part.keys, output) : undefined;
    part.keys.forEach((key, position) => {
      const value = answers?.[position] ?? new ReadFailure(`reading ${thingOf(key)} gave no answer`);
      learnt.set(thingOf(key), { key, value });
    });
  });
  return learnt;
}

/** A probe that can't make sense of the answer is a failed reading of these things, not the end of the run. */
function readAnswers(probe: Probe<unknown>, keys: readonly Key[], output: ProbeOutput): readonly unknown[] {
  try {
    return probe.parse(output, keys);
  } catch (thrown) {
    const said = output.stderr.trim();
    const message = `the probe '${probe.kind}' could not be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    return keys.map(() => new ReadFailure(said ? `${message}\n${said}` : message));
  }
}

import type { Deed, DeedAnswer, FarEnd, Observer, Reading } from '../core/far-end.ts';
import { type Identity, identityId } from '../core/identity.ts';
import { EVERYTHING, type Key, key as makeKey, type Region, thingOf } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe, ProbeOutput } from '../core/probe.ts';
import { Standing } from './standing.ts';
import { type Probes, World } from './world.ts';

/** A key with the identity that wants it. */
export interface Wanted {
  readonly key: Key;
  readonly as: Identity;
}

/** A deed, what of it is wanted back, and what may be otherwise after it. */
export interface Act {
  readonly deed: Omit<Deed, 'readings'>;
  readonly wanted: readonly Wanted[];
  readonly touched: readonly Region[];
}

/** An act that was sent. */
export interface Underway {
  /** When it is over: whether it was come to at all. */
  readonly over: Promise<boolean>;
  /**
   * The answer. What was known about what it touches is forgotten with this, whatever happens, and what was read behind
   * it becomes known; not where it comes late, after something else that was done later.
   */
  answered(isLate?: boolean): Promise<Omit<DeedAnswer, 'readings'>>;
}

/** Of a deed without steps nobody can tell, and it touches nothing. */
function wasComeTo({ outputs }: DeedAnswer): boolean {
  return outputs.length === 0 || outputs.some(({ outcome }) => outcome !== 'not-run');
}

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

  constructor(probes: Probes, open: () => Promise<FarEnd>) {
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

  /** Reads all these in one round trip an identity, side by side. */
  async read(wanted: readonly Wanted[]): Promise<void> {
    if (wanted.length === 0) return;
    const observer: Observer = await this.connect();
    await Promise.all(
      [...this.batches(wanted)].map(async (batch) => {
        const outputs = await observer.read(batch.readings, batch.as);
        this.take(batch, outputs);
      }),
    );
  }

  /**
   * Carries out acts that follow each other as `as`, and reads what each wants as that identity, all in one round trip
   * where that can be. None behind one that is not done in full is come to.
   */
  async begin(acts: readonly Act[], as: Identity): Promise<readonly Underway[]> {
    const end = await this.connect();
    const sorted = acts.map(({ deed, wanted, touched }) => {
      const [mine] = this.batches(wanted.filter((w) => identityId(w.as) === identityId(as)));
      const others = wanted.filter((w) => identityId(w.as) !== identityId(as));
      return { deed: { ...deed, readings: mine?.readings ?? [] }, mine, others, touched };
    });
    const deeds = sorted.map(({ deed }) => deed);
    const answers = end.act(deeds, as);
    return sorted.map(({ mine, others, touched }, index) => {
      const answer = answers[index] as Promise<DeedAnswer>;
      const over = answer.then(wasComeTo, () => true);
      const answered = async (isLate = false) => {
        if (await over) this.forget(touched);
        const { readings, ...rest } = await answer;
        if (mine && readings.length > 0 && !isLate) this.take(mine, readings);
        await this.read(others);
        return rest;
      };
      return { over, answered };
    });
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
    batch.parts.forEach((part, index) => {
      const output = outputs[index];
      const answers = output ? readAnswers(part.probe, part.keys, output) : undefined;
      part.keys.forEach((key, position) => {
        const answer = answers?.[position] ?? new ReadFailure(`reading ${thingOf(key)} gave no answer`);
        this.world.record(key, identityId(batch.as), answer);
      });
    });
    for (const { keys } of batch.parts) this.standing.compare(keys, identityId(batch.as));
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

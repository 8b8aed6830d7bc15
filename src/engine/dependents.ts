import type { Region } from '../core/key.ts';

/**
 * Which things rest on which regions, by what they rest on: a path rests on every folder above it, a unit on dozens
 * of places, and asking each of a thousand things after every change would be the dearest part of a run.
 */
export class Dependents {
  private readonly exact = new Map<string, Set<string>>();
  private readonly below = new Map<string, Set<string>>();
  private readonly kinds = new Map<string, Set<string>>();
  private readonly everything = new Set<string>();

  add(thing: string, restsOn: readonly Region[]): void {
    for (const region of restsOn) {
      if ('everything' in region) this.everything.add(thing);
      else if (!('subject' in region)) put(this.kinds, region.kind, thing);
      else {
        const name = `${region.kind}:${region.subject}`;
        put(this.exact, name, thing);
        if (region.below) put(this.below, name, thing);
      }
    }
  }

  /** Things that may rest on this one thing; whether they do is for the caller to see. */
  *of(kind: string, subject: string): Iterable<string> {
    yield* this.everything;
    yield* this.kinds.get(kind) ?? [];
    yield* this.exact.get(`${kind}:${subject}`) ?? [];
    for (let end = subject.lastIndexOf('/'); end >= 0; end = subject.lastIndexOf('/', end - 1)) {
      yield* this.below.get(`${kind}:${subject.slice(0, end) || '/'}`) ?? [];
      if (end === 0) break;
    }
  }
}

function put(into: Map<string, Set<string>>, name: string, thing: string): void {
  const things = into.get(name);
  if (things) things.add(thing);
  else into.set(name, new Set([thing]));
}

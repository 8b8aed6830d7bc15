/**
 * The name of one thing that can be known about a machine: `path:/etc/x?hash`, `unit:ssh`, `deb:nginx`.
 * The type parameter is the shape of what is known.
 */
export interface Key<T = unknown> {
  /** Which probe observes it. */
  readonly kind: string;
  /** Which one of its kind; canonical, so that two names of one thing are one key. */
  readonly subject: string;
  /**
   * How much of it: a path's `hash` costs more than its attributes. Aspects only add: what was seen with more
   * aspects also answers for fewer.
   */
  readonly aspects: readonly string[];
  readonly shape?: T;
}

export function key<T>(kind: string, subject: string, aspects: readonly string[] = []): Key<T> {
  return { kind, subject, aspects: [...new Set(aspects)].sort() };
}

/** `path:/etc/x?content,hash` */
export function keyText(k: Key): string {
  return `${k.kind}:${k.subject}${k.aspects.length > 0 ? `?${k.aspects.join(',')}` : ''}`;
}

/** The thing without its aspects: `path:/etc/x`. */
export function thingOf(k: Key): string {
  return `${k.kind}:${k.subject}`;
}

/** A part of what can be known: one thing, everything below a path, a whole kind, or everything. */
export type Region =
  | { readonly kind: string; readonly subject: string; readonly below?: false }
  /** The path itself and everything below it. */
  | { readonly kind: string; readonly subject: string; readonly below: true }
  | { readonly kind: string }
  | { readonly everything: true };

export const EVERYTHING: Region = { everything: true };

/** Whether the thing `kind:subject` lies in the region. */
export function covers(region: Region, thing: { readonly kind: string; readonly subject: string }): boolean {
  if ('everything' in region) return true;
  if (region.kind !== thing.kind) return false;
  if (!('subject' in region)) return true;
  if (region.subject === thing.subject) return true;
  return region.below === true && isBelow(thing.subject, region.subject);
}

/** Whether two regions have something in common. */
export function overlaps(a: Region, b: Region): boolean {
  if ('everything' in a || 'everything' in b) return true;
  if (a.kind !== b.kind) return false;
  if (!('subject' in a) || !('subject' in b)) return true;
  return covers(a, b) || covers(b, a);
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

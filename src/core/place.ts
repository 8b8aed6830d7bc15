/** Where something stands in a text a person wrote. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters the thing spans on its line, where that is known. */
  readonly length?: number;
}

/** The places of a mapping's key and of its value; for a sequence item both are the item's. */
export interface EntryPlaces {
  readonly key: Place;
  readonly value: Place;
}

/**
 * Loaded values are plain (strings, numbers, arrays, Maps), so that nothing downstream has to unwrap them;
 * where their entries stood is kept beside them. The table is weak: it lives as long as the container does.
 */
const placesOf = new WeakMap<object, Map<unknown, EntryPlaces>>();
const ownPlace = new WeakMap<object, Place>();

/** Remembers where the entry `key` (a mapping's key or a sequence's index) of `container` stood. */
export function rememberEntry(container: object, key: unknown, places: EntryPlaces): void {
  let entries = placesOf.get(container);
  if (!entries) {
    entries = new Map();
    placesOf.set(container, entries);
  }
  entries.set(key, places);
}

/** Remembers where the container itself begins. */
export function rememberPlace(container: object, place: Place): void {
  ownPlace.set(container, place);
}

/** Where the value under `key` of `container` stood; the container's own place where only that is known. */
export function placeOf(container: object, key?: unknown): Place | undefined {
  if (key === undefined) return ownPlace.get(container);
  return placesOf.get(container)?.get(key)?.value ?? ownPlace.get(container);
}

/** Where the key itself stood. */
export function placeOfKey(container: object, key: unknown): Place | undefined {
  return placesOf.get(container)?.get(key)?.key ?? ownPlace.get(container);
}

const spellingsOf = new WeakMap<object, Map<unknown, string>>();

/**
 * Remembers how the scalar under `key` was written, where that can't be told from its value: `0644` is the number 420.
 * No text: the value under that key now is its own spelling.
 */
export function rememberSpelling(container: object, key: unknown, text: string | undefined): void {
  let spellings = spellingsOf.get(container);
  if (text === undefined) {
    spellings?.delete(key);
    return;
  }
  if (!spellings) {
    spellings = new Map();
    spellingsOf.set(container, spellings);
  }
  spellings.set(key, text);
}

/** How the unquoted number, boolean or date under `key` was written; undefined for strings, which are their own spelling. */
export function spellingOf(container: object, key: unknown): string | undefined {
  return spellingsOf.get(container)?.get(key);
}

/** Carries the places over to a container made from another one (a merge, a copy). */
export function copyPlaces(from: object, to: object): void {
  const place = ownPlace.get(from);
  if (place) ownPlace.set(to, place);
  const entries = placesOf.get(from);
  if (entries) placesOf.set(to, new Map([...(placesOf.get(to) ?? []), ...entries]));
  const spellings = spellingsOf.get(from);
  for (const key of new Set([...(entries?.keys() ?? []), ...(spellings?.keys() ?? [])])) {
    rememberSpelling(to, key, spellings?.get(key));
  }
}

/** `file:line:column`, as editors and terminals make clickable. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

import type { Task } from '../core/play.ts';
import type { Compilation } from './compilation.ts';
import type { Inherited } from './inherited.ts';
import type { Scope } from './scope.ts';

/** What the compilation of an include at run time must know of where it stands. */
export interface IncludePlace {
  readonly scope: Scope;
  /** What goes on to the included tasks: the include's variables and what it applies, not its own conditions. */
  readonly handedOn: Inherited;
}

/** By the including task's id. */
const includePlaces = new WeakMap<Compilation, Map<string, IncludePlace>>();

export function includePlace(c: Compilation, including: Pick<Task, 'id'>): IncludePlace | undefined {
  return includePlaces.get(c)?.get(including.id);
}

export function rememberInclude(c: Compilation, id: string, place: IncludePlace): void {
  const places = includePlaces.get(c) ?? new Map<string, IncludePlace>();
  places.set(id, place);
  includePlaces.set(c, places);
}

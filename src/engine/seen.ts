import { type Key, keyText } from '../core/key.ts';
import type { Known, Seen } from '../core/module.ts';
import type { Assumption, Observation } from '../core/observation.ts';
import { isUnknown, type Maybe, NotKnown } from '../core/unknown.ts';
import { Unread, type World } from './world.ts';

/** A plan looked at something whose reading failed; the task fails with that message. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  constructor(key: Key, message: string) {
    super(`${keyText(key)} could not be read: ${message}`);
  }
}

/** Shows a world to a plan, and keeps what the plan took for granted by looking at it. */
export class Sight implements Seen {
  private readonly world: World;
  private readonly identity: string;
  private readonly relied = new Map<string, Assumption>();

  constructor(world: World, identity: string) {
    this.world = world;
    this.identity = identity;
  }

  get<T>(key: Key<T>): T {
    const value = this.peek(key);
    if (isUnknown(value)) throw new NotKnown(value);
    return value as T;
  }

  peek<T>(key: Key<T>): Maybe<T> {
    const found = this.world.lookup(key, this.identity);
    if (found.is === 'unreadable') throw new Unreadable(key, found.failure.message);
    if (found.is === 'unknown') return found.unknown;
    for (const assumption of found.presumed) this.relied.set(assumption.text, assumption);
    return found.value;
  }

  get presumed(): readonly Assumption[] {
    return [...this.relied.values()];
  }
}

/** What is known so far, for a module that says what else it must know. Relying on it here decides nothing. */
export function knownOf(world: World, identity: string): Known {
  return {
    get<T>(key: Key<T>): T | undefined {
      let found: Observation<T>;
      try {
        found = world.lookup(key, identity);
      } catch (thrown) {
        if (thrown instanceof Unread) return undefined;
        throw thrown;
      }
      return found.is === 'known' ? found.value : undefined;
    },
  };
}

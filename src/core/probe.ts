import type { Key, Region } from './key.ts';
import type { Assumption, ReadFailure } from './observation.ts';
import type { Maybe } from './unknown.ts';

/** What a probe's script printed. */
export interface ProbeOutput {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Reads what is expected of other things while one thing is derived from them. */
export interface Expected {
  /** What will be there: unknown where nobody can say. Reading something presumed makes what is derived presumed. */
  get<T>(key: Key<T>): Maybe<T>;
}

/** What was derived; `presumed` adds to what the derivation read. */
export interface Derived<T> {
  readonly value: Maybe<T>;
  readonly presumed?: readonly Assumption[];
}

/**
 * One kind of observation: how many keys of it are read in one go, how the answer is read, and what it rests on.
 * A probe never changes anything on the host.
 */
export interface Probe<T> {
  readonly kind: string;
  /**
   * A POSIX sh fragment that observes all these keys. It runs in a subshell with LC_ALL=C, standard input from
   * /dev/null and the sbin folders in PATH. Every value in it went through `quote`.
   */
  script(keys: readonly Key<T>[]): string;
  /** One answer a key, in the keys' order. */
  parse(output: ProbeOutput, keys: readonly Key<T>[]): readonly (T | ReadFailure)[];
  /** What else, when it changes, makes this observation stale. The thing itself need not be named. */
  restsOn?(key: Key<T>): readonly Region[];
  /**
   * What this will be once things it rests on are as expected; called where only expectations are there to go by.
   * `before` is what was known until then. Without it, such a thing is unknown.
   */
  derive?(key: Key<T>, before: Maybe<T>, expected: Expected): Derived<T>;
  /** What `derive` is going to look at, where that is more than a few things: it is read in one go. */
  derivesFrom?(key: Key<T>, before: Maybe<T>): readonly Key[];
  /**
   * The subject under which the thing is really known, where the one asked for was another name of it (a path
   * through a link). What happens to either name happens to both.
   */
  canonical?(key: Key<T>, value: T): string;
  /**
   * What differs between what was expected and what was read back, one line each; an expected field that is
   * unknown matches anything. The default compares fields deeply.
   */
  differences?(expected: T, actual: T): readonly string[];
  /**
   * What of the value a kept plan rests on: without what changes by itself (times, process ids); undefined where
   * that is all of it. The default is the whole value.
   */
  lasting?(value: T): unknown;
  /**
   * No task is about it: it is only looked at, and changes with what it rests on. A task that nobody can plan leaves
   * it as it is.
   */
  readonly given?: true;
  /** Runs a tool's own dry run: slow, asked for only where installed state can't decide or detail is wanted. */
  readonly simulation?: true;
  /** Seconds its script may take. Default 60. */
  readonly timeLimit?: number;
}

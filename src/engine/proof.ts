import type { Effect } from '../core/effect.ts';
import { type Key, keyText } from '../core/key.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Probes, World } from './world.ts';

/** The effects that can be proven: what they name is read back after acting. */
export function provable(effects: readonly Effect[]): readonly (Effect & { effect: 'becomes' })[] {
  // Where a plan makes the same thing twice, the last one is what will be there.
  const last = new Map<string, Effect & { effect: 'becomes' }>();
  for (const effect of effects) {
    if (effect.effect !== 'becomes') continue;
    const name = `${effect.key.kind}:${effect.key.subject}`;
    last.delete(name);
    if (effect.unproven === undefined && (effect.presumed ?? []).length === 0) last.set(name, effect);
  }
  return [...last.values()];
}

/** Compares what was expected with what was read back; one line for each difference that remains. */
export function notConverged(
  effects: readonly Effect[],
  world: World,
  identity: string,
  probes: Probes,
): readonly string[] {
  return provable(effects).flatMap(({ key, value }) => differencesOf(key, value, world, identity, probes));
}

/** What one thing was expected to be and is not. */
export function differencesOf(
  key: Key,
  expected: unknown,
  world: World,
  identity: string,
  probes: Probes,
): readonly string[] {
  if (isUnknown(expected)) return [];
  const found = world.lookup(key, identity);
  if (found.is === 'unreadable') return [`${keyText(key)} could not be read back: ${found.failure.message}`];
  if (found.is !== 'known') return [];
  const differences = probes.get(key.kind)?.differences ?? deepDifferences;
  return differences(expected, found.value).map((one) => `${key.kind} ${key.subject}: ${one}`);
}

/** Fields that are expected and are otherwise; an expected unknown matches anything, so does a field not named. */
export function deepDifferences(expected: unknown, actual: unknown, path = ''): readonly string[] {
  if (isUnknown(expected) || expected === undefined || Object.is(expected, actual)) return [];
  if (
    typeof expected === 'object' &&
    expected !== null &&
    typeof actual === 'object' &&
    actual !== null &&
    Array.isArray(expected) === Array.isArray(actual)
  ) {
    if (expected instanceof Map) {
      if (!(actual instanceof Map)) return [mismatch(path, expected, actual)];
      return [...expected].flatMap(([name, value]) =>
        deepDifferences(value, actual.get(name), join(path, String(name))),
      );
    }
    if (Array.isArray(expected) && expected.length !== (actual as unknown[]).length) {
      return [mismatch(path, expected, actual)];
    }
    return Object.entries(expected).flatMap(([name, value]) =>
      deepDifferences(value, (actual as Record<string, unknown>)[name], join(path, name)),
    );
  }
  return [mismatch(path, expected, actual)];
}

function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

function mismatch(path: string, expected: unknown, actual: unknown): string {
  return `${path ? `${path} ` : ''}should be ${show(expected)} and is ${show(actual)}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? 'nothing');
}

/** What is wanted back of the effects. */
export function proofKeys(effects: readonly Effect[]): readonly Key[] {
  return provable(effects).map((effect) => effect.key);
}

import type { Task } from '../core/play.ts';
import { isUnknown, NotKnown } from '../core/unknown.ts';
import type { Value } from '../core/value.ts';
import type { TaskScope } from './scope.ts';

/** A keyword that is yes or no; what isn't known yet counts as no. */
export function isTrue(scope: TaskScope, raw: Value | undefined): boolean {
  if (raw === undefined || raw === null) return false;
  return scope.boolean(raw) === true;
}

export function numberOf(scope: TaskScope, raw: Value | undefined, otherwise: number): number {
  if (raw === undefined || raw === null) return otherwise;
  if (typeof raw === 'number') return raw;
  const text = scope.text(raw);
  const number = isUnknown(text) ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : otherwise;
}

export function delegateName(scope: TaskScope, task: Pick<Task, 'keywords'>): string | undefined {
  const raw = task.keywords.delegateTo;
  if (raw === undefined || raw === null) return undefined;
  const name = scope.text(raw);
  if (isUnknown(name)) throw new NotKnown(name);
  return name === '' ? undefined : name;
}

const NO_ENVIRONMENT: Readonly<Record<string, string>> = {};

export function environmentOf(
  scope: TaskScope,
  task: Pick<Task, 'keywords'>,
): Readonly<Record<string, string>> {
  if (task.keywords.environment.length === 0) return NO_ENVIRONMENT;
  const environment: Record<string, string> = {};
  for (const raw of task.keywords.environment) {
    const value = scope.value(raw);
    if (isUnknown(value)) throw new NotKnown(value);
    if (!(value instanceof Map)) continue;
    for (const [name, inner] of value) {
      const text = scope.text(inner);
      if (isUnknown(text)) throw new NotKnown(text);
      environment[String(name)] = text;
    }
  }
  return environment;
}

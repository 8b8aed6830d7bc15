import type { Value } from '../../core/value.ts';
export function standardGlobals(): [string, Value][] {
  return [];
}

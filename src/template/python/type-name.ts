import { Unknown } from '../../core/unknown.ts';
import { Float, isDict, Opaque, Tuple, type Value } from '../../core/value.ts';
import { SequenceView } from './sequence-view.ts';

/** What Python calls the type of the value. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (value instanceof Float) return 'float';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof SequenceView) return value.kind;
  if (Array.isArray(value)) return 'list';
  if (isDict(value)) return 'dict';
  if (value instanceof Unknown) return 'unknown';
  if (value instanceof Opaque) return value.typeName;
  return typeof value;
}

import { NotKnown } from '../../core/unknown.ts';

/**
 * Something would change (a list is appended to, a namespace is set), but whether it does, or to what, isn't known.
 * Nothing that comes after can be trusted any more: the whole evaluation is unknown.
 */
export class EffectNotKnown extends NotKnown {
  readonly isEffect = true;
}

import { isUnknown, NotKnown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { renderArguments } from '../arguments.ts';
import { ending } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Puts the host into a group whose name depends on it. */
export const groupBy: Directive = async ({ host, scope }, action) => {
  const { key } = renderArguments(action, scope);
  if (isUnknown(key)) throw new NotKnown(key);
  const group = String(key).replaceAll(' ', '-');
  const changed = host.run.options.hosts.add(host.name, [group], new Map());
  if (changed) host.run.inventoryChanged([host.name]);
  return ending(
    changed ? 'changed' : 'ok',
    new Map<Value, Value>([
      ['changed', changed],
      ['add_group', group],
    ]),
  );
};

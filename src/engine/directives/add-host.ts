import { isUnknown, NotKnown } from '../../core/unknown.ts';
import type { Dict, Value } from '../../core/value.ts';
import { ending } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Adds a host, its groups and its variables to the inventory of this run. */
export const addHost: Directive = async ({ host, scope }, action) => {
  const variables: Dict = new Map();
  let name = '';
  let groups: string[] = [];
  for (const [field, raw] of action.args) {
    const value = scope.value(raw);
    if (isUnknown(value)) throw new NotKnown(value);
    if (field === 'name' || field === 'hostname' || field === 'host') name = scope.show(value);
    else if (field === 'groups' || field === 'group' || field === 'groupname') {
      groups = (Array.isArray(value) ? value.map((one) => scope.show(one)) : scope.show(value).split(','))
        .map((group) => group.trim())
        .filter((group) => group !== '');
    } else variables.set(field, value);
  }
  const changed = host.run.options.hosts.add(name, groups, variables);
  if (changed) host.run.inventoryChanged([name]);
  return ending(
    changed ? 'changed' : 'ok',
    new Map<Value, Value>([
      ['changed', changed],
      [
        'add_host',
        new Map<Value, Value>([
          ['host_name', name],
          ['groups', groups],
          ['host_vars', variables],
        ]),
      ],
    ]),
  );
};

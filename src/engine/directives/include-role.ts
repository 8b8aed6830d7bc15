import { isUnknown, NotKnown } from '../../core/unknown.ts';
import type { Value } from '../../core/value.ts';
import { renderArguments } from '../arguments.ts';
import type { Directive } from './directive.ts';
import { bringing, withoutOwn } from './include-tasks.ts';

/** Brings a role in while the play runs. */
export const includeRole: Directive = async (attempt, action) => {
  const { host, scope } = attempt;
  const args = renderArguments(action, scope);
  const name = args['name'];
  if (isUnknown(name)) throw new NotKnown(name);
  const text = (field: string) => (typeof args[field] === 'string' ? (args[field] as string) : undefined);
  const option = (key: string, value: string | undefined) => (value === undefined ? {} : { [key]: value });
  const included = host.run.options.includes.role(String(name), withoutOwn(attempt), {
    ...option('tasksFrom', text('tasks_from')),
    ...option('varsFrom', text('vars_from')),
    ...option('defaultsFrom', text('defaults_from')),
    ...option('handlersFrom', text('handlers_from')),
    ...(args['public'] === true ? { public: true } : {}),
  });
  host.addHandlers(included.handlers);
  if (args['public'] === true) host.includedRoles.push(included.role);
  // The same role may be included again, and end anew.
  host.endedRoles.delete(included.role);
  return bringing(
    attempt,
    included.entries,
    new Map<Value, Value>([['include_args', new Map<Value, Value>([['name', String(name)]])]]),
  );
};

import { rememberPlace } from '../core/place.ts';
import type { Entry, Task } from '../core/play.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { buildAction } from './actions.ts';
import type { Compilation } from './compilation.ts';
import { completeKeywords, inherit, NOTHING_INHERITED } from './inherited.ts';
import { roleDocument } from './role-files.ts';
import type { CompiledRole, Scope } from './scope.ts';
import { plainText } from './show-value.ts';
import { taskId } from './task-id.ts';

/** The check of a role's arguments that stands before its tasks, where the role says what they have to be. */
export function validationTask(
  c: Compilation,
  role: CompiledRole,
  meta: Dict,
  tasksFrom: string | undefined,
  scope: Scope,
): readonly Entry[] {
  const own = roleDocument(c, role.path, 'meta', 'argument_specs');
  const source = own
    ? isDict(own.value)
      ? own.value.get('argument_specs')
      : undefined
    : meta.get('argument_specs');
  const entryPoint = (tasksFrom ?? 'main').replace(/\.(yml|yaml|json)$/, '');
  const specs = source ?? null;
  const spec = isDict(specs) ? (specs.get(entryPoint) ?? null) : null;
  if (!isDict(spec)) return [];
  const place = own?.place ?? { file: scope.file, line: 1, column: 1 };
  const args: Dict = new Map<Value, Value>([
    ['argument_spec', spec.get('options') ?? new Map()],
    ['provided_arguments', role.params],
    [
      'validate_args_context',
      new Map<Value, Value>([
        ['type', 'role'],
        ['name', role.name],
        ['argument_spec_name', entryPoint],
        ['path', role.path],
      ]),
    ],
  ]);
  rememberPlace(args, place);
  const short = plainText(spec.get('short_description'));
  const inherited = inherit(scope.inherited, { ...NOTHING_INHERITED, tags: ['always'] });
  const name = 'ansible.builtin.validate_argument_spec';
  const resolved = { kind: 'directive', short: 'validate_argument_spec' } as const;
  const written = { name, place, resolved, args, argsFrom: undefined, freeText: undefined, isLocal: false };
  const task: Task = {
    entry: 'task',
    id: taskId(scope, 'argument_specs', entryPoint),
    name: `Validating arguments against arg spec '${entryPoint}'${short === undefined ? '' : ` - ${short}`}`,
    place,
    action: buildAction(c, written, { directive: 'validate_argument_spec' }, []),
    keywords: completeKeywords(inherited),
    role,
    search: scope.search,
  };
  return [task];
}

import { Mistakes } from '../../core/diagnostic.ts';
import { isUnknown, NotKnown } from '../../core/unknown.ts';
import { type Dict, isDict, type Value } from '../../core/value.ts';
import { renderArguments } from '../arguments.ts';
import { candidates } from '../inputs.ts';
import { isTrue } from '../keyword-values.ts';
import { ending, failed } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Loads variables from a file, or from the files of a folder in the order of their names. */
export const includeVars: Directive = async ({ host, task, scope, doubt }, action) => {
  const args = renderArguments(action, scope);
  for (const value of Object.values(args)) if (isUnknown(value)) throw new NotKnown(value);
  const { control } = host.run.options;
  const wanted = String(args['file'] ?? args['dir'] ?? '');
  const searched = candidates(wanted, 'vars', task.search);
  const path = searched.find((candidate) => control.kindOf(candidate) !== undefined);
  if (path === undefined) {
    return failed({
      message: `could not find '${wanted}' on the control machine`,
      hint: `searched: ${searched.join(', ')}`,
    });
  }
  const files = args['dir'] === undefined ? [path] : filesOf(path, args, control.tree(path));
  const loaded: Dict = new Map();
  for (const file of files) {
    const variables = host.run.options.readVariables(file);
    if (!variables) throw new Mistakes([{ code: 'file', severity: 'error', summary: `cannot read ${file}` }]);
    merge(loaded, variables, args['hash_behaviour'] === 'merge');
  }
  const name = typeof args['name'] === 'string' ? args['name'] : undefined;
  const values: Dict = name === undefined ? loaded : new Map<Value, Value>([[name, loaded]]);
  const included = doubt ? new Map([...values.keys()].map((key) => [key, doubt])) : values;
  for (const learner of host.play.learners(host, isTrue(scope, task.keywords.runOnce)))
    learner.variables.include(included);
  return ending(
    'ok',
    new Map<Value, Value>([
      ['changed', false],
      ['ansible_facts', values],
      ['ansible_included_var_files', files],
    ]),
  );
};

function filesOf(
  folder: string,
  args: Readonly<Record<string, unknown>>,
  tree: readonly { path: string; type: string }[],
): string[] {
  const extensions = (args['extensions'] as readonly string[] | undefined) ?? ['yaml', 'yml', 'json'];
  const ignored = (args['ignore_files'] as readonly string[] | undefined) ?? [];
  const matching =
    typeof args['files_matching'] === 'string' ? new RegExp(args['files_matching']) : undefined;
  const depth = Number(args['depth'] ?? 0);
  return tree
    .filter((entry) => entry.type === 'file')
    .filter((entry) => depth === 0 || entry.path.split('/').length <= depth)
    .filter((entry) => {
      const name = entry.path.split('/').at(-1) ?? '';
      const extension = name.includes('.') ? (name.split('.').at(-1) ?? '') : '';
      return extensions.includes(extension) && !ignored.includes(name) && (matching?.test(name) ?? true);
    })
    .map((entry) => `${folder}/${entry.path}`)
    .sort();
}

function merge(into: Dict, from: Dict, deep: boolean): void {
  for (const [key, value] of from) {
    const before = into.get(key);
    if (deep && isDict(before) && isDict(value)) {
      const joined = new Map(before);
      merge(joined, value, true);
      into.set(key, joined);
    } else {
      into.set(key, value);
    }
  }
}

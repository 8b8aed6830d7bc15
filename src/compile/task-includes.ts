import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import type { Entry } from '../core/play.ts';
import type { Compilation } from './compilation.ts';
import { handedOnBy, readApply, refuseKeywords, refuseLoop } from './include-keywords.ts';
import { type IncludePlace, rememberInclude } from './include-place.ts';
import { inherit } from './inherited.ts';
import { apartFrom, type Scope } from './scope.ts';
import { literalText, plainText } from './show-value.ts';
import { staticName } from './static-names.ts';
import { findTaskFile, nearTaskFile, taskFileCandidates } from './task-files.ts';
import { compileTasks, finishTask, type TaskInMaking } from './tasks.ts';

export const FILE_ARGUMENTS = new Set(['file', '_raw_params', 'apply']);

/** The file that is imported or included: `import_tasks: x.yml` or `file: x.yml`. */
function fileArgument(
  c: Compilation,
  task: TaskInMaking,
): { name: string; place: Place | undefined } | undefined {
  const { written } = task;
  for (const key of written.args.keys()) {
    if (FILE_ARGUMENTS.has(String(key))) continue;
    c.error(
      'unknown-argument',
      `'${written.name}' has no argument '${String(key)}'`,
      placeOfKey(written.args, key),
      {
        hint: "variables for the tasks go into 'vars:' beside it",
      },
    );
  }
  const text =
    written.freeText?.trim() ?? plainText(written.args.get('file') ?? written.args.get('_raw_params'));
  const place = placeOf(task.dict, written.name) ?? written.place;
  if (text !== undefined && text !== '') return { name: text, place: placeOf(written.args, 'file') ?? place };
  c.error('missing-argument', `'${written.name}' names no file`, written.place);
  return undefined;
}

export function importTasks(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  const { ownTask, own, written } = task;
  if (ownTask.loop !== undefined) refuseLoop(c, 'import_tasks', 'include_tasks', ownTask.loop.place);
  if (written.args.has('apply'))
    c.error(
      'arguments',
      "'import_tasks' applies nothing: its own keywords go on to its tasks",
      placeOfKey(written.args, 'apply'),
    );
  const file = fileArgument(c, task);
  if (file === undefined) return [];
  const inside: Scope = { ...scope, inherited: inherit(scope.inherited, own) };
  const rendered = staticName(c, file.name, file.place, inside, 'import_tasks');
  if (rendered === undefined) return [];
  return compileTaskFile(c, rendered, file.place, inside, task.position, 'error');
}

/** A file of tasks where it stands, by the name it is called by. */
export function compileTaskFile(
  c: Compilation,
  name: string,
  place: Place | undefined,
  scope: Scope,
  position: string,
  severity: 'error' | 'warning',
): Entry[] {
  const found = findTaskFile(c, name, scope);
  if (found === undefined) {
    const searched = taskFileCandidates(name, scope, c.ports.home);
    const near = nearTaskFile(c, searched);
    const hint = `${near === undefined ? '' : `did you mean '${near}'?\n`}searched ${searched.join('\n')}`;
    c[severity === 'error' ? 'error' : 'warn']('file-missing', `there is no file of tasks '${name}'`, place, {
      hint,
    });
    return [];
  }
  if (scope.chain.includes(found)) {
    const chain = [...scope.chain.slice(scope.chain.indexOf(found)), found].join('\n-> ');
    c.error('circular-import', `'${name}' imports itself`, place, {
      hint: `${chain}\ninclude_tasks with a condition can repeat; import_tasks can't`,
    });
    return [];
  }
  const document = c.document(found);
  if (document === undefined) return [];
  if (document.value === null) {
    c.warn('empty-file', `'${name}' is empty: there is nothing to do in it`, place);
    return [];
  }
  const inside: Scope = {
    ...scope,
    file: found,
    search: { ...scope.search, taskDir: found.slice(0, found.lastIndexOf('/')) || '/' },
    path: `${scope.path}/${position}>`,
    chain: [...scope.chain, found],
  };
  return compileTasks(c, document.value, inside, '', document.place);
}

export function includeTasks(c: Compilation, task: TaskInMaking, scope: Scope): readonly Entry[] {
  refuseKeywords(c, task, 'include_tasks');
  const file = fileArgument(c, task);
  const made = finishTask(c, { ...task, written: withFile(task, file?.name) }, scope);
  if (made === undefined || file === undefined) return [];
  const handedOn = inherit(handedOnBy(task.own), readApply(c, task, scope));
  rememberInclude(c, made.id, { scope, handedOn });
  const name = literalText(file.name);
  if (name === undefined) {
    scope.play.uncertain.handlers = true;
    return [made];
  }
  const found = findTaskFile(c, name, scope);
  if (scope.play.isRunning || (found !== undefined && scope.chain.includes(found))) return [made];
  const isSure = made.keywords.when.length === 0 && made.keywords.loop === undefined;
  // Its mistakes are to be found before a host is touched; the tasks are compiled again when they are reached.
  const isConditional = scope.isConditional || !isSure;
  const apart: Scope = { ...scope, play: apartFrom(scope.play), isConditional };
  compileIncludedTasks(
    c,
    name,
    file.place,
    { scope: apart, handedOn },
    made.id,
    isSure ? 'error' : 'warning',
  );
  return [made];
}

/** The tasks of a dynamic include. They inherit from what the include stands in, not its own conditions and flags. */
export function compileIncludedTasks(
  c: Compilation,
  name: string,
  place: Place | undefined,
  { scope, handedOn }: IncludePlace,
  id: string,
  severity: 'error' | 'warning' = 'error',
): Entry[] {
  const inside: Scope = { ...scope, inherited: inherit(scope.inherited, handedOn), path: '' };
  return compileTaskFile(c, name, place, inside, id, severity);
}

function withFile(task: TaskInMaking, file: string | undefined): TaskInMaking['written'] {
  const { written } = task;
  if (file === undefined || written.freeText === undefined) return written;
  return { ...written, freeText: file };
}

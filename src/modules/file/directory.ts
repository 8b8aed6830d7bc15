import { becomes, unsettles } from '../../core/effect.ts';
import type { Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import { isUnknown } from '../../core/unknown.ts';
import { NOTHING, type Present, path, type TreeEntry } from '../../probes/path.ts';
import { Draft } from '../draft.ts';
import { missingFolders, needed } from '../folders.ts';
import { fresh, freshOwnership, settle, type Wanted } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import type { FileArguments } from './arguments.ts';
import { settleTimes } from './times.ts';

/** With more entries to change than this, one recursive step does it. */
const SINGLY = 50;

export function directory(
  args: FileArguments,
  subject: string,
  wanted: Wanted,
  seen: Seen,
  context: TaskContext,
): Decision {
  const draft = new Draft();
  const state = seen.get(args.recurse ? path(subject, 'tree') : path(subject));
  if (state.type === 'absent') {
    const chain = missingFolders(subject, seen);
    if ('verdict' in chain) return chain;
    let last: Present | undefined = chain.above;
    for (const folder of chain.missing) {
      last = makeFolder(draft, folder, wanted, last);
    }
    draft.before['state'] = 'absent';
    draft.after['state'] = 'directory';
    return draft.plan(subject, last ?? NOTHING, { path: subject });
  }
  if (state.type !== 'directory')
    return fails(`${subject} already exists as a ${state.type}`, { path: subject });
  const now = settleTimes(draft, subject, draft.settle(subject, state, wanted), args, seen);
  draft.alters(subject, state, now);
  if (args.recurse) {
    // That the folder itself changes is certain, whatever turns out to be in it.
    if (context.check && draft.steps.length > 0 && isUnknown(state.tree)) {
      draft.open = state.tree;
      draft.changes.push('what is below it, as far as it differs');
      draft.effects.push(
        unsettles({ kind: 'path', subject, below: true }, `the attributes of what is in ${subject}`),
      );
      draft.alters(subject, state, now);
    } else recursively(draft, subject, state, wanted);
  }
  return draft.plan(subject, now, { path: subject });
}

/** Makes one folder in `above`; tells how it will be. */
export function makeFolder(
  draft: Draft,
  folder: string,
  wanted: Wanted,
  above: Present | undefined,
): Present {
  const state: Present = { ...fresh(folder, 'directory', wanted, above), tree: [] };
  const first = draft.steps.length === 0 ? guarded(folder, NOTHING) : {};
  draft.change(`create directory ${folder}`, {
    do: 'mkdir',
    path: folder,
    ...freshOwnership(state, wanted),
    ...first,
  });
  draft.becomes(folder, state);
  return state;
}

/** Everything below: what differs is told entry by entry. Links get owners of their own, and are never followed. */
function recursively(draft: Draft, subject: string, state: Present, wanted: Wanted): void {
  const entries = needed(state.tree, `what is in ${subject}`);
  const differing = entries
    .map((entry) => ({ entry, settled: settle(entry, wanted) }))
    .filter(({ settled }) => settled.changes.length > 0);
  if (differing.length === 0) return;
  for (const { entry, settled } of differing) {
    draft.changes.push(`${entry.path}: ${settled.changes.join(', ')}`);
    draft.effects.push(becomes(path(`${subject}/${entry.path}`), settled.after as Present, { keeps: true }));
  }
  if (differing.length > SINGLY && !entries.some(isSpecial)) {
    draft.steps.push({ do: 'attributes', path: subject, recursive: true, ...recursiveStep(wanted) });
    return;
  }
  for (const { entry, settled } of differing) {
    draft.steps.push({ do: 'attributes', path: `${subject}/${entry.path}`, ...settled.step });
  }
}

/** chown takes such bits from files that already belong to that owner, and chmod leaves them to folders. */
function isSpecial(entry: TreeEntry): boolean {
  return entry.type !== 'link' && (entry.mode & 0o6000) !== 0;
}

function recursiveStep({ mode, owner, group }: Wanted) {
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(owner ? { owner: owner.text } : {}),
    ...(group ? { group: group.text } : {}),
  };
}

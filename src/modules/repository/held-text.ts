import type { Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, type ResultFields } from '../../core/plan.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { NOTHING, type PathState, parentOf, path } from '../../probes/path.ts';
import { place } from '../copying/place.ts';
import type { Draft } from '../draft.ts';
import { type OwnershipArguments, refuses, wantedOwnership } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import { contentOf } from '../text-content.ts';

/** The text of a file; undefined where there is none. */
export function textAt(file: string, seen: Seen): string | undefined {
  const state = seen.get(path(file, 'content'));
  if (state.type === 'absent') return undefined;
  return state.content === undefined ? '' : known(state.content).read().toString();
}

/** Puts a text into a file, with owners and mode; nothing else of the plan is said. Undefined where that is all. */
export function hold(
  draft: Draft,
  file: string,
  text: string,
  ownership: OwnershipArguments & { readonly secret?: boolean },
  seen: Seen,
  context: TaskContext,
): PathState | Decision {
  const folder = seen.get(path(parentOf(file)));
  if (folder.type === 'absent') return fails(`The folder ${parentOf(file)} does not exist`);
  const wanted = wantedOwnership(ownership, seen);
  if (refuses(wanted)) return wanted;
  const placed = place(
    draft,
    {
      subject: path(file).subject,
      state: seen.get(path(file, 'content')),
      folder,
      content: contentOf(text),
      secret: ownership.secret ?? false,
      wanted,
      force: true,
      backup: false,
      title: file,
    },
    seen,
    context,
  );
  return 'verdict' in placed ? placed : placed.state;
}

/** Takes a file away, where it is there. */
export function drop(draft: Draft, file: string, seen: Seen): void {
  const state = seen.get(path(file, 'content'));
  if (state.type === 'absent') return;
  draft.change(`remove ${file}`, { do: 'remove', path: file, ...guarded(file, state) });
  const { content } = state;
  if (content !== undefined && !isUnknown(content))
    draft.differences.push({ subject: file, before: content.read().toString() });
  draft.becomes(file, NOTHING);
}

/** The draft as a plan that returns these fields and nothing about a path. */
export function planned(draft: Draft, result: ResultFields): Decision {
  const { verdict, changes, steps, effects } = draft.plan('', NOTHING, {});
  return {
    verdict,
    changes,
    steps,
    effects,
    ...(draft.differences.length > 0 ? { differences: draft.differences } : {}),
    result,
  };
}

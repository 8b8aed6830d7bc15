import { becomes } from '../../core/effect.ts';
import type { Seen } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import { NOTHING, path } from '../../probes/path.ts';
import { Draft, EMPTY } from '../draft.ts';
import { folderOf } from '../folders.ts';
import { fresh, type Wanted } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import type { FileArguments } from './arguments.ts';
import { settleTimes } from './times.ts';

/** A file must be there already; only its attributes are set. */
export function file(args: FileArguments, subject: string, wanted: Wanted, seen: Seen): Decision {
  const state = seen.get(path(subject));
  if (state.type === 'absent' || state.type === 'directory' || state.type === 'link') {
    const hint = state.type === 'absent' ? '; state: touch creates it' : '';
    return fails(`file (${subject}) is ${state.type}, cannot continue${hint}`, {
      path: subject,
      state: state.type,
    });
  }
  const draft = new Draft();
  const now = settleTimes(draft, subject, draft.settle(subject, state, wanted), args, seen);
  draft.alters(subject, state, now);
  return draft.plan(subject, now, { path: subject });
}

/** An empty file is made where nothing is; otherwise its times are set. */
export function touch(args: FileArguments, subject: string, wanted: Wanted, seen: Seen): Decision {
  const state = seen.get(path(subject));
  const draft = new Draft();
  if (state.type !== 'absent') {
    const now = settleTimes(draft, subject, draft.settle(subject, state, wanted), args, seen);
    draft.alters(subject, state, now);
    return draft.plan(subject, now, { dest: subject });
  }
  const folder = folderOf(subject, seen);
  if ('verdict' in folder) return folder;
  draft.change('create empty file', { do: 'touch', path: subject, ...guarded(subject, state) });
  draft.before['state'] = 'absent';
  draft.after['state'] = 'touch';
  const empty = {
    ...fresh(subject, 'file', { self: wanted.self }, folder),
    size: 0,
    sha256: EMPTY.sha256,
    content: EMPTY,
  };
  const now = draft.settle(subject, empty, wanted, { quiet: true });
  if (args.access_time !== undefined || args.modification_time !== undefined) {
    settleTimes(draft, subject, { ...now, atime: Number.NaN, mtime: Number.NaN }, args, seen);
  }
  draft.becomes(subject, now);
  return draft.plan(subject, now, { dest: subject });
}

/** Nothing is there afterwards; of a folder, nothing of what was in it either. */
export function absent(subject: string, seen: Seen): Decision {
  const state = seen.get(path(subject));
  const draft = new Draft();
  if (state.type === 'absent') return draft.plan(subject, NOTHING, { path: subject, state: 'absent' });
  const isFolder = state.type === 'directory';
  draft.change(`remove ${isFolder ? 'directory' : state.type}`, {
    do: 'remove',
    path: subject,
    ...(isFolder ? { recursive: true } : {}),
    ...guarded(subject, state),
  });
  draft.before['state'] = state.type;
  draft.after['state'] = 'absent';
  draft.effects.push(becomes(path(subject), NOTHING, isFolder ? { below: true } : {}));
  return draft.plan(subject, NOTHING, { path: subject, state: 'absent' });
}

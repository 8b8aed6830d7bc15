import type { Key } from '../core/key.ts';
import type { After, ResultFields, ResultValue } from '../core/plan.ts';
import type { Guard } from '../core/step.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import type { PathState } from '../probes/path-state.ts';
import { modeText } from './symbolic-mode.ts';

/** What Ansible's file modules return about a path; what isn't known yet is unknown. */
export function pathFields(state: PathState): ResultFields {
  if (state.type === 'absent') return { state: 'absent' };
  const { mode, uid, gid, owner, group, size, links } = state;
  return {
    uid,
    gid,
    owner,
    group,
    mode: isUnknown(mode) ? mode : modeText(mode as number),
    size,
    state:
      state.type === 'link' || state.type === 'directory'
        ? state.type
        : mapped(links, (n) => (n > 1 ? 'hard' : 'file')),
  } as ResultFields;
}

function mapped<T>(value: Maybe<T>, to: (value: T) => ResultValue): ResultValue {
  return isUnknown(value) ? value : to(value as T);
}

/** The same, as it was read back. */
export function fieldsAfter(after: After, key: Key<PathState>): ResultFields {
  const state = after.get(key);
  return state === undefined ? {} : pathFields(state);
}

/**
 * The path must still be as it was read. A folder's stamp changes with every file made in it, so only what type it
 * has matters, and the step itself fails on another one.
 */
function guardsOf(path: string, state: PathState): readonly Guard[] {
  if (state.type === 'directory' || isUnknown(state.stamp)) return [];
  return [{ path, stamp: state.stamp as string }];
}

/** Spread into a step. */
export function guarded(path: string, state: PathState): { readonly guards?: readonly Guard[] } {
  const guards = guardsOf(path, state);
  return guards.length > 0 ? { guards } : {};
}

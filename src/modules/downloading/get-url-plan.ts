import { unsettles } from '../../core/effect.ts';
import type { Seen } from '../../core/module.ts';
import type { Decision, Plan, ResultFields } from '../../core/plan.ts';
import type { Step } from '../../core/step.ts';
import { isUnknown, known, Unknown } from '../../core/unknown.ts';
import { httpClient } from '../../probes/http-client.ts';
import type { PathState, Present } from '../../probes/path.ts';
import { backupName } from '../copying/place.ts';
import { Draft } from '../draft.ts';
import { fresh, settle, type Wanted } from '../ownership.ts';
import { guarded } from '../path-fields.ts';
import type { Checksum } from './checksum.ts';
import { downloadedFields, downloadStep, httpTime } from './download.ts';
import type { GetUrlArguments } from './get-url-arguments.ts';
import { fetchingOf } from './url-arguments.ts';

/** Nothing is downloaded; mode and owners may still differ. */
export function asItIs(subject: string, state: Present, owners: Wanted, result: ResultFields): Plan {
  const draft = new Draft();
  const now = draft.settle(subject, state, owners);
  draft.alters(subject, state, now);
  const msg =
    draft.steps.length > 0 ? 'file already exists but file attributes changed' : 'file already exists';
  return draft.plan(subject, now, { ...result, elapsed: 0, msg });
}

export interface Target {
  readonly subject: string;
  readonly state: PathState;
  readonly folder: Present;
  readonly checksum: Checksum | undefined;
  /** Only the download tells whether anything is replaced. */
  readonly isOpen: boolean;
  readonly owners: Wanted;
}

export function replacing(args: GetUrlArguments, target: Target, seen: Seen, result: ResultFields): Decision {
  const { subject, state, folder, checksum, isOpen, owners } = target;
  const draft = new Draft();
  const made = fresh(subject, 'file', owners, folder);
  const settled = state.type === 'file' ? settle(state, owners) : undefined;
  const content = Unknown.of(`what ${args.url} holds`);
  const sha256 = checksum?.algorithm === 'sha256' ? checksum.digits : content;
  const kept = state.type === 'file' && owners.self.uid === 0 ? { ...state, ...settled?.after } : undefined;
  const { mode, owner, group, uid, gid } = kept ?? made;
  const now: Present = { ...made, mode, owner, group, uid, gid, size: content, sha256, content };
  const fetching = fetchingOf(args);
  const backup = args.backup && state.type === 'file' ? backupName(subject, state) : undefined;
  const client = seen.peek(httpClient);
  const step: Step = downloadStep(
    {
      path: subject,
      fetching:
        isOpen && !args.force && state.type === 'file' && !isUnknown(state.mtime)
          ? { ...fetching, since: httpTime(state.mtime as number) }
          : fetching,
      ...(checksum === undefined ? {} : { checksum }),
      ...(backup === undefined ? {} : { backup }),
      ...(state.type === 'file' && typeof state.sha256 === 'string' ? { unless: state.sha256 } : {}),
      ...(owners.mode === undefined ? {} : { mode: known(now.mode) }),
      ...(owners.owner ? { owner: owners.owner.text } : {}),
      ...(owners.group ? { group: owners.group.text } : {}),
    },
    isUnknown(client) ? 'none' : client,
  );
  draft.change(state.type === 'absent' ? `download ${args.url}` : `download ${args.url} again`, {
    ...step,
    ...guarded(subject, state),
  });
  // What turns out to be there already gets its attributes all the same.
  const hands = settled !== undefined && settled.changes.length > 0;
  if (hands) {
    draft.changes.push(...settled.changes);
    draft.steps.push({ do: 'attributes', path: subject, ...settled.step });
  }
  if (backup !== undefined && state.type === 'file') {
    // Only what is replaced is kept.
    if (isOpen)
      draft.effects.push(unsettles({ kind: 'path', subject: backup }, `whether ${subject} is replaced`));
    else draft.becomes(backup, { ...state, ...NEW });
  }
  draft.becomes(subject, now);
  const { onlyTells: _, ...plan } = draft.plan(subject, now, result);
  return {
    ...plan,
    finish: (outputs, after) => ({
      ...plan.finish?.(outputs, after),
      ...(outputs[0] ? downloadedFields(outputs[0], { hands, backup }) : {}),
    }),
  };
}

/** A copy is another file. */
const NEW = {
  stamp: Unknown.of('the new copy'),
  ctime: Unknown.of('the new copy'),
  inode: Unknown.of('the new copy'),
};

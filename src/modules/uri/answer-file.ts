import type { Key } from '../../core/key.ts';
import type { Known, Seen } from '../../core/module.ts';
import { type Fails, fails, type Invalid } from '../../core/plan.ts';
import type { AnswerFile } from '../../core/step.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { destination, destinationKeys } from '../copying/destination.ts';
import { fileNameOf } from '../downloading/file-name.ts';
import {
  fresh,
  type OwnershipArguments,
  ownershipKeys,
  refuses,
  settle,
  wantedOwnership,
} from '../ownership.ts';

/** What must be known of the place that an answer goes to. */
export function answerFileKeys(dest: string, url: string, args: OwnershipArguments, seen: Known): Key[] {
  return [...ownershipKeys(args), ...destinationKeys({ dest, name: fileNameOf(url), follow: false }, seen)];
}

/** The file that an answer becomes. */
export function answerFile(
  dest: string,
  url: string,
  args: OwnershipArguments,
  seen: Seen,
): AnswerFile | Fails | Invalid {
  const wanted = wantedOwnership(args, seen);
  if (refuses(wanted)) return wanted;
  const target = destination({ dest, name: fileNameOf(url), follow: false }, seen);
  if ('verdict' in target) return target;
  const { folder, state, subject } = target;
  if (folder === undefined) return fails(`the folder ${dest} does not exist`, { path: dest });
  const now =
    state.type === 'file'
      ? { ...state, ...settle(state, wanted).after }
      : fresh(subject, 'file', wanted, folder);
  return {
    path: subject,
    ...(wanted.mode === undefined ? {} : { mode: known(now.mode) }),
    ...(wanted.owner ? { owner: wanted.owner.text } : {}),
    ...(wanted.group ? { group: wanted.group.text } : {}),
    // What is there already is not written again, unless it is to belong to others.
    ...(state.type === 'file' &&
    !isUnknown(state.sha256) &&
    state.sha256 !== undefined &&
    settle(state, wanted).changes.length === 0
      ? { unless: state.sha256 as string }
      : {}),
  };
}

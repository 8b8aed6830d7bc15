import { type Decision, fails } from '../../core/plan.ts';
import type { FilesDraft } from './files-draft.ts';
import type { Places } from './nginx-plan.ts';

/** conf.d: one file, which carries another suffix while it is disabled. */
export function singleFile(
  { args, files, stored, read, text }: Places,
  draft: FilesDraft,
): Decision | undefined {
  const { name, state } = args;
  if (state === 'absent') {
    if (read.type !== 'absent') draft.remove(files.read, read, `remove ${name}`);
    if (stored.type !== 'absent') draft.remove(files.stored, stored, `remove ${name} (disabled)`);
    return undefined;
  }
  const isRead = state === 'enabled' || (state === 'present' && read.type !== 'absent');
  const [here, target, elsewhere, other] = isRead
    ? [files.read, read, files.stored, stored]
    : [files.stored, stored, files.read, read];
  if (text) {
    draft.write(here, target, text);
    if (other.type !== 'absent') draft.remove(elsewhere, other, `remove ${elsewhere}`);
    return undefined;
  }
  if (target.type !== 'absent') return undefined;
  if (other.type !== 'absent') {
    draft.rename(elsewhere, other, here, target, `${isRead ? 'enable' : 'disable'} ${name}`);
    return undefined;
  }
  return state === 'disabled'
    ? undefined
    : fails(
        `There is no ${args.kind} ${name} (${files.read}), and the task says nothing about what is in it`,
      );
}

import { type Decision, fails } from '../../core/plan.ts';
import type { FilesDraft } from './files-draft.ts';
import type { Places } from './nginx-plan.ts';
import { enables } from './site-files.ts';

/** Debian: the file in sites-available, and a link in sites-enabled. */
export function linkedSite(
  { args, files, stored, read, text }: Places,
  draft: FilesDraft,
): Decision | undefined {
  const { name, state } = args;
  const enabled = read.type !== 'absent';
  if (enabled && read.type !== 'link' && state !== 'present') {
    return fails(
      `${files.read} is no link to sites-available: move it there, or describe the site in layout conf.d`,
    );
  }
  if (state !== 'absent') {
    if (text) draft.write(files.stored, stored, text);
    else if (stored.type === 'absent' && state !== 'disabled') {
      return fails(
        `There is no site ${name} (${files.stored}), and the task says nothing about what is in it`,
      );
    }
  }
  if (state === 'enabled' && !enables(files, read))
    draft.link(files.read, files.stored, read, `enable ${name}`);
  const goes = state === 'disabled' || state === 'absent';
  if (goes && enabled) draft.remove(files.read, read, `disable ${name}`);
  if (state === 'absent' && stored.type !== 'absent') draft.remove(files.stored, stored, `remove ${name}`);
  return undefined;
}

import type { Key } from '../../core/key.ts';
import type { FileInput, Inputs, Known, Seen } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import { known } from '../../core/unknown.ts';
import { nginx } from '../../probes/nginx.ts';
import { type PathState, parentOf, path } from '../../probes/path.ts';
import { FilesDraft, type Text } from './files-draft.ts';
import { installed } from './installed.ts';
import { linkedSite } from './linked-site.ts';
import type { NginxArguments } from './nginx-arguments.ts';
import { planSettings } from './settings-plan.ts';
import { singleFile } from './single-file.ts';
import { type SiteFiles, siteFiles } from './site-files.ts';

/** What a task's files are, and what is at their places. */
export interface Places {
  readonly args: NginxArguments;
  readonly files: SiteFiles;
  readonly stored: PathState;
  readonly read: PathState;
  /** What the task says is in it. */
  readonly text: Text | undefined;
}

export function nginxKeys(args: NginxArguments, seen: Known): readonly Key[] {
  const now = seen.get(nginx);
  if (!now) return [nginx];
  const { stored, read } = siteFiles(args, now);
  const keys: Key[] = [nginx, path(stored, 'content'), path(read, 'content'), path(parentOf(read))];
  if (args.settings) keys.push(path(now.config, 'content'));
  return keys;
}

export function planNginx(args: NginxArguments, seen: Seen, inputs: Inputs): Decision {
  const now = seen.get(nginx);
  if (!now.installed) return fails('nginx is not installed on this host');
  if (args.layout === 'debian' && now.layout !== 'debian') {
    return fails(`${now.config} reads no sites-enabled on this host: leave layout out, or say conf.d`);
  }
  const files = siteFiles(args, now);
  const site = inputs['site'] as FileInput | undefined;
  const places: Places = {
    args,
    files,
    stored: seen.get(path(files.stored, 'content')),
    read: seen.get(path(files.read, 'content')),
    text: site && { ...site, content: known(site.content), secret: site.secret === true },
  };
  const draft = new FilesDraft();
  if (args.state !== 'absent' && seen.get(path(parentOf(files.read))).type === 'absent')
    draft.folder(parentOf(files.read));
  const refusal = args.settings
    ? planSettings(places, args.settings, now, seen, draft)
    : files.layout === 'debian'
      ? linkedSite(places, draft)
      : singleFile(places, draft);
  return refusal ?? installed(places, now, draft);
}

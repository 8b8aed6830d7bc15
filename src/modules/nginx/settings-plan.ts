import type { Seen } from '../../core/module.ts';
import { type Decision, fails } from '../../core/plan.ts';
import { known, NotKnown, Unknown } from '../../core/unknown.ts';
import type { Nginx } from '../../probes/nginx.ts';
import { path } from '../../probes/path.ts';
import { contentOf } from '../text-content.ts';
import type { FilesDraft, Text } from './files-draft.ts';
import type { Settings } from './nginx-arguments.ts';
import type { Places } from './nginx-plan.ts';
import { withSettings } from './settings-text.ts';
import { WRITTEN_BY } from './site-text.ts';

/** Settings outside of any site: what nginx.conf has is changed there, the rest gets a file of its own. */
export function planSettings(
  { args, files, read }: Places,
  settings: Settings,
  { config }: Nginx,
  seen: Seen,
  draft: FilesDraft,
): Decision | undefined {
  if (args.state === 'absent') {
    if (read.type !== 'absent') draft.remove(files.read, read, `remove ${files.read}`);
    return undefined;
  }
  const conf = seen.get(path(config, 'content'));
  if (conf.type !== 'file') return fails(`${config} is not a file`);
  if (conf.content === undefined) throw new NotKnown(Unknown.of(`the content of ${config}`));
  const edited = withSettings(known(conf.content).read().toString(), settings);
  if (!edited) return fails(`${config} is broken: its braces don't match`);
  draft.write(config, conf, textOf(edited.main));
  if (edited.own !== '') draft.write(files.read, read, textOf(`${WRITTEN_BY}\n${edited.own}`));
  else if (read.type !== 'absent') draft.remove(files.read, read, `remove ${files.read}`);
  return undefined;
}

function textOf(text: string): Text {
  const content = contentOf(text);
  return { content, sha1: content.sha1 };
}

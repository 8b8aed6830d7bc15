import { known } from '../../core/unknown.ts';
import type { Nginx } from '../../probes/nginx.ts';
import { type PathState, parentOf } from '../../probes/path.ts';
import type { NginxArguments } from './nginx-arguments.ts';

/** Where a configuration file lies, and what makes nginx read it. */
export interface SiteFiles {
  readonly layout: 'debian' | 'conf.d';
  /** What holds the configuration while it is disabled, and in Debian's layout always. */
  readonly stored: string;
  /** What nginx reads: a link to the stored file, or the file itself. */
  readonly read: string;
}

/** Only sites lie in sites-available; what is for the whole http block, or for others to include, has one file. */
export function siteFiles(args: NginxArguments, nginx: Nginx): SiteFiles {
  const { name, kind, layout = nginx.layout } = args;
  const folder = parentOf(nginx.config);
  if (kind === 'site' && !args.settings && layout === 'debian') {
    return { layout, stored: `${folder}/sites-available/${name}`, read: `${folder}/sites-enabled/${name}` };
  }
  const file = name.endsWith('.conf') ? name : `${name}.conf`;
  const read = `${folder}/${kind === 'snippet' ? 'snippets' : 'conf.d'}/${file}`;
  return { layout: 'conf.d', stored: `${read}.disabled`, read };
}

/** Whether the link is the one that enables the stored file; it may be relative. */
export function enables(files: SiteFiles, link: PathState): boolean {
  if (link.type !== 'link') return false;
  const target = known(link.target ?? '');
  return (
    target === files.stored ||
    target === `../sites-available/${files.stored.slice(files.stored.lastIndexOf('/') + 1)}`
  );
}

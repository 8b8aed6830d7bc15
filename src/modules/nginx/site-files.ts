import { known } from '../../core/unknown.ts';
import type { Nginx } from '../../probes/nginx.ts';
import { type PathState, parentOf } from '../../probes/path.ts';
import type { NginxArguments } from './nginx-arguments.ts';

/** Where a site's configuration lies, and what makes nginx read it. */
export interface SiteFiles {
  readonly layout: 'debian' | 'conf.d';
  /** What holds the configuration while it is disabled, and in Debian's layout always. */
  readonly stored: string;
  /** What nginx reads: a link to the stored file, or the file itself. */
  readonly read: string;
}

export function siteFiles(args: NginxArguments, nginx: Nginx): SiteFiles {
  const folder = parentOf(nginx.config);
  const layout = args.layout ?? nginx.layout;
  if (layout === 'debian') {
    return {
      layout,
      stored: `${folder}/sites-available/${args.name}`,
      read: `${folder}/sites-enabled/${args.name}`,
    };
  }
  const file = args.name.endsWith('.conf') ? args.name : `${args.name}.conf`;
  return { layout, stored: `${folder}/conf.d/${file}.disabled`, read: `${folder}/conf.d/${file}` };
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

import type { InputRequest, LandingInput } from '../core/module.ts';
import type { ControlFiles } from './control-files.ts';

type Request = Extract<InputRequest, { input: 'landing' }>;

/** Where files of a host land on the control machine. */
export interface Landings {
  /** The host's name in the inventory. */
  readonly host: string;
  readonly playbookDir: string;
  home(user: string | undefined): string | undefined;
}

/** What is where a file is to land, with its digests. */
export function landingInput(request: Request, landings: Landings, files: ControlFiles): LandingInput {
  const { path, kind } = landing(request, landings, files);
  const base = { input: 'landing', path } as const;
  if (kind !== 'file') return { ...base, kind: kind ?? 'absent' };
  const { content, sha1, md5 } = files.open(path, true, true);
  return { ...base, kind, sha256: content.sha256, sha1, ...(md5 === undefined ? {} : { md5 }) };
}

/**
 * As Ansible finds it: relative to the playbook's folder, in a folder of the host's name and under its whole path there,
 * or with `flat` right where it says, in it where it ends in `/`.
 */
export function landing({ dest, src, flat }: Request, landings: Landings, { control }: ControlFiles) {
  const base = absolute(dest, landings);
  if (!flat) {
    const path = plain(`${base}/${landings.host}/${src}`);
    return { path, kind: control.kindOf(path) };
  }
  const path = plain(dest.endsWith('/') ? `${base}/${src.slice(src.lastIndexOf('/') + 1)}` : base);
  return { path, kind: control.kindOf(path) };
}

function absolute(dest: string, { playbookDir, home }: Landings): string {
  if (dest.startsWith('/')) return dest;
  const [, user, rest] = /^~([^/]*)(.*)$/s.exec(dest) ?? [];
  const folder = user === undefined ? undefined : home(user === '' ? undefined : user);
  return folder === undefined ? `${playbookDir}/${dest}` : `${folder}${rest}`;
}

/** Without doubled slashes, `.` and `..`. */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

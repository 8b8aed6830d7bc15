import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';

/** Who acts, as the host sees it, and what it makes new files with. */
export interface Self {
  readonly user: string;
  readonly uid: number;
  /** Its primary group. */
  readonly group: string;
  readonly gid: number;
  /** Names of all its groups; an id without a name as text. */
  readonly groups: readonly string[];
  readonly umask: number;
  readonly home: string;
  /** Where its shell stands; relative paths count from there. */
  readonly folder: string;
}

export function self(): Key<Self> {
  return key<Self>('self', '');
}

const SCRIPT = `
folder=$PWD
eval "home=~$(id -un)"
case \${HOME-} in /*) home=$HOME ;; esac
id -u; id -un; id -g; id -gn; id -G; umask
printf '%s\\n' "$home" "$folder"
g=$(id -Gn) && printf '%s\\n' "$g"
`;

const probe: Probe<Self> = {
  kind: 'self',
  given: true,
  script: () => SCRIPT,
  parse({ stdout, stderr }, keys) {
    const [
      uid = '',
      user = '',
      gid = '',
      group = '',
      gids = '',
      umask = '',
      home = '',
      folder = '',
      names = '',
    ] = stdout.toString('utf8').split('\n');
    if (folder === '')
      return keys.map(() => new ReadFailure(`the shell can't say who it is\n${stderr}`.trim()));
    const ids = gids.split(' ');
    const named = names.split(' ');
    const groups = named.length === ids.length ? named : ids;
    return keys.map(() => ({
      user: user || uid,
      uid: Number(uid),
      group: group || gid,
      gid: Number(gid),
      groups,
      umask: Number.parseInt(umask, 8),
      home,
      folder,
    }));
  },
  restsOn: () => [
    { kind: 'path', subject: '/etc/passwd' },
    { kind: 'path', subject: '/etc/group' },
  ],
  // The shell that is open keeps what it is until it is opened again, whatever happens to those files.
  derive: (_key, before) => ({ value: before }),
};

export default probe;

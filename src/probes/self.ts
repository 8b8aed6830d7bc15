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
id
umask
case \${HOME-} in
  /*) home=$HOME ;;
  *) eval "home=~$(id -un)" ;;
esac
printf '%s\\n' "$home" "$folder"
`;

/** What `id` prints of all there is (POSIX); the effective ids stand there where they differ from the real ones. */
const ID =
  /^uid=(\d+)(?:\((.*?)\))? gid=(\d+)(?:\((.*?)\))?(?: euid=(\d+)(?:\((.*?)\))?)?(?: egid=(\d+)(?:\((.*?)\))?)?(?: groups=(.*?))?(?: context=\S+)?$/;

function whoIs(line: string): Pick<Self, 'user' | 'uid' | 'group' | 'gid' | 'groups'> | undefined {
  const [, ruid, rname, rgid, rgroup, euid, ename, egid, egroup, all] = ID.exec(line) ?? [];
  if (ruid === undefined || rgid === undefined) return undefined;
  const [uid, user] = euid === undefined ? [ruid, rname] : [euid, ename];
  const [gid, group] = egid === undefined ? [rgid, rgroup] : [egid, egroup];
  // A name may hold anything but a colon, commas too.
  const groups = all?.split(/,(?=\d+(?:\(|,|$))/).map((each) => /\((.*)\)$/.exec(each)?.[1] ?? each);
  const own = group ?? gid;
  return { user: user ?? uid, uid: Number(uid), group: own, gid: Number(gid), groups: groups ?? [own] };
}

const probe: Probe<Self> = {
  kind: 'self',
  given: true,
  script: () => SCRIPT,
  parse({ stdout, stderr }, keys) {
    const [line = '', umask = '', home = '', folder = ''] = stdout.toString('utf8').split('\n');
    const who = whoIs(line);
    if (who === undefined || folder === '')
      return keys.map(() => new ReadFailure(`the shell can't say who it is\n${stderr}`.trim()));
    return keys.map(() => ({ ...who, umask: Number.parseInt(umask, 8), home, folder }));
  },
  restsOn: () => [
    { kind: 'path', subject: '/etc/passwd' },
    { kind: 'path', subject: '/etc/group' },
  ],
  // The shell that is open keeps what it is until it is opened again, whatever happens to those files.
  derive: (_key, before) => ({ value: before }),
};

export default probe;

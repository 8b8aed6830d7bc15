import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import type { Maybe } from '../core/unknown.ts';
import { askable, nameLines } from './name-lines.ts';

export type GroupState =
  | { readonly exists: false }
  | {
      readonly exists: true;
      readonly name: string;
      readonly gid: Maybe<number>;
      /** Whose supplementary group it is, as its own line says. */
      readonly members: Maybe<readonly string[]>;
    };

export function group(name: string): Key<GroupState> {
  return key<GroupState>('group', name);
}

const probe: Probe<GroupState> = {
  kind: 'group',
  script(keys) {
    const names = keys.map((k) => k.subject).filter(askable);
    return names.length === 0 ? ':' : `${nameLines('group', names)}\n:`;
  },
  parse({ stdout }, keys) {
    const lines = stdout
      .toString('utf8')
      .split('\n')
      .map((line) => line.split(':'));
    return keys.map(({ subject }): GroupState => {
      const found = lines.find(([name]) => name === subject) ?? lines.find(([, , gid]) => gid === subject);
      if (!found) return { exists: false };
      const [name = '', , gid, members = ''] = found;
      return { exists: true, name, gid: Number(gid), members: members.split(',').filter((m) => m !== '') };
    });
  },
  restsOn: () => [{ kind: 'path', subject: '/etc/group' }],
  derive: (_key, before) => ({ value: before }),
};

export default probe;

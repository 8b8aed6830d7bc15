import type { HostSnapshot } from './snapshot.ts';

export interface SnapshotChange {
  readonly part: keyof HostSnapshot;
  /** The path, the unit, the package … */
  readonly name: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** Which fields differ, for parts that have fields: `mode`, `content`, `active` … */
  readonly fields: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a host that is left alone writes: its journal, login records, timers, and what a login by SSH leaves. */
export const OWN_LIFE: readonly RegExp[] = [
  /^\/var\/log\/journal(\/|$)/,
  /^\/var\/log\/(wtmp|btmp|lastlog|faillog|tallylog)$/,
  /^\/var\/lib\/systemd\/(random-seed|timers\/|timesync\/|catalog\/)/,
  /^(\/var)?\/tmp\/systemd-private-/,
];

/** Units that come and go with logins, not with tasks. */
const PASSING_UNITS =
  /^(session-.*\.scope|user@\d+\.service|user-\d+\.slice|user-runtime-dir@\d+\.service|run-user-\d+\.mount|.*\.device|systemd-tmpfiles-clean\.(service|timer))$/;

export interface DiffOptions {
  /** Names that don't count; OWN_LIFE by default. */
  readonly ignore?: readonly RegExp[];
  /** Also tell folders whose only difference is their mtime, which moves whenever an entry comes or goes. */
  readonly folderTimes?: boolean;
}

export function diffSnapshots(
  before: HostSnapshot,
  after: HostSnapshot,
  options: DiffOptions = {},
): SnapshotChange[] {
  const ignore = options.ignore ?? OWN_LIFE;
  const parts: (keyof HostSnapshot)[] = ['files', 'units', 'unitFiles', 'packages', 'users', 'groups'];
  return parts
    .flatMap((part) => diffPart(part, before[part], after[part]))
    .filter((change) => !ignore.some((pattern) => pattern.test(change.name)))
    .filter((change) => change.part !== 'units' || !PASSING_UNITS.test(change.name))
    .filter((change) => options.folderTimes === true || !isFolderTime(change));
}

/** One line a change, for a failing test's message. */
export function describeChange(change: SnapshotChange): string {
  const fields = change.fields.length > 0 ? ` (${change.fields.join(', ')})` : '';
  return `${change.what} ${change.part} ${change.name}${fields}`;
}

function diffPart(
  part: keyof HostSnapshot,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): SnapshotChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): SnapshotChange[] => {
    const was = before.get(name);
    const is = after.get(name);
    if (was === undefined) return [{ part, name, what: 'added', fields: [], after: is }];
    if (is === undefined) return [{ part, name, what: 'removed', fields: [], before: was }];
    if (typeof was === 'string' || typeof is === 'string') {
      return was === is ? [] : [{ part, name, what: 'changed', fields: [], before: was, after: is }];
    }
    const fields = changedFields(Object.entries(was as object), is as Record<string, unknown>);
    return fields.length === 0 ? [] : [{ part, name, what: 'changed', fields, before: was, after: is }];
  });
}

function changedFields(was: readonly [string, unknown][], is: Record<string, unknown>): string[] {
  return was.filter(([field, value]) => is[field] !== value).map(([field]) => field);
}

function isFolderTime(change: SnapshotChange): boolean {
  const state = change.after as { readonly type?: string } | undefined;
  return change.fields.length === 1 && change.fields[0] === 'mtime' && state?.type === 'directory';
}

import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quoteAll } from '../core/quote.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { group } from './group.ts';
import { askable, nameLines } from './name-lines.ts';

export interface Account {
  readonly exists: true;
  readonly name: string;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  readonly comment: Maybe<string>;
  readonly home: Maybe<string>;
  readonly shell: Maybe<string>;
  /** Listed in /etc/passwd, not only in a directory service. */
  readonly local: Maybe<boolean>;
  /** With the aspect `groups`: its supplementary groups, sorted; the primary one isn't among them. */
  readonly groups?: Maybe<readonly string[]>;
  /** With the aspect `groups`: the name of the primary group. */
  readonly group?: Maybe<string>;
  /** With the aspect `shadow`; undefined where the identity may not read it. */
  readonly shadow?: Maybe<Shadow>;
}

/** A line of /etc/shadow; days count from 1970, undefined where nothing is set. */
export interface Shadow {
  /** The hash, as it stands there: with `!` before it where it is locked. A secret. */
  readonly password: Maybe<string>;
  readonly lastChange?: Maybe<number | undefined>;
  readonly minDays?: Maybe<number | undefined>;
  readonly maxDays?: Maybe<number | undefined>;
  readonly warnDays?: Maybe<number | undefined>;
  readonly inactiveDays?: Maybe<number | undefined>;
  readonly expires?: Maybe<number | undefined>;
}

export type UserState = { readonly exists: false } | Account;

/** A user by name; `groups` also tells its groups, `shadow` its password and when it expires. */
export function user(name: string, ...aspects: ('groups' | 'shadow')[]): Key<UserState> {
  return key<UserState>('user', name, aspects);
}

function script(keys: readonly Key<UserState>[]): string {
  const names = keys.map((k) => k.subject).filter(askable);
  if (names.length === 0) return ':';
  const having = (aspect: string) => keys.filter((k) => k.aspects.includes(aspect)).map((k) => k.subject);
  const groups = having('groups').filter(askable);
  const shadow = having('shadow').filter(askable);
  const lines = [nameLines('passwd', names)];
  if (groups.length > 0) {
    lines.push(`for n in ${quoteAll(groups)}; do id -u "$n" >/dev/null 2>&1 || continue`);
    lines.push('printf \'%s\\n\' groups "$n" "$(id -G "$n")" "$(id -Gn "$n" 2>/dev/null)"; done');
  }
  // Where shadow can't be read there's nothing after the word; a user without an entry would look the same to getent.
  if (shadow.length > 0)
    lines.push(
      'if [ -r /etc/shadow ]; then echo shadow',
      `if command -v getent >/dev/null; then getent shadow ${quoteAll(shadow)}; else cat /etc/shadow; fi; fi`,
    );
  return `${lines.join('\n')}\n:`;
}

function parse(stdout: string, keys: readonly Key<UserState>[]): UserState[] {
  const accounts = new Map<string, string[]>();
  const local = new Set<string>();
  const groups = new Map<string, { group: string; groups: string[] }>();
  const shadows = new Map<string, Shadow>();
  let section = '';
  const lines = stdout.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === 'own' || line === 'others' || line === 'shadow') section = line;
    else if (line === 'groups') {
      const [name = '', ids = '', names = ''] = lines.slice(i + 1, i + 4);
      const all = names.split(' ').length === ids.split(' ').length ? names.split(' ') : ids.split(' ');
      const [group = '', ...rest] = all;
      groups.set(name, { group, groups: rest.sort() });
      i += 3;
    } else if (line.includes(':')) {
      const fields = line.split(':');
      const [name = ''] = fields;
      if (section === 'shadow') shadows.set(name, shadowOf(line));
      else accounts.set(name, fields);
      if (section === 'own') local.add(name);
    }
  }
  return keys.map(({ subject }): UserState => {
    const fields = accounts.get(subject) ?? [...accounts.values()].find((f) => f[2] === subject);
    if (!fields) return { exists: false };
    const [name = '', , uid, gid, comment = '', folder = '', shell = ''] = fields;
    const shadow = shadows.get(name);
    return {
      exists: true,
      name,
      uid: Number(uid),
      gid: Number(gid),
      comment,
      home: folder,
      shell,
      local: local.has(name),
      ...groups.get(name),
      ...(shadow ? { shadow } : {}),
    };
  });
}

function shadowOf(line: string): Shadow {
  const [, password = '', ...numbers] = line.split(':');
  const [lastChange, minDays, maxDays, warnDays, inactiveDays, expires] = numbers.map((n) =>
    n === '' ? undefined : Number(n),
  );
  return { password, lastChange, minDays, maxDays, warnDays, inactiveDays, expires };
}

const probe: Probe<UserState> = {
  kind: 'user',
  script,
  parse: ({ stdout }, keys) => parse(stdout.toString('utf8'), keys),
  restsOn: (k) => [
    { kind: 'path', subject: '/etc/passwd' },
    ...(k.aspects.includes('shadow') ? [{ kind: 'path', subject: '/etc/shadow' }] : []),
    ...(k.aspects.includes('groups') ? [{ kind: 'path', subject: '/etc/group' }, { kind: 'group' }] : []),
  ],
  // The account stays what it is; of its groups, one may be removed.
  derive(k, before, expected) {
    if (isUnknown(before) || !before.exists || before.groups === undefined || isUnknown(before.groups)) {
      return { value: before };
    }
    const left: string[] = [];
    for (const name of before.groups) {
      const state = expected.get(group(name));
      if (isUnknown(state)) return { value: { ...before, groups: Unknown.of(`the groups of ${k.subject}`) } };
      if (state.exists) left.push(name);
    }
    return { value: { ...before, groups: left } };
  },
  differences(expected, actual) {
    if (expected.exists !== actual.exists)
      return [actual.exists ? 'the user is there' : 'there is no such user'];
    if (!expected.exists || !actual.exists) return [];
    return Object.entries(expected).flatMap(([field, wanted]) => {
      const is: unknown = actual[field as keyof Account];
      if (field === 'shadow' || isUnknown(wanted) || is === undefined) return [];
      if (JSON.stringify(is) === JSON.stringify(wanted)) return [];
      return [`${field} ${JSON.stringify(wanted)} expected, ${JSON.stringify(is)} found`];
    });
  },
};

export default probe;

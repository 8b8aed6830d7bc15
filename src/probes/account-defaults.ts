import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';

/** What useradd gives a new account that isn't told otherwise. */
export interface AccountDefaults {
  /** The folder that homes are in. */
  readonly homes: string;
  readonly shell: string;
  /** A new user gets a group of its own name. */
  readonly ownGroup: boolean;
  /** The group of those that don't, as text. */
  readonly group: string;
  readonly homeMode: number;
  readonly skeleton: string;
}

export function accountDefaults(): Key<AccountDefaults> {
  return key<AccountDefaults>('account-defaults', '');
}

const probe: Probe<AccountDefaults> = {
  kind: 'account-defaults',
  given: true,
  script: () =>
    'cat /etc/default/useradd 2>/dev/null; echo; echo login.defs; cat /etc/login.defs 2>/dev/null; :',
  parse({ stdout }, keys) {
    const [useradd = '', login = ''] = stdout.toString('utf8').split('\nlogin.defs\n');
    const given = settings(useradd, /^\s*([A-Z_]+)=(.*)$/);
    const limits = settings(login, /^\s*([A-Z_]+)\s+(\S+)/);
    const octal = (name: string) =>
      limits.has(name) ? Number.parseInt(limits.get(name) ?? '', 8) : undefined;
    const defaults: AccountDefaults = {
      homes: given.get('HOME') || '/home',
      shell: given.get('SHELL') ?? '',
      ownGroup: limits.get('USERGROUPS_ENAB') === 'yes',
      group: given.get('GROUP') || '100',
      homeMode: octal('HOME_MODE') ?? 0o777 & ~(octal('UMASK') ?? 0o022),
      skeleton: given.get('SKEL') || '/etc/skel',
    };
    return keys.map(() => defaults);
  },
  restsOn: () => [
    { kind: 'path', subject: '/etc/default/useradd' },
    { kind: 'path', subject: '/etc/login.defs' },
  ],
};

function settings(text: string, line: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  for (const one of text.split('\n')) {
    const [, name, value] = line.exec(one) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, value.trim());
  }
  return found;
}

export default probe;

import { type Key, key } from '../../core/key.ts';
import type { Maybe } from '../../core/unknown.ts';
import { type UnitScope, unitFolders } from '../unit-folders.ts';

/** A systemd unit. */
export interface Unit {
  /** Its real name: `sshd` is `ssh.service` on Debian. */
  readonly id: string;
  /** A unit file (or an init script) is there, or systemd made it up itself. A masked unit exists. */
  readonly exists: boolean;
  /** It doesn't exist now, but packages are expected to be installed, and one of them may bring it. */
  readonly foretold?: boolean;
  /** Why systemd can't use its files; '' where it can. */
  readonly loadError: Maybe<string>;
  /** `offline`: this host wasn't booted with systemd, nothing can run. */
  readonly active: Maybe<
    'active' | 'inactive' | 'failed' | 'activating' | 'deactivating' | 'reloading' | 'offline'
  >;
  /** As `systemctl is-enabled` says: enabled, disabled, static, masked, generated, indirect, alias …; '' for none. */
  readonly enabled: Maybe<string>;
  readonly masked: Maybe<boolean>;
  /** The files changed since systemd read them. */
  readonly needsReload: Maybe<boolean>;
  /** Of what is only expected: it is restarted or reloaded, so its state must have changed after this. */
  readonly changedAfter?: string;
  /** What `systemctl show` says, by systemd's names. */
  readonly properties: Maybe<Readonly<Record<string, string>>>;
}

const SUFFIX = /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;

/** `ssh` is `ssh.service`. */
export function unitName(name: string): string {
  return SUFFIX.test(name) ? name : `${name}.service`;
}

/** Of a user's unit `home` says whose it is; null for a user who has none. */
export function unit(name: string, scope: UnitScope = 'system', home: string | null = null): Key<Unit> {
  const whose = scope === 'system' ? '' : scope === 'user' ? `user${home ?? ''}/` : 'global/';
  return key<Unit>('unit', `${whose}${unitName(name)}`);
}

export interface UnitParts {
  readonly name: string;
  readonly scope: UnitScope;
  /** Of the user whose unit it is; null for other scopes, and for a user who has none. */
  readonly home: string | null;
}

/** `user/home/bob/x.service` is x.service of the user with the home /home/bob. */
export function parts(subject: string): UnitParts {
  const [, scope = 'system', home = '', name = subject] = /^(user|global)(.*)\/([^/]*)$/.exec(subject) ?? [];
  return { name, scope: scope as UnitScope, home: home === '' ? null : home };
}

/** `getty@.service` can be enabled, but isn't a unit that has a state. */
export function isTemplate(name: string): boolean {
  return /@\.\w+$/.test(name);
}

/** Its own file and, for an instance, the template's. */
export function fileNames(name: string): readonly string[] {
  const instance = /^([^@]+@).+(\.\w+)$/.exec(name);
  return instance ? [name, `${instance[1]}${instance[2]}`] : [name];
}

/** All places where a file of the unit may lie, the one that wins first. */
export function unitFiles(name: string, scope: UnitScope, home?: string | null): readonly string[] {
  const folders = unitFolders(scope, home);
  return fileNames(unitName(name)).flatMap((file) => folders.map((folder) => `${folder}/${file}`));
}

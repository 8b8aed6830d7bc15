import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { RunDefaults } from '../engine/index.ts';
import { type AnsibleConfig, type Reader, readAnsibleConfig } from '../load/index.ts';
import type { RunRequest } from './command-line.ts';
import { readSshArguments } from './ssh-arguments.ts';

/**
 * Hosts worked on at the same time where nobody says otherwise. A connection keeps some 0.2 MB and takes some 10 ms of
 * computing, so that a hundred a second keep this machine busy whatever their number is; and fifty are far from the
 * 1024 files that a process may usually open.
 */
const FORKS = 50;

/** What the command line asks for, and where it says nothing, what ansible.cfg and the environment say. */
export interface Settings {
  readonly config: AnsibleConfig;
  readonly inventories: readonly string[];
  readonly forks: number;
  readonly diff: boolean;
  readonly forceHandlers: boolean;
  readonly ask: {
    readonly password: boolean;
    readonly becomePassword: boolean;
    readonly vaultPassword: boolean;
  };
  readonly vaultPasswordFiles: readonly string[];
  readonly vaultIds: readonly string[];
  /** Passwords are not among them yet. */
  readonly defaults: RunDefaults;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Surroundings {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function readSettings(request: RunRequest, reader: Reader, around: Surroundings): Settings {
  const environment = withOwnNames(around.environment);
  const { config, diagnostics } = readAnsibleConfig(reader, { ...around, environment });
  const fromConfig = readSshArguments(config.sshArgs === undefined ? [] : [config.sshArgs], 'ssh_args');
  const given = readSshArguments(request.sshArguments, '--ssh-common-args');
  const wishes = { ...fromConfig.wishes, ...given.wishes };
  const connection = request.connection === 'smart' ? 'ssh' : request.connection;
  const inventories = request.inventories.length > 0 ? request.inventories : (config.inventory ?? []);
  const vaultFile = config.vaultPasswordFile;
  const key = request.privateKey ?? wishes.privateKeyFile ?? config.privateKeyFile;
  return {
    config,
    inventories,
    forks: request.forks ?? config.forks ?? FORKS,
    diff: request.diff || config.diffAlways === true,
    forceHandlers: request.forceHandlers || config.forceHandlers === true,
    ask: {
      password: request.askPass || (config.askPass === true && request.passwordFile === undefined),
      becomePassword:
        request.askBecomePass || (config.becomeAskPass === true && request.becomePasswordFile === undefined),
      vaultPassword: request.askVaultPass || config.askVaultPass === true,
    },
    vaultPasswordFiles:
      request.vaultPasswordFiles.length > 0 || vaultFile === undefined
        ? request.vaultPasswordFiles
        : [vaultFile],
    vaultIds: [...(config.vaultIdentityList ?? []), ...request.vaultIds],
    defaults: withoutUndefined({
      user: request.user ?? wishes.user ?? config.remoteUser,
      privateKeyFile:
        key === undefined ? undefined : resolve(around.workingDirectory, home(key, environment)),
      connection,
      become: request.become || config.become || undefined,
      becomeUser: request.becomeUser ?? config.becomeUser,
      becomeMethod: request.becomeMethod ?? config.becomeMethod,
      timeout: request.timeout ?? wishes.timeout ?? config.timeout,
      checkHostKeys: wishes.checkHostKeys ?? config.hostKeyChecking,
      proxyJump: wishes.proxyJump,
      knownHostsFile: wishes.knownHostsFile,
    }),
    // Arguments of an ansible.cfg were written for another program: what can't be honoured is worth a warning only.
    diagnostics: [
      ...diagnostics,
      ...fromConfig.diagnostics.map((d) => ({ ...d, severity: 'warning' as const })),
      ...given.diagnostics,
      ...unused(request),
    ],
  };
}

function unused({ copyArguments }: RunRequest): Diagnostic[] {
  if (copyArguments.length === 0) return [];
  const summary = 'arguments for sftp and scp mean nothing here: files travel inside the one SSH connection';
  return [{ code: 'unused-option', severity: 'warning', summary }];
}

/** Each ANSIBLE_… variable has a twin of our own, which wins: JRUN_INVENTORY, JRUN_FORKS, JRUN_REMOTE_USER … */
function withOwnNames(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(environment)
    .filter(([name]) => name.startsWith('JRUN_'))
    .map(([name, value]) => [name.replace('JRUN_', 'ANSIBLE_'), value]);
  return { ...environment, ...Object.fromEntries(own) };
}

function home(path: string, environment: Readonly<Record<string, string | undefined>>): string {
  return path.startsWith('~/') ? `${environment['HOME'] ?? '~'}${path.slice(1)}` : path;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

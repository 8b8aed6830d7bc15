import type { Target } from '../core/far-end.ts';
import { type Identity, LOGIN } from '../core/identity.ts';
import type { Keywords } from '../core/play.ts';
import { readSshArguments } from '../core/ssh-arguments.ts';
import { isUnknown, known } from '../core/unknown.ts';
import type { Value } from '../core/value.ts';
import type { RunDefaults } from './ports.ts';
import type { TaskScope } from './scope.ts';

/** The first of these variables that is set, as text. */
function variable(scope: TaskScope, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = scope.variable(name);
    if (value !== undefined && value !== null) return String(known(value));
  }
  return undefined;
}

function keyword(scope: TaskScope, raw: Value | undefined): string | undefined {
  if (raw === undefined || raw === null) return undefined;
  return known(scope.text(raw));
}

function truth(scope: TaskScope, raw: Value | undefined): boolean | undefined {
  if (raw === undefined || raw === null) return undefined;
  const value = scope.boolean(raw);
  return isUnknown(value) ? undefined : value;
}

/** How to reach a host: its variables beat the task's and play's keywords, and these the command line's defaults. */
export function targetOf(
  name: string,
  scope: TaskScope,
  keywords: Keywords | undefined,
  defaults: RunDefaults,
): Target {
  const connection =
    variable(scope, 'ansible_connection') ??
    keyword(scope, keywords?.connection) ??
    defaults.connection ??
    'ssh';
  const port = variable(scope, 'ansible_port', 'ansible_ssh_port') ?? keyword(scope, keywords?.port);
  const user =
    variable(scope, 'ansible_user', 'ansible_ssh_user') ??
    keyword(scope, keywords?.remoteUser) ??
    defaults.user;
  const password =
    variable(scope, 'ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password') ?? defaults.password;
  // Of options that are given several times ssh takes the first, and Ansible gives it these in the opposite order.
  const { wishes } = readSshArguments(
    [
      variable(scope, 'ansible_ssh_extra_args') ?? '',
      variable(scope, 'ansible_ssh_common_args') ?? '',
      variable(scope, 'ansible_ssh_args') ?? '',
    ],
    name,
  );
  const key =
    variable(scope, 'ansible_private_key_file', 'ansible_ssh_private_key_file') ??
    wishes.privateKeyFile ??
    defaults.privateKeyFile;
  const passphrase = variable(scope, 'ansible_private_key_passphrase', 'ansible_ssh_private_key_passphrase');
  const checking = variable(scope, 'ansible_host_key_checking', 'ansible_ssh_host_key_checking');
  const knownHostsFile =
    variable(scope, 'ansible_ssh_known_hosts_file') ?? wishes.knownHostsFile ?? defaults.knownHostsFile;
  const jump = wishes.proxyJump ?? defaults.proxyJump;
  const shell = variable(scope, 'ansible_shell_executable');
  return {
    name,
    transport: connection === 'local' ? 'local' : 'ssh',
    address: variable(scope, 'ansible_host', 'ansible_ssh_host') ?? name,
    connectLimit: Number(variable(scope, 'ansible_timeout', 'ansible_ssh_timeout') ?? defaults.timeout ?? 10),
    checkHostKey:
      checking !== undefined
        ? !/^(false|no|off|0)$/i.test(checking)
        : (wishes.checkHostKeys ?? defaults.checkHostKeys ?? true),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(key === undefined ? {} : { privateKeyFile: key }),
    ...(passphrase === undefined ? {} : { privateKeyPassphrase: passphrase }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
    ...(jump === undefined ? {} : { proxyJump: jump }),
    ...(shell === undefined ? {} : { shell }),
  };
}

/** Who a task acts as. Becoming the user one is already costs nothing, so it isn't done. */
export function identityOf(
  scope: TaskScope,
  keywords: Keywords,
  target: Target,
  defaults: RunDefaults,
): Identity {
  const inVariables = variable(scope, 'ansible_become');
  const wanted =
    inVariables !== undefined
      ? /^(true|yes|on|1)$/i.test(inVariables)
      : (truth(scope, keywords.become) ?? defaults.become ?? false);
  if (!wanted) return LOGIN;
  const user =
    variable(scope, 'ansible_become_user', 'ansible_sudo_user') ??
    keyword(scope, keywords.becomeUser) ??
    defaults.becomeUser ??
    'root';
  if (target.user === user) return LOGIN;
  const method =
    variable(scope, 'ansible_become_method') ??
    keyword(scope, keywords.becomeMethod) ??
    defaults.becomeMethod ??
    'sudo';
  const password =
    variable(scope, 'ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass') ??
    defaults.becomePassword;
  const flags = variable(scope, 'ansible_become_flags') ?? keyword(scope, keywords.becomeFlags);
  const exe = variable(scope, 'ansible_become_exe') ?? keyword(scope, keywords.becomeExe);
  return {
    user,
    method: method === 'su' || method === 'doas' ? method : 'sudo',
    ...(password === undefined ? {} : { password }),
    ...(flags === undefined || flags === '' ? {} : { flags }),
    ...(exe === undefined || exe === '' ? {} : { exe }),
  };
}

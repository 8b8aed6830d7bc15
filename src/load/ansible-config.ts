import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';
import { readIniFile, type Setting } from './ini-file.ts';
import type { Reader } from './reader.ts';

/** The settings of an ansible.cfg that mean something here; all others are passed over in silence. */
export interface AnsibleConfig {
  /** Absolute; where the settings were read from. */
  readonly file?: string;
  readonly inventory?: readonly string[];
  readonly rolesPath?: readonly string[];
  readonly collectionsPath?: readonly string[];
  readonly remoteUser?: string;
  readonly remotePort?: number;
  readonly privateKeyFile?: string;
  readonly hostKeyChecking?: boolean;
  readonly timeout?: number;
  readonly forks?: number;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
  readonly becomeAskPass?: boolean;
  readonly askPass?: boolean;
  readonly askVaultPass?: boolean;
  readonly vaultPasswordFile?: string;
  /** `id@file`, as `--vault-id` takes them. */
  readonly vaultIdentityList?: readonly string[];
  /** `implicit`, `explicit` or `smart`. */
  readonly gathering?: string;
  readonly hashBehaviour?: 'replace' | 'merge';
  readonly jinja2Extensions?: readonly string[];
  readonly diffAlways?: boolean;
  readonly noLog?: boolean;
  readonly forceHandlers?: boolean;
  readonly anyErrorsFatal?: boolean;
  readonly sshArgs?: string;
  readonly places: ReadonlyMap<string, Place>;
}

export interface ConfigReading {
  readonly config: AnsibleConfig;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ConfigOptions {
  readonly workingDirectory: string;
  /** `HOME`, `ANSIBLE_CONFIG`, and the `ANSIBLE_…` variables of the settings below, which win over the file. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Reads the first ansible.cfg there is: ANSIBLE_CONFIG's, the working directory's, the home's, /etc/ansible's. */
export function readAnsibleConfig(reader: Reader, options: ConfigOptions): ConfigReading {
  const { files } = reader;
  const path = candidates(reader, options).find((candidate) => files.isFile(candidate));
  const diagnostics = new Diagnostics();
  let sections: Sections = new Map();
  try {
    if (path !== undefined) sections = readIniFile(reader.text(path), path, diagnostics);
  } catch (thrown) {
    diagnostics.absorb(thrown);
  }
  const file = path === undefined ? undefined : resolve(options.workingDirectory, path);
  const config = new Settings(sections, reader, file, options, diagnostics).read();
  return { config, diagnostics: diagnostics.all };
}

type Sections = ReadonlyMap<string, ReadonlyMap<string, Setting>>;

function candidates(reader: Reader, { workingDirectory, environment }: ConfigOptions): string[] {
  const found: string[] = [];
  const named = environment['ANSIBLE_CONFIG'];
  if (named) found.push(reader.files.isDirectory(named) ? join(named, 'ansible.cfg') : named);
  found.push(join(workingDirectory, 'ansible.cfg'));
  if (environment['HOME']) found.push(join(environment['HOME'], '.ansible.cfg'));
  found.push('/etc/ansible/ansible.cfg');
  return found;
}

const TRUE = new Set(['1', 'true', 't', 'yes', 'y', 'on']);
const FALSE = new Set(['0', 'false', 'f', 'no', 'n', 'off']);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Settings {
  private readonly sections: Sections;
  private readonly reader: Reader;
  private readonly file: string | undefined;
  private readonly options: ConfigOptions;
  private readonly diagnostics: Diagnostics;
  private readonly places = new Map<string, Place>();
  private readonly config: Mutable<AnsibleConfig>;
  private base = '.';

  constructor(
    sections: Sections,
    reader: Reader,
    file: string | undefined,
    options: ConfigOptions,
    diagnostics: Diagnostics,
  ) {
    this.sections = sections;
    this.reader = reader;
    this.file = file;
    this.options = options;
    this.diagnostics = diagnostics;
    this.config = { places: this.places, ...(file === undefined ? {} : { file }) };
  }

  read(): AnsibleConfig {
    this.take('inventory', '$ANSIBLE_INVENTORY defaults.inventory', (s) => this.paths(s, ','));
    this.take('rolesPath', '$ANSIBLE_ROLES_PATH defaults.roles_path', (s) => this.paths(s, ':'));
    this.take(
      'collectionsPath',
      '$ANSIBLE_COLLECTIONS_PATH defaults.collections_path defaults.collections_paths',
      (s) => this.paths(s, ':'),
    );
    this.take('remoteUser', '$ANSIBLE_REMOTE_USER defaults.remote_user', text);
    this.take('remotePort', '$ANSIBLE_REMOTE_PORT defaults.remote_port', (s) => this.number(s));
    this.take('privateKeyFile', '$ANSIBLE_PRIVATE_KEY_FILE defaults.private_key_file', (s) =>
      this.path(s.value),
    );
    this.take(
      'hostKeyChecking',
      '$ANSIBLE_HOST_KEY_CHECKING defaults.host_key_checking ssh_connection.host_key_checking',
      (s) => this.boolean(s),
    );
    this.take('timeout', '$ANSIBLE_TIMEOUT defaults.timeout', (s) => this.number(s));
    this.take('forks', '$ANSIBLE_FORKS defaults.forks', (s) => this.number(s));
    this.take('become', '$ANSIBLE_BECOME privilege_escalation.become', (s) => this.boolean(s));
    this.take('becomeUser', '$ANSIBLE_BECOME_USER privilege_escalation.become_user', text);
    this.take('becomeMethod', '$ANSIBLE_BECOME_METHOD privilege_escalation.become_method', text);
    this.take('becomeAskPass', '$ANSIBLE_BECOME_ASK_PASS privilege_escalation.become_ask_pass', (s) =>
      this.boolean(s),
    );
    this.take('askPass', '$ANSIBLE_ASK_PASS defaults.ask_pass', (s) => this.boolean(s));
    this.take('askVaultPass', '$ANSIBLE_ASK_VAULT_PASS defaults.ask_vault_pass', (s) => this.boolean(s));
    this.take('vaultPasswordFile', '$ANSIBLE_VAULT_PASSWORD_FILE defaults.vault_password_file', (s) =>
      this.path(s.value),
    );
    this.take('vaultIdentityList', '$ANSIBLE_VAULT_IDENTITY_LIST defaults.vault_identity_list', (s) =>
      this.identities(s),
    );
    this.take('gathering', '$ANSIBLE_GATHERING defaults.gathering', text);
    this.take('hashBehaviour', '$ANSIBLE_HASH_BEHAVIOUR defaults.hash_behaviour', (s) =>
      s.value === 'merge' ? 'merge' : 'replace',
    );
    this.take('jinja2Extensions', '$ANSIBLE_JINJA2_EXTENSIONS defaults.jinja2_extensions', list);
    this.take('diffAlways', '$ANSIBLE_DIFF_ALWAYS diff.always', (s) => this.boolean(s));
    this.take('noLog', '$ANSIBLE_NO_LOG defaults.no_log', (s) => this.boolean(s));
    this.take('forceHandlers', '$ANSIBLE_FORCE_HANDLERS defaults.force_handlers', (s) => this.boolean(s));
    this.take('anyErrorsFatal', '$ANSIBLE_ANY_ERRORS_FATAL defaults.any_errors_fatal', (s) =>
      this.boolean(s),
    );
    this.take('sshArgs', '$ANSIBLE_SSH_ARGS ssh_connection.ssh_args', text);
    return this.config;
  }

  /** Takes the first of the names (`$VARIABLE` or `section.key`) that is set. */
  private take<K extends keyof AnsibleConfig>(
    name: K,
    settings: string,
    read: (setting: Setting) => AnsibleConfig[K] | undefined,
  ): void {
    for (const setting of settings.split(' ')) {
      const found = this.find(setting);
      if (!found) continue;
      this.base =
        setting.startsWith('$') || this.file === undefined
          ? this.options.workingDirectory
          : dirname(this.file);
      const value = read(found);
      if (value !== undefined) {
        (this.config as Record<K, AnsibleConfig[K]>)[name] = value;
        this.places.set(name, found.place);
      }
      return;
    }
  }

  private find(setting: string): Setting | undefined {
    if (setting.startsWith('$')) {
      const value = this.options.environment[setting.slice(1)];
      return value === undefined || value === ''
        ? undefined
        : { value, place: { file: setting, line: 1, column: 1 } };
    }
    const [section = '', key = ''] = setting.split('.');
    return this.sections.get(section)?.get(key);
  }

  private boolean(setting: Setting): boolean | undefined {
    const word = setting.value.toLowerCase();
    if (TRUE.has(word)) return true;
    if (FALSE.has(word)) return false;
    return this.mistake(setting, `'${setting.value}' is neither yes nor no`);
  }

  private number(setting: Setting): number | undefined {
    if (/^\d+$/.test(setting.value)) return Number(setting.value);
    return this.mistake(setting, `'${setting.value}' is no whole number`);
  }

  private mistake(setting: Setting, summary: string): undefined {
    const line = this.reader.texts.line(setting.place);
    this.diagnostics.error('config-value', summary, {
      place: setting.place,
      ...(line === undefined ? {} : { line }),
    });
    return undefined;
  }

  private paths(setting: Setting, separator: string): string[] {
    const parts = setting.value.split(separator).map((part) => part.trim());
    // Names of hosts with a comma behind are no paths; a list of them stays in one piece.
    if (separator === ',' && (setting.value.trim().endsWith(',') || parts.some((part) => part === '')))
      return [setting.value];
    return parts.filter((part) => part !== '').map((part) => this.path(part));
  }

  private identities(setting: Setting): string[] {
    return list(setting).map((entry) => {
      const at = entry.lastIndexOf('@');
      const [id, file] = at === -1 ? ['', entry] : [entry.slice(0, at + 1), entry.slice(at + 1)];
      return file === 'prompt' ? entry : `${id}${this.path(file)}`;
    });
  }

  /** Paths in an ansible.cfg are relative to it, those in the environment to the working directory. */
  private path(text: string): string {
    const home = this.options.environment['HOME'];
    const expanded = text
      .replace(/^~(?=\/|$)/, home ?? '~')
      .replace('{{CWD}}', this.options.workingDirectory)
      .replace(/\$\{?(HOME|PWD)\}?/g, (whole, name: string) =>
        name === 'PWD' ? this.options.workingDirectory : (home ?? whole),
      );
    return isAbsolute(expanded) ? expanded : join(this.base, expanded);
  }
}

function text({ value }: Setting): string {
  return value;
}

function list({ value }: Setting): string[] {
  return value
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

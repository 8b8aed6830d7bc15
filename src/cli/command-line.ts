import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

/** What was asked for on the command line, as it was written; undefined where nothing was. */
export interface RunRequest {
  readonly playbooks: readonly string[];
  readonly inventories: readonly string[];
  readonly limit: string | undefined;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly extraVars: readonly string[];
  readonly startAtTask: string | undefined;
  readonly check: boolean;
  readonly diff: boolean;
  readonly forceHandlers: boolean;
  readonly strict: boolean;
  readonly detailedExitcode: boolean;
  readonly lookAhead: boolean;
  readonly forks: number | undefined;
  /** What is to be listed instead of run. */
  readonly lists: readonly ('hosts' | 'tasks' | 'tags')[];
  readonly syntaxCheck: boolean;
  readonly user: string | undefined;
  readonly privateKey: string | undefined;
  readonly connection: string | undefined;
  readonly timeout: number | undefined;
  readonly sshArguments: readonly string[];
  readonly askPass: boolean;
  readonly passwordFile: string | undefined;
  readonly become: boolean;
  readonly becomeUser: string | undefined;
  readonly becomeMethod: string | undefined;
  readonly askBecomePass: boolean;
  readonly becomePasswordFile: string | undefined;
  readonly askVaultPass: boolean;
  readonly vaultPasswordFiles: readonly string[];
  readonly vaultIds: readonly string[];
  readonly verbosity: number;
  readonly json: boolean;
}

export type Request =
  | { readonly do: 'run'; readonly run: RunRequest }
  | { readonly do: 'doc'; readonly modules: readonly string[] }
  /** --help, --version and mistakes: the text is already written. */
  | { readonly do: 'nothing'; readonly exitCode: number };

export interface CommandLineOutput {
  write(text: string): void;
  writeError(text: string): void;
  /** Columns of the terminal. */
  readonly width: number | undefined;
}

/** Reads the words after the program's name. Options mean what they mean to ansible-playbook. */
export function readCommandLine(
  words: readonly string[],
  version: string,
  output: CommandLineOutput,
): Request {
  let request: Request | undefined;
  const program = runCommand(version, (found) => {
    request = found;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => output.writeError(text),
      getOutHelpWidth: () => Math.min(output.width ?? 100, 110),
    });
  }
  try {
    program.parse([...words], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    // What asks for help isn't a mistake.
    return { do: 'nothing', exitCode: thrown.exitCode === 0 ? 0 : 1 };
  }
  return request ?? { do: 'nothing', exitCode: 1 };
}

function runCommand(version: string, found: (request: Request) => void): Command {
  const program = new Command('jrun')
    .description(
      "Runs Ansible's playbooks over SSH. Hosts need an SSH server and a POSIX shell, nothing else.",
    )
    .argument('[playbook...]', 'playbooks, run in this order')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    // Aliases and choices stand in the way of reading; the descriptions say what matters.
    .configureHelp({
      optionTerm: (option) => option.flags.replace(/^--[\w-]+, (?=--)/, ''),
      optionDescription: (option) => option.description,
    })
    .showHelpAfterError('(jrun --help lists all options)')
    .addHelpText('after', MORE_HELP);
  for (const [heading, options] of GROUPS) {
    for (const option of options) program.addOption(option.helpGroup(heading));
  }
  program.action((playbooks: string[], values: Record<string, unknown>) => {
    if (playbooks.length === 0) program.help({ error: true });
    found({ do: 'run', run: runRequest(playbooks, values) });
  });
  program
    .command('doc')
    .description("print a module's page, or the list of all modules")
    .argument('[module...]')
    .action((modules: string[]) => found({ do: 'doc', modules }));
  return program;
}

function runRequest(playbooks: readonly string[], values: Readonly<Record<string, unknown>>): RunRequest {
  const text = (name: string) => values[name] as string | undefined;
  const texts = (name: string) => (values[name] as string[] | undefined) ?? [];
  const number = (name: string) => values[name] as number | undefined;
  const on = (name: string) => values[name] === true;
  const lists = (['hosts', 'tasks', 'tags'] as const).filter((what) => {
    return on(`list${what.charAt(0).toUpperCase()}${what.slice(1)}`);
  });
  return {
    playbooks,
    inventories: texts('inventory'),
    limit: text('limit'),
    tags: texts('tags'),
    skipTags: texts('skipTags'),
    extraVars: texts('extraVars'),
    startAtTask: text('startAtTask'),
    check: on('check'),
    diff: on('diff'),
    forceHandlers: on('forceHandlers'),
    strict: on('strict'),
    detailedExitcode: on('detailedExitcode'),
    lookAhead: values['lookahead'] !== false,
    forks: number('forks'),
    lists,
    syntaxCheck: on('syntaxCheck'),
    user: text('user'),
    privateKey: text('privateKey'),
    connection: text('connection'),
    timeout: number('timeout'),
    sshArguments: [...texts('sshCommonArgs'), ...texts('sshExtraArgs')],
    askPass: on('askPass'),
    passwordFile: text('connectionPasswordFile'),
    become: on('become'),
    becomeUser: text('becomeUser'),
    becomeMethod: text('becomeMethod'),
    askBecomePass: on('askBecomePass'),
    becomePasswordFile: text('becomePasswordFile'),
    askVaultPass: on('askVaultPass'),
    vaultPasswordFiles: texts('vaultPasswordFile'),
    vaultIds: texts('vaultId'),
    verbosity: number('verbose') ?? 0,
    json: on('json'),
  };
}

function many(text: string, before: unknown): string[] {
  return [...((before as string[] | undefined) ?? []), text];
}

function commaSeparated(text: string, before: unknown): string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...((before as string[] | undefined) ?? []), ...words.filter((word) => word !== '')];
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('it takes a whole number above 0');
  return Number(text);
}

function flag(names: string, description: string): Option {
  return new Option(names, description);
}

function repeated(names: string, description: string): Option {
  return new Option(names, description).argParser(many);
}

function notYet(names: string, why: string): Option {
  return new Option(names).hideHelp().argParser(() => {
    throw new InvalidArgumentError(why);
  });
}

const GROUPS: readonly (readonly [string, readonly Option[]])[] = [
  [
    'What to run, and where:',
    [
      repeated(
        '-i, --inventory <source>',
        'inventory file, folder or program, or "web1,web2,"; repeat for more',
      ),
      flag('-l, --limit <pattern>', 'only these hosts of those the plays name; @file for a list'),
      flag('-t, --tags <tags>', 'only tasks with one of these tags').argParser(commaSeparated),
      flag('--skip-tags <tags>', 'no tasks with one of these tags').argParser(commaSeparated),
      repeated('-e, --extra-vars <vars>', 'variables that win: name=value, JSON or YAML, @file'),
      flag('--start-at-task <name>', 'begin with the task of this name (* and ? stand for any text)'),
    ],
  ],
  [
    'How to run it:',
    [
      flag('-C, --check', 'change nothing; say what would change'),
      flag('-D, --diff', 'show the differences in files'),
      flag('-f, --forks <number>', 'hosts to work on at the same time (default: 20)').argParser(wholeNumber),
      flag('--force-handlers', 'run notified handlers also on hosts where a task failed'),
      flag('--strict', 'a change that did not take is a failure'),
      flag('--detailed-exitcode', 'end with 3 where something changed, or would'),
    ],
  ],
  [
    'Only look:',
    [
      flag('--list-hosts', 'print the hosts of each play'),
      flag('--list-tasks', 'print the tasks of each play'),
      flag('--list-tags', 'print the tags that tasks have'),
      flag('--syntax-check', 'check the playbooks without touching a host'),
    ],
  ],
  [
    'Connections:',
    [
      flag('-u, --user <name>', 'log in as this user'),
      flag('--key-file, --private-key <file>', 'log in with this key'),
      flag('-c, --connection <kind>', 'ssh or local (default: ssh)').choices(['ssh', 'local', 'smart']),
      flag('-T, --timeout <seconds>', 'for connecting (default: 10)').argParser(wholeNumber),
      repeated(
        '--ssh-common-args <arguments>',
        'of ssh: -J, and -o ProxyJump, StrictHostKeyChecking, UserKnownHostsFile',
      ),
      repeated('--ssh-extra-args <arguments>', 'the same'),
      flag('-k, --ask-pass', 'ask for the password to log in with'),
      flag('--conn-pass-file, --connection-password-file <file>', 'read it from a file'),
    ],
  ],
  [
    'Becoming another user:',
    [
      flag('-b, --become', 'become another user in all tasks'),
      flag('--become-user <name>', 'which one (default: root)'),
      flag('--become-method <method>', 'sudo, su or doas (default: sudo)').choices(['sudo', 'su', 'doas']),
      flag('-K, --ask-become-pass', 'ask for the password it takes'),
      flag('--become-pass-file, --become-password-file <file>', 'read it from a file'),
    ],
  ],
  [
    'Vault:',
    [
      flag('-J, --ask-vault-pass', 'ask for the vault password'),
      repeated(
        '--vault-pass-file, --vault-password-file <file>',
        'read it from a file, or from a program that prints it',
      ),
      repeated('--vault-id <id>', 'label@file or label@prompt; repeat for more'),
    ],
  ],
  [
    'Output:',
    [
      flag('-v, --verbose', 'tell more; -vv results, -vvv connections').argParser(
        (_, n) => Number(n ?? 0) + 1,
      ),
      flag('--json', 'one JSON record a line (docs/output.md lists them)'),
    ],
  ],
  [
    'hidden',
    [
      flag('--no-lookahead', 'read for each task only what it needs itself').hideHelp(),
      flag('--flush-cache', 'no facts are kept between runs').hideHelp(),
      notYet('--step', 'asking before each task is not possible yet: hosts run independently of each other'),
    ],
  ],
];

const MORE_HELP = `
Examples:
  jrun site.yml -i hosts.ini                       run it
  jrun site.yml -i hosts.ini --check --diff        what would change, and how
  jrun site.yml -i hosts.ini -l web -t nginx -v    a part of it, told in more detail
  jrun site.yml -i 'host.example.org,' -u admin -bK
  jrun doc template                                what a module can do

Settings also come from ansible.cfg, ANSIBLE_… and JRUN_… variables (JRUN_INVENTORY, JRUN_FORKS, …).

Exit codes:
  0 fine; 1 a mistake in what was written, or of jrun; 2 a host failed; 4 a host was unreachable (6: both);
  3 something changed, with --detailed-exitcode; 130 interrupted
`;

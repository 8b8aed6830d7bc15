import { InvalidArgumentError, Option } from 'commander';

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

/** An option of Ansible's that can't mean anything here. */
function refused(names: string, why: string): Option {
  return new Option(names).hideHelp().argParser(() => {
    throw new InvalidArgumentError(why);
  });
}

const MODULES_ARE_BUILT_IN =
  "jrun's modules are part of it (jrun doc lists them); Ansible's are Python programs, which its hosts don't need";

/** Names that an option has besides the two it is declared with. */
const SYNONYMS: Readonly<Record<string, string>> = {
  '--inventory-file': '--inventory',
  '--ask-vault-password': '--ask-vault-pass',
};

/** The word with the option's own name in place of a synonym. */
export function withoutSynonym(word: string): string {
  const [name = '', ...value] = word.split('=');
  const own = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined;
  return own === undefined ? word : [own, ...value].join('=');
}

/** Ansible's options under their own names, with what they mean here. */
export const OPTION_GROUPS: readonly (readonly [heading: string, options: readonly Option[]])[] = [
  [
    'What to run, and where:',
    [
      repeated(
        '-i, --inventory <source>',
        'inventory file, folder or program, or "web1,web2,"; may be repeated',
      ),
      flag('-l, --limit <pattern>', 'only these of the hosts: web:&prod:!web3, ~regex, @file for a list'),
      flag('-t, --tags <tags>', 'only tasks with one of these tags').argParser(commaSeparated),
      flag('--skip-tags <tags>', 'no tasks with one of these tags').argParser(commaSeparated),
      repeated('-e, --extra-vars <vars>', 'variables that beat all others: name=value, JSON or YAML, @file'),
      flag('--start-at-task <name>', 'begin with the task of this name (* and ? stand for any text)'),
    ],
  ],
  [
    'How to run it:',
    [
      flag('-C, --check', 'change nothing; say what would change'),
      flag('-D, --diff', 'show the differences in files'),
      flag('-f, --forks <number>', 'hosts to work on at the same time (default: 50)').argParser(wholeNumber),
      flag('--step', 'ask before each task: no, yes, or continue without asking'),
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
      flag('-k, --ask-pass', 'ask for the password to log in with').conflicts('connectionPasswordFile'),
      flag('--conn-pass-file, --connection-password-file <file>', 'read it from a file'),
    ],
  ],
  [
    'Becoming another user:',
    [
      flag('-b, --become', 'become another user in all tasks'),
      flag('--become-user <name>', 'which one (default: root)'),
      flag('--become-method <method>', 'sudo, su or doas (default: sudo)').choices(['sudo', 'su', 'doas']),
      flag('-K, --ask-become-pass', 'ask for the password it takes').conflicts('becomePasswordFile'),
      flag('--become-pass-file, --become-password-file <file>', 'read it from a file'),
    ],
  ],
  [
    'Vault:',
    [
      flag('-J, --ask-vault-pass', 'ask for the vault password').conflicts('vaultPasswordFile'),
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
      flag('-v, --verbose', 'tell more: -v what stayed as it was, -vv results, -vvv connections').argParser(
        (_, n) => Number(n ?? 0) + 1,
      ),
      flag('--json', 'one JSON record a line (docs/output.md lists them)'),
      flag('--profile', 'tell at the end where the time went: phases, tasks, hosts'),
    ],
  ],
  [
    'hidden',
    [
      flag('--no-lookahead', 'read for each task only what it needs itself').hideHelp(),
      flag('--flush-cache', 'no facts are kept between runs').hideHelp(),
      repeated('--sftp-extra-args <arguments>', 'files come over the shell').hideHelp(),
      repeated('--scp-extra-args <arguments>', 'files come over the shell').hideHelp(),
      refused('-M, --module-path <path>', MODULES_ARE_BUILT_IN),
    ],
  ],
];

export const EXAMPLES_AND_CODES = `
Examples:
  jrun site.yml -i hosts.ini -CD                  look first: what would change, and how
  jrun site.yml -i hosts.ini                      do it
  jrun site.yml -i hosts.ini -l web -t nginx -v   some hosts and tasks, told in more detail
  jrun site.yml -i host.example.org, -u admin -bK log in as admin, become root, ask for the password
  jrun site.yml -e version=1.2 -e @more.yml       variables from here and from a file
  jrun site.yml --list-hosts --list-tasks         what it is about
  jrun site.yml --start-at-task 'Install nginx'   go on where it stopped
  jrun doc template                               what a module can do

Settings also come from ansible.cfg, ANSIBLE_… and JRUN_… variables (JRUN_INVENTORY, JRUN_FORKS, …).

Exit codes:
  0    fine
  1    a mistake in what was written, or of jrun
  2    a host failed; 4 was unreachable; 6 both
  3    something changed, or would (--detailed-exitcode)
  130  interrupted
`;

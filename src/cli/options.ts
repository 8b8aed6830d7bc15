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

function notYet(names: string, why: string): Option {
  return new Option(names).hideHelp().argParser(() => {
    throw new InvalidArgumentError(why);
  });
}

/** Ansible's options under their own names, with what they mean here. */
export const OPTION_GROUPS: readonly (readonly [heading: string, options: readonly Option[]])[] = [
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

export const EXAMPLES_AND_CODES = `
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

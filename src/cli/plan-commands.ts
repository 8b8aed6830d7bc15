import { type Command, Option } from 'commander';
import type { ApplyRequest } from './apply.ts';
import type { RunRequest } from './command-line.ts';
import { OPTION_GROUPS } from './options.ts';

/** What is asked of kept plans and of drift. */
export type PlanRequest =
  | { readonly do: 'plan'; readonly run: RunRequest; readonly file: string }
  | { readonly do: 'show'; readonly file: string; readonly markdown: boolean }
  | ({ readonly do: 'apply' } & ApplyRequest)
  | { readonly do: 'drift'; readonly run: RunRequest };

type Values = Readonly<Record<string, unknown>>;

/** Options that make no sense where nothing is carried out, or where the plan says what is. */
const NOT_TO_PLAN = new Set([
  ...['check', 'step', 'listHosts', 'listTasks', 'listTags', 'syntaxCheck', 'profile'],
]);
const APPLIED = new Set([
  ...['connection', 'timeout', 'user', 'privateKey', 'sshCommonArgs', 'sshExtraArgs', 'askPass'],
  ...['connectionPasswordFile', 'askBecomePass', 'becomePasswordFile', 'askVaultPass', 'vaultPasswordFile'],
  ...['vaultId', 'forks', 'forceHandlers', 'strict', 'detailedExitcode', 'diff', 'verbose', 'json'],
]);

export function addPlanCommands(
  program: Command,
  toRequest: (playbooks: readonly string[], values: Values) => RunRequest,
  found: (request: PlanRequest) => void,
): void {
  const plan = program
    .command('plan')
    .description('write a plan to be looked at and applied later: check mode, kept in a file')
    .argument('<playbook...>')
    .addOption(
      new Option('-o, --out <file>', 'where the plan is written')
        .makeOptionMandatory()
        .helpGroup('The plan:'),
    )
    .action((playbooks: string[], values: Values) =>
      found({ do: 'plan', run: toRequest(playbooks, values), file: String(values['out']) }),
    );
  addOptions(plan, (name) => !NOT_TO_PLAN.has(name));

  program
    .command('show')
    .description('print a plan for a reviewer')
    .argument('<plan>')
    .option('--markdown', 'as Markdown, for a pull request')
    .action((file: string, values: Values) =>
      found({ do: 'show', file, markdown: values['markdown'] === true }),
    );

  const apply = program
    .command('apply')
    .description('do what a plan says, and nothing else; nothing at all where something has changed since')
    .argument('<plan>')
    .addOption(
      new Option('--no-unknown', 'refuse a plan with tasks that nobody can plan before they run').helpGroup(
        'The plan:',
      ),
    )
    .action((file: string, values: Values) =>
      found({ do: 'apply', file, noUnknown: values['unknown'] === false, run: toRequest([], values) }),
    );
  addOptions(apply, (name) => APPLIED.has(name));

  const drift = program
    .command('drift')
    .description('for schedulers: say what is not as the playbooks describe it; silent, and 0, where all is')
    .argument('<playbook...>')
    .action((playbooks: string[], values: Values) =>
      found({ do: 'drift', run: toRequest(playbooks, values) }),
    );
  addOptions(drift, (name) => !NOT_TO_PLAN.has(name) && name !== 'startAtTask');
}

function addOptions(command: Command, wanted: (name: string) => boolean): void {
  command.configureHelp({
    optionTerm: (option) => option.flags.replace(/^--[\w-]+, (?=--)/, ''),
    optionDescription: (option) => option.description,
  });
  for (const [heading, options] of OPTION_GROUPS) {
    for (const option of options) {
      if (wanted(option.attributeName())) command.addOption(option.helpGroup(heading));
    }
  }
}

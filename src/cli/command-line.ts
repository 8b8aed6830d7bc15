import { Argument, Command, CommanderError } from 'commander';
import { SHELLS, type Shell } from './completion-scripts.ts';
import { EXAMPLES_AND_CODES, OPTION_GROUPS, withoutSynonym } from './options.ts';
import { addPlanCommands, type PlanRequest } from './plan-commands.ts';

/** What was asked for on the command line, as it was written; undefined where nothing was. */
export interface RunRequest {
  readonly playbooks: readonly string[];
  readonly inventories: readonly string[];
  readonly limit: string | undefined;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly extraVars: readonly string[];
  readonly startAtTask: string | undefined;
  readonly step: boolean;
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
  /** For sftp and scp, which are not used. */
  readonly copyArguments: readonly string[];
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
  readonly profile: boolean;
}

export type Request =
  | { readonly do: 'run'; readonly run: RunRequest }
  | { readonly do: 'doc'; readonly modules: readonly string[] }
  | { readonly do: 'completion'; readonly shell: Shell }
  | PlanRequest
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
  const program = commandLineProgram(version, (found) => {
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
    program.parse(words.map(withoutSynonym), { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    // What asks for help isn't a mistake.
    return { do: 'nothing', exitCode: thrown.exitCode === 0 ? 0 : 1 };
  }
  return request ?? { do: 'nothing', exitCode: 1 };
}

/** All commands and options; `found` is told what was asked for. */
export function commandLineProgram(version: string, found: (request: Request) => void): Command {
  const program = new Command('jrun')
    .description(
      "Runs Ansible's playbooks over SSH. Hosts need an SSH server and a POSIX shell, nothing else.",
    )
    .argument('[playbook...]', 'playbooks, run in this order')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    // The commands below take the same options, and those behind a command's name are its own.
    .enablePositionalOptions()
    // Aliases and choices stand in the way of reading; the descriptions say what matters.
    .configureHelp({
      optionTerm: (option) => option.flags.replace(/^--[\w-]+, (?=--)/, ''),
      optionDescription: (option) => option.description,
    })
    .showHelpAfterError('(jrun --help lists all options)')
    .addHelpText('after', EXAMPLES_AND_CODES);
  for (const [heading, options] of OPTION_GROUPS) {
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
  program
    .command('completion')
    .description('print what makes a shell complete jrun: source <(jrun completion bash)')
    .addArgument(new Argument('<shell>').choices([...SHELLS]))
    .action((shell: Shell) => found({ do: 'completion', shell }));
  addPlanCommands(program, runRequest, found);
  return program;
}

export function runRequest(
  playbooks: readonly string[],
  values: Readonly<Record<string, unknown>>,
): RunRequest {
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
    step: on('step'),
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
    copyArguments: [...texts('sftpExtraArgs'), ...texts('scpExtraArgs')],
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
    profile: on('profile'),
  };
}

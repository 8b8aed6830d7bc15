import { listPlay, selected, tasksIn } from '../compile/index.ts';
import { Diagnostics, Mistakes } from '../core/diagnostic.ts';
import { Secrets } from '../core/secrets.ts';
import { type RunSummary, runPlays } from '../engine/index.ts';
import { nodeControlFiles, readVariablesFile } from '../load/index.ts';
import { modules } from '../modules/index.ts';
import { probes } from '../probes/index.ts';
import { createConnector } from '../remote/index.ts';
import {
  colourWanted,
  exitCode,
  type Form,
  openReporter,
  painted,
  type Reporter,
  unpainted,
} from '../report/index.ts';
import { type ChosenHosts, checkHostVariables, hostsOf, namesWithinLimit } from './chosen-hosts.ts';
import type { RunRequest } from './command-line.ts';
import { nodeControlMachine } from './control-machine.ts';
import { nodeControlActor, nodeControlReader } from './control-reader.ts';
import { onInterrupt } from './interrupt.ts';
import { InventoryHosts } from './inventory-hosts.ts';
import { listText } from './lists.ts';
import { loginPasswords } from './passwords.ts';
import { type Preparation, prepare } from './preparation.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Does what the command line asks for; answers with the exit code. Mistakes are told, not thrown. */
export async function run(request: RunRequest, terminal: Terminal): Promise<number> {
  const secrets = new Secrets();
  const diagnostics = new Diagnostics();
  try {
    const prepared = await prepare(request, terminal, secrets, diagnostics);
    const limit = prepared && namesWithinLimit(request, prepared);
    const chosen = prepared?.compiled.plays.map((play) => hostsOf(play, prepared, limit)) ?? [];
    if (prepared) checkHostVariables(new Set(chosen.flatMap(({ hosts }) => hosts)), prepared);
    if (prepared?.settings.inventories.length === 0 && chosen.some(({ hosts }) => hosts.length === 0)) {
      diagnostics.warn('no-inventory', 'no inventory is given, so only localhost is known', {
        hint: 'give one with -i, or as inventory in ansible.cfg',
      });
    }
    if (!prepared || diagnostics.hasErrors) throw new Mistakes(diagnostics.all);
    const looked = onlyLook(request, prepared, chosen);
    const reporter = await reporterFor(request, terminal, secrets, looked === undefined);
    if (diagnostics.all.length > 0) reporter.diagnostics(diagnostics.all);
    if (looked === undefined) return await carryOut(request, prepared, limit, terminal, secrets, reporter);
    terminal.stdout.write(secrets.mask(looked));
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof Mistakes)) throw thrown;
    const reporter = await reporterFor(request, terminal, secrets, false);
    reporter.diagnostics(thrown.diagnostics);
    return 1;
  }
}

function onlyLook(
  request: RunRequest,
  prepared: Preparation,
  chosen: readonly ChosenHosts[],
): string | undefined {
  const { plays } = prepared.compiled;
  if (request.lists.length > 0) {
    const listed = plays.map((play, i) => ({
      listed: listPlay(play, request.tags, request.skipTags),
      hosts: { pattern: chosen[i]?.pattern ?? '', hosts: chosen[i]?.hosts.map((host) => host.name) ?? [] },
    }));
    return listText(request.playbooks.join(', '), listed, request.lists);
  }
  if (!request.syntaxCheck) return undefined;
  const tasks = plays.reduce((sum, play) => sum + [...tasksIn(play.sections.flat())].length, 0);
  return `${request.playbooks.join(', ')}: no mistakes found in ${plays.length} plays with ${tasks} tasks\n`;
}

async function reporterFor(
  request: RunRequest,
  { stdout, stderr, environment, workingDirectory }: Terminal,
  secrets: Secrets,
  running: boolean,
): Promise<Reporter> {
  const moving = stdout.isTTY && environment['TERM'] !== 'dumb' && !environment['CI'] && running;
  const form: Form = request.json ? 'json' : moving ? 'live' : 'log';
  const stream = running ? stdout : stderr;
  return openReporter({
    form,
    secrets,
    verbosity: request.verbosity,
    paint: colourWanted(stream.isTTY, environment) ? painted : unpainted,
    screen: stdout,
    workingDirectory,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    now: Date.now,
  });
}

async function carryOut(
  request: RunRequest,
  prepared: Preparation,
  limit: readonly string[] | undefined,
  terminal: Terminal,
  secrets: Secrets,
  reporter: Reporter,
): Promise<number> {
  const { settings, reader, inventory, compiled, playbookDirectory, diagnostics } = prepared;
  const ask = (question: string) => terminal.question(question, true);
  const passwords = await loginPasswords(request, settings, nodeControlFiles, terminal.workingDirectory, ask);
  for (const password of Object.values(passwords)) secrets.add(password);
  const asideFromView = async (question: string, hidden: boolean): Promise<string> => {
    reporter.suspend();
    try {
      return await terminal.question(question, hidden);
    } finally {
      reporter.resume();
    }
  };
  const interrupt = onInterrupt(
    () => reporter.note('Interrupted: ending what runs on the hosts. Ctrl-C again stops at once.'),
    () => reporter.suspend(),
  );
  let summary: RunSummary;
  try {
    summary = await runPlays({
      plays: compiled.plays,
      playbooks: request.playbooks,
      includes: compiled.includes,
      hosts: new InventoryHosts(
        inventory,
        playbookDirectory,
        (diagnostic) => reporter.report({ event: 'warning', time: Date.now(), host: undefined, diagnostic }),
        diagnostics.all,
      ),
      modules,
      probes,
      connector: createConnector({
        passphrase: (file) => asideFromView(`Passphrase of ${file}: `, true),
        onWarning: (summary) =>
          reporter.report({
            event: 'warning',
            time: Date.now(),
            host: undefined,
            diagnostic: { code: 'ssh-configuration', severity: 'warning', summary },
          }),
      }),
      control: nodeControlMachine((bytes, file) =>
        nodeControlFiles.isFile(file) ? Buffer.from(reader.bytes(file)) : bytes,
      ),
      reader: nodeControlReader,
      actor: nodeControlActor,
      secrets,
      report: reporter.report,
      readVariables: (path) => {
        if (!nodeControlFiles.isFile(path)) return undefined;
        const { variables, diagnostics: found } = readVariablesFile(reader, path);
        if (found.some((d) => d.severity === 'error')) throw new Mistakes(found);
        return variables;
      },
      openVault: (ciphertext) => reader.vault.decryptText(ciphertext),
      extraVars: prepared.extraVars,
      check: request.check,
      diff: settings.diff,
      forks: settings.forks,
      defaults: { ...settings.defaults, ...passwords },
      tags: request.tags,
      skipTags: request.skipTags,
      selected,
      forceHandlers: settings.forceHandlers,
      lookAhead: request.lookAhead,
      prompt: (text, options) => answer(text, options, asideFromView),
      now: Date.now,
      sleep: pause,
      signal: interrupt.signal,
      version: VERSION,
      ...(limit === undefined ? {} : { limit }),
      ...(request.startAtTask === undefined ? {} : { startAtTask: request.startAtTask }),
    });
  } finally {
    interrupt.stop();
    await reporter.end();
  }
  return exitCode(summary.recap, summary.interrupted, request);
}

async function answer(
  text: string,
  {
    private: hidden,
    default: otherwise,
  }: { readonly private: boolean; readonly default: string | undefined },
  ask: (question: string, hidden: boolean) => Promise<string>,
): Promise<string> {
  const shown = otherwise === undefined || hidden ? '' : ` [${otherwise}]`;
  const given = await ask(`${text}${shown}: `, hidden);
  return given === '' ? (otherwise ?? '') : given;
}

function pause(duration: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, duration);
    function finish() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    }
    if (signal?.aborted) finish();
    else signal?.addEventListener('abort', finish);
  });
}

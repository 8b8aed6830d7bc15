import { selected } from '../compile/index.ts';
import { Mistakes } from '../core/diagnostic.ts';
import type { Connector } from '../core/far-end.ts';
import type { Secrets } from '../core/secrets.ts';
import { type RunSummary, runPlays } from '../engine/index.ts';
import { isEncrypted, nodeControlFiles, type Reader, readVariablesFile } from '../load/index.ts';
import { modules } from '../modules/index.ts';
import { probes } from '../probes/index.ts';
import { createConnector } from '../remote/index.ts';
import { exitCode, type Reporter } from '../report/index.ts';
import type { RunRequest } from './command-line.ts';
import { nodeControlMachine } from './control-machine.ts';
import { nodeControlActor, nodeControlReader } from './control-reader.ts';
import { onInterrupt } from './interrupt.ts';
import { InventoryHosts } from './inventory-hosts.ts';
import { loginPasswords } from './passwords.ts';
import type { Preparation } from './preparation.ts';
import { withSourceLine } from './source-lines.ts';
import type { Terminal } from './terminal.ts';
import { QuestionAborted } from './terminal-question.ts';
import { timedConnector } from './timed-connector.ts';
import { VERSION } from './version.ts';
import { type Watch, watchedControl, watchedReader } from './watch.ts';

/** Runs the prepared plays on their hosts; answers with the exit code. */
export async function carryOut(
  request: RunRequest,
  prepared: Preparation,
  limit: readonly string[] | undefined,
  terminal: Terminal,
  secrets: Secrets,
  reporter: Reporter,
  watch: Watch = {},
): Promise<number> {
  const { settings, reader, inventory, compiled, playbookDirectory, diagnostics } = prepared;
  const ask = (question: string) => terminal.question(question, true);
  const passwords = await loginPasswords(request, settings, nodeControlFiles, terminal.workingDirectory, ask);
  for (const password of Object.values(passwords)) secrets.add(password);
  const asideFromView = async (question: string, hidden: boolean): Promise<string> => {
    reporter.suspend();
    try {
      return await terminal.question(question, hidden);
    } catch (thrown) {
      if (thrown instanceof QuestionAborted) interrupt.now();
      throw thrown;
    } finally {
      reporter.resume();
    }
  };
  const interrupt = onInterrupt(
    () => reporter.note('Interrupted: ending what runs on the hosts. Ctrl-C again stops at once.'),
    () => reporter.suspend(),
  );
  const { profile } = watch;
  const watched = watch.connector ?? ((own) => own);
  const connector = (own: Connector) => watched(profile ? timedConnector(own, profile) : own);
  let summary: RunSummary;
  profile?.enter('run');
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
      connector: connector(
        createConnector({
          passphrase: (file) => asideFromView(`Passphrase of ${file}: `, true),
          onWarning: (summary) =>
            reporter.report({
              event: 'warning',
              time: Date.now(),
              host: undefined,
              diagnostic: { code: 'ssh-configuration', severity: 'warning', summary },
            }),
        }),
      ),
      control: watchedControl(
        nodeControlMachine((bytes, file) => opened(bytes, file, reader, secrets)),
        watch,
      ),
      reader: watchedReader(nodeControlReader, watch),
      actor: nodeControlActor,
      secrets,
      report: (event) => {
        watch.onEvent?.(event);
        profile?.add(event);
        reporter.report(withSourceLine(event, reader.texts));
      },
      ...(watch.decided ? { decided: watch.decided } : {}),
      ...(watch.commandsAreIdle ? { commandsAreIdle: true } : {}),
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
      step: request.step,
      forceHandlers: settings.forceHandlers,
      lookAhead: request.lookAhead,
      prompt: (text, options) => {
        const ask = () => answer(text, options, asideFromView);
        return watch.answer ? watch.answer(text, ask) : ask();
      },
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
    if (profile) reporter.profile(profile.profile(ownResources()));
  }
  return exitCode(summary.recap, summary.interrupted, request);
}

/** What this process has used, all in all. */
function ownResources() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpu: { user: userCPUTime / 1000, system: systemCPUTime / 1000 }, peakMemory: maxRSS * 1024 };
}

/** A file that is encrypted on the control machine; all of it is a secret from here on. */
function opened(bytes: Buffer, file: string, reader: Reader, secrets: Secrets): Buffer {
  if (!isEncrypted(bytes.subarray(0, 16).toString('latin1'))) return bytes;
  const plain = reader.vault.decrypt(bytes.toString('utf8'), { file, line: 1, column: 1 });
  secrets.add(plain.toString('utf8'));
  return plain;
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

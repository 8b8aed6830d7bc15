import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Mistakes } from '../core/diagnostic.ts';
import type { Hidden, KeptPlan } from '../core/kept-plan.ts';
import { Secrets } from '../core/secrets.ts';
import { nodeControlFiles, Reader, Vault } from '../load/index.ts';
import { Digests, type Drift, drift, gate, isOpen, readPlan } from '../plan-file/index.ts';
import { MISTAKE } from '../report/index.ts';
import type { RunRequest } from './command-line.ts';
import { KeptConnections } from './kept-connections.ts';
import { vaultPasswords } from './passwords.ts';
import { keptAnswer, keptRandom, makePlan } from './plan.ts';
import { requestOf } from './planned-request.ts';
import { run } from './run.ts';
import { runProgram } from './run-program.ts';
import { readSettings } from './settings.ts';
import { telling } from './telling.ts';
import type { Terminal } from './terminal.ts';
import type { Watch } from './watch.ts';

export interface ApplyRequest {
  readonly file: string;
  /** Refuse a plan with tasks that only the run itself can plan. */
  readonly noUnknown: boolean;
  /** How to log in, to become, and to open vaults; the rest is in the plan. */
  readonly run: RunRequest;
}

/**
 * `jrun apply`: plans again, and where that gives the same plan does it; else says what has changed and does
 * nothing. Answers with the exit code.
 */
export function apply(request: ApplyRequest, terminal: Terminal): Promise<number> {
  return telling(terminal, () => holdTo(request, terminal));
}

async function holdTo(request: ApplyRequest, terminal: Terminal): Promise<number> {
  const secrets = new Secrets();
  const say = (text: string) => void terminal.stderr.write(secrets.mask(`${text}\n`));
  const plan = readPlanFile(request.file, terminal);
  if (request.noUnknown) refuseUnknown(plan, request.file);
  const passwords = await vaultPasswords(
    readSettings(request.run, new Reader(nodeControlFiles, new Vault([], secrets)), terminal),
    nodeControlFiles,
    runProgram,
    (question) => terminal.question(question, true),
  );
  const hidden = openHidden(plan, new Vault(passwords, secrets));
  for (const answer of Object.values(hidden.answers)) secrets.add(answer);
  const wanted = requestOf(plan.request, hidden, request.run);
  const connections = new KeptConnections();
  const watch: Watch = { secrets, vaultPasswords: passwords };
  try {
    const now = await makePlan(
      wanted,
      terminal,
      { ...watch, connector: connections.keeping, quiet: true },
      hidden,
    );
    if (!now.prepared) return now.exitCode;
    const drifts = drift(plan, now);
    if (drifts.length > 0) {
      say(driftText(request.file, plan, drifts));
      return MISTAKE;
    }
    if (now.exitCode !== 0 && now.exitCode !== 3) {
      say(`${request.file} can't be applied: planning it again did not succeed. Look with jrun … --check`);
      return now.exitCode;
    }
    return await run(wanted, terminal, {
      ...watch,
      connector: connections.taking,
      decided: gate(plan.hosts, new Digests(hidden.key)),
      random: (bytes, use) => keptRandom({ ...hidden.random }, bytes, use),
      answer: (question, ask) => keptAnswer({ ...hidden.answers }, question, ask),
    });
  } finally {
    await connections.close();
  }
}

export function readPlanFile(file: string, terminal: Pick<Terminal, 'workingDirectory'>): KeptPlan {
  const path = resolve(terminal.workingDirectory, file);
  if (!nodeControlFiles.isFile(path)) throw mistake(`there is no plan file ${file}`);
  return readPlan(readFileSync(path, 'utf8'), file);
}

function openHidden(plan: KeptPlan, vault: Vault): Hidden {
  if ('open' in plan.hidden) return plan.hidden.open;
  return JSON.parse(vault.decrypt(plan.hidden.sealed).toString('utf8')) as Hidden;
}

function refuseUnknown(plan: KeptPlan, file: string): void {
  const unknown = plan.hosts.flatMap(({ host, tasks }) =>
    tasks.filter(isOpen).map((task) => `${host}: «${task.name}» (${task.place.file}:${task.place.line})`),
  );
  if (unknown.length === 0) return;
  throw mistake(
    `${file} has tasks that nobody can plan before they run, and --no-unknown refuses that: ${unknown.join(', ')}`,
    'apply it without --no-unknown: they are then planned when it is their turn',
  );
}

function driftText(file: string, plan: KeptPlan, drifts: readonly Drift[]): string {
  const lines = drifts.map(
    ({ host, subject, difference }) => `  ${host === undefined ? '' : `${host}: `}${subject} ${difference}`,
  );
  return [
    `${file} no longer holds, so nothing was done. Since it was made (${plan.made}):`,
    ...new Set(lines),
    'Make a new plan with jrun plan, and look at it.',
  ].join('\n');
}

function mistake(summary: string, hint?: string): Mistakes {
  return new Mistakes([
    { code: 'plan-file', severity: 'error', summary, ...(hint === undefined ? {} : { hint }) },
  ]);
}

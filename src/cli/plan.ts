import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Mistakes } from '../core/diagnostic.ts';
import { type Hidden, type HostPlan, type KeptPlan, PLAN_FORMAT } from '../core/kept-plan.ts';
import { Secrets } from '../core/secrets.ts';
import { Digests, Gather } from '../plan-file/index.ts';
import { probes } from '../probes/index.ts';
import { withinFolder } from '../report/index.ts';
import type { RunRequest } from './command-line.ts';
import { plannedRequest } from './planned-request.ts';
import type { Preparation } from './preparation.ts';
import { run } from './run.ts';
import { telling } from './telling.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';
import type { Watch } from './watch.ts';

/** Random bytes that only templates draw are new each time: nobody can tell one use of them from another. */
const NOT_KEPT = new Set(['templates']);

/** What was planned, and how the run in check mode that planned it ended. */
export interface Planned {
  readonly exitCode: number;
  readonly sources: Readonly<Record<string, string>>;
  readonly hosts: readonly HostPlan[];
  readonly hidden: Hidden;
  readonly prepared: Preparation | undefined;
  readonly secrets: Secrets;
}

/** `jrun plan`: a run in check mode, and a file that says what it found. Answers with the exit code. */
export function planToFile(request: RunRequest, file: string, terminal: Terminal): Promise<number> {
  return telling(terminal, () => keepPlan(request, file, terminal));
}

async function keepPlan(request: RunRequest, file: string, terminal: Terminal): Promise<number> {
  const planned = await makePlan(request, terminal, {});
  const { exitCode, prepared, sources, hosts } = planned;
  // What can't be planned as a whole is not kept: a host that is missing in it would be missing at its applying.
  if (!prepared || (exitCode !== 0 && exitCode !== 3)) return exitCode;
  const plan: KeptPlan = {
    format: PLAN_FORMAT,
    made: new Date().toISOString(),
    version: VERSION,
    request: plannedRequest(request),
    sources,
    hosts,
    hidden: hiddenPart(planned, request, terminal),
  };
  const path = resolve(terminal.workingDirectory, file);
  const text = `${JSON.stringify(plan, undefined, 1)}\n`;
  const half = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(half, text, { mode: 0o600 });
  renameSync(half, path);
  const inFull = `look at it with jrun show ${file}, do it with jrun apply ${file}`;
  terminal.stderr.write(`The plan is in ${file}: ${inFull}\n`);
  return exitCode;
}

/** Plans the request's plays on their hosts; with `before`, as a plan that was made earlier drew and answered. */
export async function makePlan(
  request: RunRequest,
  terminal: Terminal,
  watch: Watch,
  before?: Hidden,
): Promise<Planned> {
  const secrets = watch.secrets ?? new Secrets();
  const hidden = {
    key: before?.key ?? randomBytes(32).toString('hex'),
    random: { ...before?.random },
    answers: { ...before?.answers },
    extraVars: request.extraVars,
  };
  const digests = new Digests(hidden.key);
  const gather = new Gather({ digests, secrets, probes });
  const sources: Record<string, string> = {};
  let prepared: Preparation | undefined;
  const exitCode = await run({ ...request, check: true, diff: true }, terminal, {
    ...watch,
    secrets,
    onSource: (path, bytes) => {
      const absolute = resolve(terminal.workingDirectory, path);
      sources[relativeName(absolute, terminal.workingDirectory)] = digests.of(bytes);
    },
    onPrepared: (found) => {
      prepared = found;
    },
    onEvent: (event) => gather.add(withinFolder(event, terminal.workingDirectory)),
    decided: gather.decided,
    random: (bytes, use) => keptRandom(hidden.random, bytes, use),
    answer: (question, ask) => keptAnswer(hidden.answers, question, ask),
  });
  return { exitCode, sources: sorted(sources), hosts: gather.plans, hidden, prepared, secrets };
}

export function keptRandom(kept: Record<string, string>, bytes: number, use: string): Uint8Array {
  if (NOT_KEPT.has(use)) return randomBytes(bytes);
  kept[use] ??= randomBytes(bytes).toString('hex');
  return Buffer.from(kept[use], 'hex');
}

export async function keptAnswer(
  kept: Record<string, string>,
  question: string,
  ask: () => Promise<string>,
): Promise<string> {
  kept[question] ??= await ask();
  return kept[question];
}

/** Sealed where there is a vault password; where there is none, nothing secret may be in it. */
function hiddenPart(
  { hidden, prepared, secrets }: Planned,
  request: RunRequest,
  terminal: Terminal,
): KeptPlan['hidden'] {
  const vault = prepared?.reader.vault;
  if (vault?.hasPasswords) return { sealed: vault.encrypt(JSON.stringify(hidden)) };
  const text = JSON.stringify(hidden);
  if (secrets.mask(text) !== text || Object.keys(hidden.answers).length > 0) {
    throw new Mistakes([
      {
        code: 'plan-secrets',
        severity: 'error',
        summary: 'this plan rests on secrets, and without a vault password they would be in it in the clear',
        hint: 'give a vault password, with which they are sealed: --vault-password-file FILE or --ask-vault-pass',
      },
    ]);
  }
  if (request.extraVars.some((words) => !words.startsWith('@'))) {
    terminal.stderr.write(
      'warning: what -e says is in the plan file in the clear; with a vault password it is sealed\n',
    );
  }
  return { open: hidden };
}

function relativeName(path: string, folder: string): string {
  return path.startsWith(`${folder}/`) ? relative(folder, path) : path;
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

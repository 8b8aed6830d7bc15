import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeControlMachine } from '../../src/cli/control-machine.ts';
import { nodeControlActor, nodeControlReader } from '../../src/cli/control-reader.ts';
import { InventoryHosts } from '../../src/cli/inventory-hosts.ts';
import { compilePlaybook, selected } from '../../src/compile/index.ts';
import { Mistakes } from '../../src/core/diagnostic.ts';
import type { RunEvent } from '../../src/core/event.ts';
import type { Connector } from '../../src/core/far-end.ts';
import type { TaskModule } from '../../src/core/module.ts';
import type { Probe } from '../../src/core/probe.ts';
import { Secrets } from '../../src/core/secrets.ts';
import type { Value } from '../../src/core/value.ts';
import { type ControlMachine, type RunSummary, runPlays } from '../../src/engine/index.ts';
import { nodeControlFiles, Reader, readInventory, readVariablesFile, Vault } from '../../src/load/index.ts';
import { createConnector } from '../../src/remote/index.ts';
import { Templar } from '../../src/template/index.ts';
import { givenHosts } from './given-hosts.ts';

export interface PlaybookRun {
  readonly events: readonly RunEvent[];
  readonly summary: RunSummary;
  /** `host: task (item) → status`, in the order they ended. */
  readonly endings: readonly string[];
}

export interface RunRequest {
  /** The playbook's text, or the absolute path of one. */
  readonly playbook: string;
  /** More files beside it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Hosts and their variables. Default: this machine, reached without SSH. */
  readonly hosts?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  /** Instead of hosts: the absolute path of an inventory, read as the command reads it. */
  readonly inventory?: string;
  readonly limit?: string;
  readonly startAtTask?: string;
  readonly forceHandlers?: boolean;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly lookAhead?: boolean;
  readonly extraVars?: Readonly<Record<string, Value>>;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly signal?: AbortSignal;
  readonly connector?: Connector;
  readonly onEvent?: (event: RunEvent) => void;
  /** False where there are too many to keep: the answer then has none. */
  readonly keepsEvents?: boolean;
  readonly secrets?: Secrets;
  /** Hosts that are talked to at the same time. Default: 5. */
  readonly forks?: number;
  /** The control machine's files otherwise than they are. */
  readonly control?: Partial<ControlMachine>;
  /** Other modules and probes than there are: wrapped to look on, or some more. */
  readonly registry?: (registry: Registry) => Registry;
}

export interface Registry {
  readonly modules: ReadonlyMap<string, TaskModule>;
  readonly probes: ReadonlyMap<string, Probe<unknown>>;
}

/** Compiles and runs a playbook as the command does, and gives back what it reported. Mistakes are thrown. */
export async function runPlaybook(request: RunRequest): Promise<PlaybookRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'jrun-test-'));
  try {
    let playbook = request.playbook;
    if (!path.isAbsolute(playbook)) {
      for (const [name, text] of Object.entries({ 'site.yaml': playbook, ...request.files })) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      playbook = path.join(folder, 'site.yaml');
    }
    return await runFile(playbook, request);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runFile(playbook: string, request: RunRequest): Promise<PlaybookRun> {
  const secrets = request.secrets ?? new Secrets();
  const reader = new Reader(nodeControlFiles, new Vault([], secrets));
  const templar = new Templar({ reader: nodeControlReader });
  const all = await registries();
  const { modules, probes } = request.registry?.(all) ?? all;
  const { plays, diagnostics, includes } = compilePlaybook([playbook], {
    reader,
    modules,
    templar,
  });
  if (diagnostics.some((d) => d.severity === 'error')) throw new Mistakes(diagnostics);
  const hosts =
    request.inventory === undefined
      ? givenHosts(request.hosts ?? { here: { ansible_connection: 'local' } })
      : new InventoryHosts(
          readInventory({
            reader,
            sources: [request.inventory],
            workingDirectory: path.dirname(playbook),
          }),
          path.dirname(playbook),
          () => undefined,
          [],
        );
  const events: RunEvent[] = [];
  const summary = await runPlays({
    plays,
    includes,
    playbooks: [playbook],
    modules,
    probes,
    connector: request.connector ?? createConnector(),
    control: { ...nodeControlMachine((bytes) => bytes), ...request.control },
    reader: nodeControlReader,
    actor: nodeControlActor,
    secrets,
    hosts,
    ...(request.limit === undefined ? {} : { limit: hosts.matching(request.limit) }),
    ...(request.startAtTask === undefined ? {} : { startAtTask: request.startAtTask }),
    report: (event) => {
      if (request.keepsEvents !== false) events.push(event);
      request.onEvent?.(event);
    },
    readVariables: (file) =>
      reader.files.isFile(file) ? readVariablesFile(reader, file).variables : undefined,
    openVault: (text) => text,
    extraVars: new Map(Object.entries(request.extraVars ?? {})),
    check: request.check ?? false,
    diff: request.diff ?? false,
    forks: request.forks ?? 5,
    defaults: {},
    tags: request.tags ?? [],
    skipTags: request.skipTags ?? [],
    selected,
    forceHandlers: request.forceHandlers ?? false,
    lookAhead: request.lookAhead ?? true,
    prompt: async (_, { default: otherwise }) => otherwise ?? '',
    now: () => Date.now(),
    sleep: (duration) => new Promise((resolve) => setTimeout(resolve, duration)),
    version: '0.0.0',
    ...(request.signal ? { signal: request.signal } : {}),
  });
  return { events, summary, endings: events.flatMap(endingOf) };
}

function endingOf(event: RunEvent): string[] {
  if (event.event === 'item-ended')
    return [`${event.host}: ${event.task.name} (${event.item.label}) → ${event.outcome.status}`];
  if (event.event === 'task-ended') return [`${event.host}: ${event.task.name} → ${event.outcome.status}`];
  if (event.event === 'unreachable') return [`${event.host} → unreachable`];
  return [];
}

let loaded: Promise<Registry> | undefined;

function registries(): Promise<Registry> {
  loaded ??= (async () => {
    const modules = new Map<string, TaskModule>();
    const probes = new Map<string, Probe<unknown>>();
    for (const [folder, add] of [
      ['modules', (one: TaskModule) => modules.set(one.name, one)],
      ['probes', (one: Probe<unknown>) => probes.set(one.kind, one)],
    ] as const) {
      const root = path.resolve(import.meta.dirname, `../../src/${folder}`);
      for (const file of readdirSync(root)) {
        if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
        const { default: one } = await import(pathToFileURL(path.join(root, file)).href);
        if (one !== undefined) add(one);
      }
    }
    return { modules, probes };
  })();
  return loaded;
}

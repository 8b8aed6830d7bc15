import { dirname, resolve } from 'node:path';
import { type CompiledPlaybooks, compilePlaybook } from '../compile/index.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Dict } from '../core/value.ts';
import {
  type Inventory,
  nodeControlFiles,
  Reader,
  readExtraVariables,
  readInventory,
  Vault,
} from '../load/index.ts';
import { modules } from '../modules/index.ts';
import { Templar } from '../template/index.ts';
import type { RunRequest } from './command-line.ts';
import { nodeControlReader } from './control-reader.ts';
import { vaultPasswords } from './passwords.ts';
import { checkPlaybookFiles } from './playbook-files.ts';
import { runProgram } from './run-program.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { type Watch, watchedFiles, watchedReader } from './watch.ts';

/** Everything that can be known before a host is touched. */
export interface Preparation {
  readonly settings: Settings;
  readonly reader: Reader;
  readonly inventory: Inventory;
  readonly extraVars: Dict;
  readonly compiled: CompiledPlaybooks;
  readonly templar: Templar;
  /** Absolute. */
  readonly playbooks: readonly string[];
  /** The first playbook's folder: its group_vars and host_vars count. */
  readonly playbookDirectory: string;
  /** Of all: an error among them, and nothing may be run. */
  readonly diagnostics: Diagnostics;
}

/** Reads settings, vault passwords, inventory and playbooks; undefined where there is nothing to go on with. */
export async function prepare(
  request: RunRequest,
  terminal: Terminal,
  secrets: Secrets,
  diagnostics: Diagnostics,
  watch: Watch = {},
): Promise<Preparation | undefined> {
  const { workingDirectory } = terminal;
  const files = watchedFiles(watch);
  const plain = new Reader(files, new Vault([], secrets));
  const settings = readSettings(request, plain, terminal);
  for (const found of settings.diagnostics) diagnostics.add(found);
  for (const found of checkPlaybookFiles(request.playbooks, nodeControlFiles, workingDirectory)) {
    diagnostics.add(found);
  }
  if (request.step && !terminal.interactive) {
    diagnostics.error('no-terminal', '--step asks before each task, and there is no terminal to ask at', {
      hint: '--check says what would be done; --start-at-task and --tags choose tasks',
    });
  }
  if (diagnostics.hasErrors) return undefined;

  const ask = (question: string) => terminal.question(question, true);
  // Passwords are no part of what a run is made of: their files are not watched.
  const passwords =
    watch.vaultPasswords ?? (await vaultPasswords(settings, nodeControlFiles, runProgram, ask));
  const reader = new Reader(files, new Vault(passwords, secrets));
  const extra = readExtraVariables(reader, request.extraVars);
  for (const found of extra.diagnostics) diagnostics.add(found);
  const inventory = readInventory({
    reader,
    sources: settings.inventories,
    workingDirectory,
    run: runProgram,
  });
  for (const found of inventory.diagnostics) diagnostics.add(found);

  const templar = new Templar({
    reader: watchedReader(nodeControlReader, watch),
    decrypt: (text) => reader.vault.decryptText(text),
  });
  const playbooks = request.playbooks.map((playbook) => resolve(workingDirectory, playbook));
  const { HOME } = terminal.environment;
  const { rolesPath, collectionsPath } = settings.config;
  watch.profile?.enter('compile');
  const compiled = compilePlaybook(playbooks, {
    reader,
    templar,
    modules,
    extraVars: extra.variables,
    ...(rolesPath === undefined ? {} : { rolesPath }),
    ...(collectionsPath === undefined ? {} : { collectionsPath }),
    ...(HOME === undefined ? {} : { home: HOME }),
  });
  for (const found of compiled.diagnostics) diagnostics.add(found);
  return {
    settings,
    reader,
    inventory,
    extraVars: extra.variables,
    compiled,
    templar,
    playbooks,
    playbookDirectory: dirname(playbooks[0] ?? '.'),
    diagnostics,
  };
}

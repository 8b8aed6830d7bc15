import { basename } from 'node:path';
import { Mistakes } from '../../core/diagnostic.ts';
import type { ControlFiles } from '../control-files.ts';
import type { RunProgram } from '../run-program.ts';
import type { VaultPassword } from './vault.ts';

/** What `--vault-id` says: a label, and where its password is. */
export interface VaultIdentity {
  readonly id: string;
  /** A file or a program; undefined: ask for it. */
  readonly file?: string;
}

/** Reads `dev@file`, `dev@prompt`, `file` or `prompt`. */
export function parseVaultId(text: string): VaultIdentity {
  const at = text.indexOf('@');
  const id = at === -1 ? 'default' : text.slice(0, at) || 'default';
  const source = text.slice(at + 1);
  return source === 'prompt' || source === 'prompt_ask_vault_pass' ? { id } : { id, file: source };
}

/** The password in a file, or the one a program prints where the file is executable. Throws `Mistakes`. */
export function readVaultPassword(
  id: string,
  path: string,
  files: ControlFiles,
  run?: RunProgram,
): VaultPassword {
  if (!files.isFile(path)) throw mistake(`there is no vault password file ${path}`);
  const password = run && files.isExecutable(path) ? printed(id, path, run) : files.readText(path).trim();
  if (password === '') throw mistake(`the vault password file ${path} is empty`);
  return { id, password };
}

function printed(id: string, path: string, run: RunProgram): string {
  // A program of this name is told which password is wanted.
  const isClient = basename(path)
    .replace(/\.[^.]*$/, '')
    .endsWith('-client');
  const { status, stdout, stderr } = run(path, isClient && id !== 'default' ? ['--vault-id', id] : []);
  if (status !== 0)
    throw mistake(`the vault password program ${path} ended with status ${String(status)}`, stderr.trim());
  return stdout.replace(/^[\r\n]+|[\r\n]+$/g, '');
}

function mistake(summary: string, hint = ''): Mistakes {
  return new Mistakes([
    { code: 'vault-password-file', severity: 'error', summary, ...(hint === '' ? {} : { hint }) },
  ]);
}

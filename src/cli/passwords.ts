import { resolve } from 'node:path';
import { Mistakes } from '../core/diagnostic.ts';
import {
  type ControlFiles,
  parseVaultId,
  type RunProgram,
  readVaultPassword,
  type VaultPassword,
} from '../load/index.ts';
import type { RunRequest } from './command-line.ts';
import type { Settings } from './settings.ts';

/** Asks the person at the terminal, without showing what is typed. Throws `Mistakes` where there is no terminal. */
export type AskHidden = (question: string) => Promise<string>;

export async function vaultPasswords(
  settings: Settings,
  files: ControlFiles,
  run: RunProgram,
  ask: AskHidden,
): Promise<VaultPassword[]> {
  const identities = [
    ...settings.vaultIds.map(parseVaultId),
    ...settings.vaultPasswordFiles.map((file) => ({ id: 'default', file })),
    ...(settings.ask.vaultPassword ? [{ id: 'default' }] : []),
  ];
  const passwords: VaultPassword[] = [];
  for (const { id, file } of identities as readonly { id: string; file?: string }[]) {
    if (file !== undefined) {
      passwords.push(readVaultPassword(id, file, files, run));
      continue;
    }
    const question = id === 'default' ? 'Vault password: ' : `Vault password (${id}): `;
    passwords.push({ id, password: await ask(question) });
  }
  return passwords;
}

/** The passwords for logging in and for becoming another user; the second is the first where only that is given. */
export async function loginPasswords(
  request: RunRequest,
  settings: Settings,
  files: ControlFiles,
  workingDirectory: string,
  ask: AskHidden,
): Promise<{ readonly password?: string; readonly becomePassword?: string }> {
  const fromFile = (path: string) => passwordIn(resolve(workingDirectory, path), files);
  let password: string | undefined;
  if (request.passwordFile !== undefined) password = fromFile(request.passwordFile);
  else if (settings.ask.password) password = await ask('SSH password: ');
  let becomePassword: string | undefined;
  if (request.becomePasswordFile !== undefined) becomePassword = fromFile(request.becomePasswordFile);
  else if (settings.ask.becomePassword) {
    const fallback = password === undefined ? '' : ' (Enter: the SSH password)';
    const answer = await ask(`Become password${fallback}: `);
    becomePassword = answer === '' ? password : answer;
  }
  return {
    ...(password === undefined ? {} : { password }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
  };
}

function passwordIn(path: string, files: ControlFiles): string {
  const problem = files.isFile(path) ? undefined : `there is no password file ${path}`;
  const password = problem === undefined ? files.readText(path).replace(/[\r\n]+$/, '') : '';
  const summary = problem ?? (password === '' ? `the password file ${path} is empty` : undefined);
  if (summary !== undefined) throw new Mistakes([{ code: 'password-file', severity: 'error', summary }]);
  return password;
}

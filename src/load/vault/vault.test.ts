import { describe, expect, it } from 'vitest';
import { Mistakes } from '../../core/diagnostic.ts';
import { MASK, Secrets } from '../../core/secrets.ts';
import { filesInMemory } from '../control-files.ts';
import { Reader } from '../reader.ts';
import { parseVaultId, readVaultPassword } from './passwords.ts';
import { Vault } from './vault.ts';

const dev = { id: 'dev', password: 'a password' };
const main = { id: 'default', password: 'another one' };
const place = { file: 'vars.yml', line: 3, column: 6 };

function mistakeOf(action: () => unknown) {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof Mistakes) return thrown.diagnostics[0];
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('the vault', () => {
  it('opens what it closed, with any of its passwords', () => {
    const closed = new Vault([dev], new Secrets()).encrypt('hello\n');
    expect(closed).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;dev\n(?:[0-9a-f]{1,80}\n)+$/);
    expect(new Vault([main, dev], new Secrets()).decryptText(closed)).toBe('hello\n');
    expect(new Vault([{ ...dev, id: 'other' }], new Secrets()).decryptText(closed)).toBe('hello\n');
  });

  it('makes secrets of what it opened', () => {
    const secrets = new Secrets();
    const vault = new Vault([main], secrets);
    vault.decryptText(vault.encrypt('hidden text'));
    expect(secrets.mask('the hidden text and another one')).toBe(`the ${MASK} and ${MASK}`);
  });

  it('says what is missing or wrong', () => {
    const closed = new Vault([dev], new Secrets()).encrypt('x');
    expect(mistakeOf(() => new Vault([], new Secrets()).decrypt(closed, place))).toMatchObject({
      code: 'vault-password-missing',
      place,
    });
    expect(mistakeOf(() => new Vault([main], new Secrets()).decrypt(closed, place))).toMatchObject({
      code: 'vault-password-wrong',
      summary: "this is encrypted for the vault id 'dev', and none of the vault passwords given opens it",
      hint: "tried: 'default'",
      place,
    });
    const vault = new Vault([dev], new Secrets());
    expect(mistakeOf(() => vault.decrypt(closed.slice(0, 90)))).toMatchObject({ code: 'vault-format' });
    expect(mistakeOf(() => vault.decrypt('$ANSIBLE_VAULT;1.1;AES\n00\n'))?.summary).toContain(
      'cipher AES is not known',
    );
    expect(mistakeOf(() => vault.encrypt('x', 'prod'))?.hint).toBe("given are 'dev'");
  });

  it('notices damage', () => {
    const vault = new Vault([dev], new Secrets());
    const lines = vault.encrypt('hello').split('\n');
    const damaged = [
      ...lines.slice(0, -2),
      (lines.at(-2) ?? '').replace(/..$/, (end) => (end === '30' ? '31' : '30')),
      '',
    ].join('\n');
    expect(mistakeOf(() => vault.decrypt(damaged))?.code).toMatch(/^vault-/);
  });
});

describe('encrypted files', () => {
  const secrets = new Secrets();
  const vault = new Vault([main], secrets);

  it('are read like others, their values are secret, and their lines are never shown', () => {
    const closed = vault.encrypt('token: abcdef-123\nport: 54321\nlist: [deep value]\nbroken: {{ x }}\n');
    const reader = new Reader(filesInMemory({ 'secret.yml': closed }), vault);
    const { diagnostics } = reader.yaml('secret.yml');
    expect(diagnostics).toMatchObject([
      { code: 'yaml-unquoted-braces', place: { file: 'secret.yml', line: 4 } },
    ]);
    expect(diagnostics[0]?.line).toBeUndefined();
    expect(secrets.mask('abcdef-123 54321 deep value')).toBe(`${MASK} ${MASK} ${MASK}`);
    expect(reader.texts.has('secret.yml')).toBe(false);
    expect(Buffer.from(reader.bytes('secret.yml')).toString()).toContain('token: abcdef-123');
  });

  it('that are missing are mistakes', () => {
    const reader = new Reader(filesInMemory({}), vault);
    expect(reader.yaml('gone.yml').diagnostics).toMatchObject([
      { summary: 'cannot read gone.yml: there is no such file' },
    ]);
  });
});

describe('passwords', () => {
  it('are named by --vault-id', () => {
    expect(parseVaultId('dev@file')).toEqual({ id: 'dev', file: 'file' });
    expect(parseVaultId('dev@prompt')).toEqual({ id: 'dev' });
    expect(parseVaultId('file')).toEqual({ id: 'default', file: 'file' });
    expect(parseVaultId('@file')).toEqual({ id: 'default', file: 'file' });
  });

  it('are in files, or printed by programs', () => {
    const files = filesInMemory({ plain: ' secret\n', 'keyring-client.sh': '#!/bin/sh\n', empty: '\n' }, [
      'keyring-client.sh',
    ]);
    expect(readVaultPassword('default', 'plain', files)).toEqual({ id: 'default', password: 'secret' });
    const program = readVaultPassword('dev', 'keyring-client.sh', files, (_, args) => ({
      status: 0,
      stdout: `${args.join(' ')}\n`,
      stderr: '',
    }));
    expect(program.password).toBe('--vault-id dev');
    expect(() => readVaultPassword('dev', 'empty', files)).toThrow('is empty');
  });
});

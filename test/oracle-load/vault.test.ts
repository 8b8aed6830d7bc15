import { describe, expect, it } from 'vitest';
import { Secrets } from '../../src/core/secrets.ts';
import { Vault } from '../../src/load/vault/vault.ts';
import { type Answer, ask } from './oracle.ts';

const TEXTS = [
  '',
  'a',
  'exactly sixteen!',
  'two\nlines\n',
  'é ☃ 😀',
  'x'.repeat(5000),
  'a: 1\nb: "{{ c }}"\n',
];
const PASSWORDS = ['secret', 'with space and ü', 'x'.repeat(100)];

function ok(answer: Answer | undefined): string {
  if (!answer || 'error' in answer) throw new Error(JSON.stringify(answer));
  return String(answer.ok);
}

describe('the vault', () => {
  const cases = TEXTS.flatMap((text) =>
    PASSWORDS.flatMap((password) => ['default', 'dev'].map((id) => ({ text, password, id }))),
  );

  it('opens what the original made', () => {
    const answers = ask(
      cases.map(({ text, password, id }) => ({
        ask: 'vault_encrypt',
        text,
        secrets: [[id, password]],
        id: id === 'default' ? null : id,
      })),
    );
    for (const [index, { text, password, id }] of cases.entries()) {
      const made = ok(answers[index]);
      expect(made.split('\n')[0]).toBe(
        id === 'default' ? '$ANSIBLE_VAULT;1.1;AES256' : '$ANSIBLE_VAULT;1.2;AES256;dev',
      );
      const vault = new Vault(
        [
          { id: 'other', password: 'wrong' },
          { id, password },
        ],
        new Secrets(),
      );
      expect(vault.decrypt(made).toString('utf8')).toBe(text);
    }
  });

  it('makes what the original opens', () => {
    const made = cases.map(({ text, password, id }) =>
      new Vault([{ id, password }], new Secrets()).encrypt(text),
    );
    const answers = ask(
      cases.map(({ password, id }, index) => ({
        ask: 'vault_decrypt',
        text: made[index],
        secrets: [[id, password]],
      })),
    );
    expect(answers.map(ok)).toEqual(cases.map(({ text }) => text));
  });

  it('makes, from the same salt, byte for byte the same', () => {
    const [answer] = ask([
      { ask: 'vault_encrypt', text: 'hello', secrets: [['dev', 'secret']], id: 'dev', salt: 'a'.repeat(32) },
    ]);
    const vault = new Vault([{ id: 'dev', password: 'secret' }], new Secrets());
    expect(vault.encrypt('hello', 'dev', Buffer.from('a'.repeat(32)))).toBe(ok(answer));
  });
});

/** What stands in the first line of everything ansible-vault encrypts. */
const HEADER = '$ANSIBLE_VAULT';

export interface Envelope {
  readonly version: '1.1' | '1.2';
  /** The label of the password that was used; version 1.1 has none. */
  readonly vaultId?: string;
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}

export function isEncrypted(text: string): boolean {
  return text.startsWith(`${HEADER};`);
}

/** Takes an encrypted text apart; says what is wrong with it where it can't. */
export function readEnvelope(text: string): Envelope | { readonly problem: string } {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const [header = '', ...body] = lines;
  const [name, version, cipher, vaultId] = header.split(';');
  if (name !== HEADER) return { problem: `it doesn't begin with ${HEADER}` };
  if (version !== '1.1' && version !== '1.2')
    return { problem: `its format ${version ?? ''} is not known (1.1 and 1.2 are)` };
  if (cipher !== 'AES256') return { problem: `its cipher ${cipher ?? ''} is not known (AES256 is)` };
  const outer = fromHex(body.join(''));
  const parts = outer?.toString('latin1').split('\n');
  const [salt, hmac, ciphertext] = (parts ?? []).map(fromHex);
  if (parts?.length !== 3 || !salt || !hmac || !ciphertext)
    return { problem: 'it is damaged: its lines are not what was written' };
  return { version, salt, hmac, ciphertext, ...(version === '1.2' && vaultId ? { vaultId } : {}) };
}

export function writeEnvelope(envelope: Envelope): string {
  const inner = [envelope.salt, envelope.hmac, envelope.ciphertext]
    .map((part) => part.toString('hex'))
    .join('\n');
  const lines =
    Buffer.from(inner, 'latin1')
      .toString('hex')
      .match(/.{1,80}/g) ?? [];
  const id = envelope.version === '1.2' ? `;${envelope.vaultId ?? 'default'}` : '';
  return `${HEADER};${envelope.version};AES256${id}\n${lines.join('\n')}\n`;
}

function fromHex(text: string): Buffer | undefined {
  return /^(?:[0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

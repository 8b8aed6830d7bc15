import { createHash } from 'node:crypto';

/** The type that a public key blob says it is: `ssh-ed25519`. */
export function keyType(blob: Buffer): string {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0);
  return blob.toString('latin1', 4, 4 + length);
}

/** As ssh prints it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** ED25519, ECDSA, RSA: the names people know. */
export function keyKind(type: string): string {
  if (type.includes('ed25519')) return 'ED25519';
  if (type.startsWith('ecdsa')) return 'ECDSA';
  if (type.includes('rsa')) return 'RSA';
  return type;
}

/** Signature algorithms for host keys in our order of preference; one key type may have several. */
const ALGORITHMS = [
  ['ssh-ed25519', 'ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256'],
  ['ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp384'],
  ['ecdsa-sha2-nistp521', 'ecdsa-sha2-nistp521'],
  ['ssh-rsa', 'rsa-sha2-512'],
  ['ssh-rsa', 'rsa-sha2-256'],
  ['ssh-rsa', 'ssh-rsa'],
] as const;

export type HostKeyAlgorithm = (typeof ALGORITHMS)[number][1];

/** Those of known keys first: a host that is known by one key would else show another one, which nobody knows. */
export function hostKeyAlgorithms(knownTypes: ReadonlySet<string>): HostKeyAlgorithm[] {
  const known = ALGORITHMS.filter(([type]) => knownTypes.has(type));
  const others = ALGORITHMS.filter(([type]) => !knownTypes.has(type));
  return [...known, ...others].map(([, algorithm]) => algorithm);
}

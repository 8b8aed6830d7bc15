import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { NeverReachable } from '../unreachable.ts';
import { fingerprint, type HostKeyAlgorithm, hostKeyAlgorithms, keyKind, keyType } from './host-key.ts';
import { describeKnown, type KeyVerdict, KnownHosts, knownName } from './known-hosts.ts';
import type { SshSettings } from './ssh-config.ts';

/** Is this host the one it is known as? Decides during the handshake, and keeps the reason for a refusal. */
export class HostKeyCheck {
  refusal: NeverReachable | undefined;
  readonly algorithms: readonly HostKeyAlgorithm[];
  private readonly known: KnownHosts;
  private readonly name: string;

  constructor(
    private readonly settings: SshSettings,
    private readonly mode: SshSettings['strictHostKeyChecking'],
  ) {
    this.name = settings.hostKeyAlias ?? settings.hostName;
    this.known = KnownHosts.from([...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles]);
    this.algorithms = hostKeyAlgorithms(this.known.types(this.name, this.port));
  }

  /** An alias stands for the host on whatever port. */
  private get port(): number {
    return this.settings.hostKeyAlias === undefined ? this.settings.port : 22;
  }

  accepts(blob: Buffer): boolean {
    const verdict = this.known.check(this.name, this.port, blob);
    if (verdict.is === 'known') return true;
    if (this.mode === 'no' && verdict.is !== 'revoked') return true;
    if (this.mode === 'accept-new' && verdict.is === 'unknown') return this.remember(blob);
    this.refusal = this.explain(verdict, blob);
    return false;
  }

  private remember(blob: Buffer): boolean {
    const file = this.settings.userKnownHostsFiles[0];
    if (file === undefined) return true;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, `${knownName(this.name, this.port)} ${keyType(blob)} ${blob.toString('base64')}\n`, {
      mode: 0o600,
    });
    return true;
  }

  private explain(verdict: Exclude<KeyVerdict, { is: 'known' }>, blob: Buffer): NeverReachable {
    const shown = `${keyKind(keyType(blob))} key ${fingerprint(blob)}`;
    const name = knownName(this.name, this.port);
    const keyscan = `ssh-keyscan ${this.settings.port === 22 ? '' : `-p ${this.settings.port} `}${this.settings.hostName}`;
    switch (verdict.is) {
      case 'revoked':
        return new NeverReachable(
          `${name} shows a host key that was revoked: ${shown}, by ${verdict.by.file}:${verdict.by.line}`,
          { hint: 'somebody who got hold of that key may be answering; do not connect' },
        );
      case 'changed':
        if (verdict.by.type !== keyType(blob)) {
          return new NeverReachable(
            `${name} shows its ${shown}, but is known by its ${keyKind(verdict.by.type)} key ${describeKnown(verdict.by)}`,
            { hint: `if you are sure that it is the same host, add the key: ${keyscan} >> ${this.file}` },
          );
        }
        return new NeverReachable(
          `the host key of ${name} has changed: it shows ${shown}, and is known by ${describeKnown(verdict.by)}`,
          {
            hint: `either it was installed anew, or another machine is answering in its place. If you know why, remove the old key: ssh-keygen -R '${name}' -f ${verdict.by.file}`,
          },
        );
      case 'unknown': {
        const authority =
          verdict.authority === undefined
            ? ''
            : ` (${verdict.authority.file}:${verdict.authority.line} names a certificate authority for it, but host certificates are not supported)`;
        return new NeverReachable(`${name} is not a known host: it shows ${shown}${authority}`, {
          hint: `compare the fingerprint, then add it: connect once with ssh, or ${keyscan} >> ${this.file}; or accept new hosts with 'StrictHostKeyChecking accept-new' in ~/.ssh/config`,
        });
      }
    }
  }

  private get file(): string {
    return this.settings.userKnownHostsFiles[0] ?? '~/.ssh/known_hosts';
  }
}

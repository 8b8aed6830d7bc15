import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import type { Maybe } from '../core/unknown.ts';

/** A pair of keys for ssh; the private one is never read. */
export interface SshKey {
  readonly exists: boolean;
  readonly publicExists: boolean;
  readonly publicKey?: Maybe<string>;
  /** What `ssh-keygen -l` prints. */
  readonly fingerprint?: Maybe<string>;
}

/** By the private key's path. */
export function sshKey(path: string): Key<SshKey> {
  return key<SshKey>('ssh-key', path);
}

const probe: Probe<SshKey> = {
  kind: 'ssh-key',
  script: (keys) =>
    keys
      .map(({ subject }) => {
        const [priv, pub] = [quote(subject), quote(`${subject}.pub`)];
        return [
          `[ -e ${priv} ] && echo yes || echo no`,
          `[ -e ${pub} ] && echo yes || echo no`,
          `head -n 1 -- ${pub} 2>/dev/null | tr -d '\\n'; echo`,
          `ssh-keygen -l -f ${pub} 2>/dev/null | head -n 1 | tr -d '\\n'; echo`,
        ].join('\n');
      })
      .join('\n'),
  parse({ stdout }, keys) {
    const lines = stdout.toString('utf8').split('\n');
    return keys.map((_, i): SshKey => {
      const [priv, pub, publicKey = '', fingerprint = ''] = lines.slice(i * 4, i * 4 + 4);
      return {
        exists: priv === 'yes',
        publicExists: pub === 'yes',
        ...(publicKey === '' ? {} : { publicKey: publicKey.trim() }),
        ...(fingerprint === '' ? {} : { fingerprint }),
      };
    });
  },
  restsOn: ({ subject }) => [
    { kind: 'path', subject },
    { kind: 'path', subject: `${subject}.pub` },
    { kind: 'path', subject: subject.slice(0, subject.lastIndexOf('/')) || '/' },
  ],
};

export default probe;

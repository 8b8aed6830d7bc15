import { createHmac } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fingerprint, keyType } from './host-key.ts';
import { matchesPatterns } from './host-pattern.ts';

/** One line of a known_hosts file. */
export interface KnownKey {
  readonly marker: 'cert-authority' | 'revoked' | undefined;
  readonly hosts: string;
  readonly type: string;
  readonly blob: Buffer;
  readonly file: string;
  readonly line: number;
}

export type KeyVerdict =
  | { readonly is: 'known' }
  | { readonly is: 'unknown'; readonly authority: KnownKey | undefined }
  | { readonly is: 'changed'; readonly by: KnownKey }
  | { readonly is: 'revoked'; readonly by: KnownKey };

/** The name a host has in known_hosts: with its port unless that is 22. */
export function knownName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

export function parseKnownHosts(text: string, file: string): KnownKey[] {
  const keys: KnownKey[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const found = /^\s*(?:@(cert-authority|revoked)\s+)?([^#@\s]\S*)\s+(\S+)\s+([A-Za-z0-9+/=]+)/.exec(line);
    const [, marker, hosts, type, base64] = found ?? [];
    if (hosts === undefined || type === undefined || base64 === undefined) continue;
    const blob = Buffer.from(base64, 'base64');
    if (keyType(blob) !== type) continue;
    keys.push({ marker: marker as KnownKey['marker'], hosts, type, blob, file, line: index + 1 });
  }
  return keys;
}

/** Keys that some files know; the files are read once, until they change. */
export class KnownHosts {
  private constructor(private readonly files: readonly KnownKeys[]) {}

  static from(files: readonly string[]): KnownHosts {
    return new KnownHosts(files.flatMap(fileKeys));
  }

  static of(text: string, file = 'known_hosts'): KnownHosts {
    return new KnownHosts([new KnownKeys(parseKnownHosts(text, file))]);
  }

  /** Types of the keys by which the host is known. */
  types(host: string, port: number): ReadonlySet<string> {
    return new Set(this.of(host, port).map((key) => key.type));
  }

  check(host: string, port: number, blob: Buffer): KeyVerdict {
    const all = this.matching(knownName(host, port));
    const revoked = all.find((key) => key.marker === 'revoked' && key.blob.equals(blob));
    if (revoked !== undefined) return { is: 'revoked', by: revoked };
    const plain = all.filter((key) => key.marker === undefined);
    if (plain.some((key) => key.blob.equals(blob))) return { is: 'known' };
    if (port !== 22 && plain.length === 0) {
      // As ssh does: known without its port is known too, but no reason to call another key changed.
      const bare = this.matching(knownName(host, 22));
      if (bare.some((key) => key.marker === undefined && key.blob.equals(blob))) return { is: 'known' };
    }
    const other = plain.find((key) => key.type === keyType(blob)) ?? plain[0];
    if (other !== undefined) return { is: 'changed', by: other };
    return { is: 'unknown', authority: all.find((key) => key.marker === 'cert-authority') };
  }

  private of(host: string, port: number): KnownKey[] {
    const named = this.matching(knownName(host, port)).filter((key) => key.marker === undefined);
    return named.length > 0
      ? named
      : this.matching(knownName(host, 22)).filter((key) => key.marker === undefined);
  }

  private matching(name: string): KnownKey[] {
    return this.files.flatMap((keys) => keys.matching(name));
  }
}

/** One file's keys: thousands of hosts look for theirs among as many lines. */
class KnownKeys {
  /** Of lines that name hosts as they are. */
  private readonly byName = new Map<string, KnownKey[]>();
  /** Patterns and hashed names have to be tried one by one. */
  private readonly others: KnownKey[] = [];
  private readonly found = new Map<string, readonly KnownKey[]>();

  constructor(keys: readonly KnownKey[]) {
    for (const key of keys) {
      if (/[*?!|]/.test(key.hosts)) this.others.push(key);
      else for (const name of new Set(key.hosts.toLowerCase().split(','))) this.under(name).push(key);
    }
  }

  matching(name: string): readonly KnownKey[] {
    let found = this.found.get(name);
    if (found === undefined) {
      const others = this.others.filter((key) => hostsMatch(key.hosts, name));
      found = [...(this.byName.get(name) ?? []), ...others].sort((a, b) => a.line - b.line);
      this.found.set(name, found);
    }
    return found;
  }

  private under(name: string): KnownKey[] {
    let keys = this.byName.get(name);
    if (keys === undefined) {
      keys = [];
      this.byName.set(name, keys);
    }
    return keys;
  }
}

function hostsMatch(hosts: string, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(hosts);
  if (hashed === null) return matchesPatterns(name, hosts.toLowerCase().split(','));
  const [, salt = '', hash = ''] = hashed;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

const read = new Map<string, { stamp: string; keys: KnownKeys }>();

function fileKeys(file: string): KnownKeys[] {
  const state = statSync(file, { throwIfNoEntry: false });
  if (state?.isFile() !== true) return [];
  const stamp = `${state.mtimeMs}:${state.size}:${state.ino}`;
  const former = read.get(file);
  if (former?.stamp === stamp) return [former.keys];
  let keys = new KnownKeys([]);
  try {
    keys = new KnownKeys(parseKnownHosts(readFileSync(file, 'utf8'), file));
  } catch {
    // A file that can't be read knows nobody; the refusal that follows names the files.
  }
  read.set(file, { stamp, keys });
  return [keys];
}

/** For messages. */
export function describeKnown(key: KnownKey): string {
  return `${fingerprint(key.blob)} (${key.file}:${key.line})`;
}

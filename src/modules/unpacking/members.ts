import { sha256 } from '@noble/hashes/sha2.js';
import { gunzipSync, unzipSync } from 'fflate';

/** One thing in an archive. */
export interface Member {
  /** Relative, without `./` and trailing slashes. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link' | 'hard';
  /** The bits of 0o7777; undefined where the archive doesn't keep any. */
  readonly mode?: number;
  /** Whole seconds since 1970, of files in tar archives. */
  readonly mtime?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly owner?: string;
  readonly group?: string;
  /** Hex, of files. */
  readonly sha256?: string;
  /** A link's text; for hard links, the member it is another name of. */
  readonly target?: string;
}

export type ArchiveKind = 'zip' | 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'unknown';

/** What kind of archive the bytes begin like. */
export function kindOf(bytes: Buffer): ArchiveKind {
  const starts = (...wanted: number[]) => wanted.every((byte, i) => bytes[i] === byte);
  if (starts(0x50, 0x4b)) return 'zip';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x42, 0x5a, 0x68)) return 'bzip2';
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'xz';
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  return bytes.toString('latin1', 257, 262) === 'ustar' ? 'tar' : 'unknown';
}

/** What is in the archive; undefined where it can't be read here (bzip2, xz, zstd, devices), and only the host can tell. */
export function membersOf(bytes: Buffer): readonly Member[] | undefined {
  try {
    switch (kindOf(bytes)) {
      case 'zip':
        return zipMembers(bytes);
      case 'gzip':
        return tarMembers(Buffer.from(gunzipSync(bytes)));
      case 'tar':
        return tarMembers(bytes);
      default:
        return undefined;
    }
  } catch {
    // Whoever unpacks it says what is wrong with it.
    return undefined;
  }
}

const hash = (bytes: Uint8Array) => Buffer.from(sha256(bytes)).toString('hex');
const clean = (path: string) => path.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');

const TAR_TYPES: Readonly<Record<string, Member['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard',
  '2': 'link',
  '5': 'directory',
};

/** POSIX and GNU tar: headers of 512 bytes, long names in members of their own before the member they are for. */
function tarMembers(bytes: Buffer): readonly Member[] | undefined {
  const members: Member[] = [];
  let more: Record<string, string> = {};
  let at = 0;
  let isWhole = false;
  while (at + 512 <= bytes.length) {
    const header = bytes.subarray(at, at + 512);
    isWhole = header[0] === 0 && header.every((byte) => byte === 0);
    if (isWhole) break;
    const size = more['size'] === undefined ? number(header, 124, 12) : Number(more['size']);
    const content = bytes.subarray(at + 512, at + 512 + size);
    if (content.length < size) return undefined;
    at += 512 + Math.ceil(size / 512) * 512;
    const letter = String.fromCharCode(header[156] ?? 0);
    if (letter === 'L') more = { ...more, path: text(content, 0, size) };
    else if (letter === 'K') more = { ...more, linkpath: text(content, 0, size) };
    else if (letter === 'x') more = { ...more, ...paxFields(content) };
    else if (letter !== 'g') {
      const type = TAR_TYPES[letter];
      if (type === undefined) return undefined;
      const prefix = text(header, 257, 5) === 'ustar' && header[262] === 0 ? text(header, 345, 155) : '';
      const name = more['path'] ?? `${prefix === '' ? '' : `${prefix}/`}${text(header, 0, 100)}`;
      const isFolder = type === 'directory' || (type === 'file' && name.endsWith('/'));
      const linked = more['linkpath'] ?? text(header, 157, 100);
      members.push({
        path: clean(name),
        type: isFolder ? 'directory' : type,
        mode: number(header, 100, 8) & 0o7777,
        uid: more['uid'] === undefined ? number(header, 108, 8) : Number(more['uid']),
        gid: more['gid'] === undefined ? number(header, 116, 8) : Number(more['gid']),
        mtime: Math.floor(more['mtime'] === undefined ? number(header, 136, 12) : Number(more['mtime'])),
        owner: more['uname'] ?? text(header, 265, 32),
        group: more['gname'] ?? text(header, 297, 32),
        ...(type === 'file' && !isFolder ? { sha256: hash(content) } : {}),
        ...(type === 'link' ? { target: linked } : type === 'hard' ? { target: clean(linked) } : {}),
      });
      more = {};
    }
  }
  return isWhole || at === bytes.length ? members : undefined;
}

function text(bytes: Buffer, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** Octal digits, or for large numbers two's complement after a first byte of 0x80. */
function number(bytes: Buffer, from: number, length: number): number {
  if (((bytes[from] ?? 0) & 0x80) === 0) return Number.parseInt(text(bytes, from, length).trim() || '0', 8);
  return [...bytes.subarray(from + 1, from + length)].reduce((sum, byte) => sum * 256 + byte, 0);
}

/** `LENGTH NAME=VALUE`, a line each. */
function paxFields(content: Buffer): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString('latin1', at, space));
    if (!(length > 0)) break;
    const [, name = '', value = ''] =
      /^([^=]*)=([\s\S]*)\n$/.exec(content.toString('utf8', space + 1, at + length)) ?? [];
    fields[name] = value;
    at += length;
  }
  return fields;
}

/** The list at the end of a zip tells modes; its entries tell contents. */
function zipMembers(bytes: Buffer): readonly Member[] | undefined {
  const contents = unzipSync(bytes);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) return undefined;
  const members: Member[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const isUnix = bytes[at + 5] === 3;
    const attributes = bytes.readUInt32LE(at + 38) >>> 16;
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const content = contents[name];
    const mode = isUnix && (attributes & 0o7777) !== 0 ? { mode: attributes & 0o777 } : {};
    const path = clean(name);
    if (name.endsWith('/')) members.push({ path, type: 'directory', ...mode });
    else if (content === undefined) return undefined;
    else if (isUnix && (attributes & 0o170000) === 0o120000)
      members.push({ path, type: 'link', target: Buffer.from(content).toString('utf8') });
    else members.push({ path, type: 'file', ...mode, sha256: hash(content) });
  }
  return members;
}

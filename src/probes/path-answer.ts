import type { Key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { ProbeOutput } from '../core/probe.ts';
import type { Content } from '../core/step.ts';
import { split } from './path-script.ts';
import {
  CONTENT_LIMIT,
  type FileType,
  NOTHING,
  type PathState,
  type Present,
  type TreeEntry,
} from './path-state.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Found = Writable<Partial<Present>> & { denied?: true; broken?: true; exists?: true };

/** Reads the answer of `pathScript`. */
export function pathAnswer(
  output: ProbeOutput,
  keys: readonly Key<PathState>[],
): readonly (PathState | ReadFailure)[] {
  const reader = new Reader(output.stdout);
  const found: Found[] = keys.map(() => ({}));
  let real = '/';
  while (!reader.atEnd) {
    const [word = '', ...rest] = reader.line().split(' ');
    const index = Number(rest[0]);
    const one = found[index] ?? {};
    switch (word) {
      case 'real':
        real = reader.text(index);
        break;
      case 'absent':
      case 'denied':
      case 'here': {
        const key = keys[index];
        if (key) one.canonical = join(real, split(key.subject).name);
        if (word === 'denied') one.denied = true;
        if (word === 'here') Object.assign(one, access(rest[1] ?? ''));
        break;
      }
      case 'stat':
        for (const i of rest) Object.assign(found[Number(i)] ?? {}, attributes(reader.line()));
        break;
      case 'sha256':
      case 'sha1':
      case 'md5':
      case 'sha224':
      case 'sha384':
      case 'sha512':
        for (const i of rest) {
          const sum = /^\\?([0-9a-f]{32,128})/.exec(reader.line())?.[1];
          const state = found[Number(i)];
          if (sum && state) state[word] = sum;
        }
        break;
      case 'target':
        one.target = reader.text(Number(rest[1]));
        break;
      case 'leads': {
        const leads = reader.text(Number(rest[1]));
        if (leads) one.real = leads;
        break;
      }
      case 'links':
        for (const i of rest) (found[Number(i)] ?? {}).target = reader.line();
        for (const i of rest) (found[Number(i)] ?? {}).real = reader.line();
        break;
      case 'content':
        content(one, reader);
        break;
      case 'tree':
        tree(one, reader);
        break;
      case 'mime':
      case 'flags':
        for (const i of rest) {
          const answer = reader.line();
          const state = found[Number(i)];
          if (state && answer !== '-') state[word] = answer;
        }
        break;
      case 'letters':
        for (const i of rest) {
          const answer = reader.line();
          const state = found[Number(i)];
          if (state && answer !== '-') state.letters = (answer.split(' ')[0] ?? '').replaceAll('-', '');
        }
        break;
      default:
        throw new Error(`unexpected line: ${word} ${rest.join(' ')}`);
    }
  }
  return found.map((one, i) => finished(one, keys[i]?.subject ?? ''));
}

function finished({ denied, broken, exists, ...state }: Found, subject: string): PathState | ReadFailure {
  if (denied) return new ReadFailure(`cannot look at ${subject}: permission denied on a folder above it`);
  if (broken) return new ReadFailure(`cannot read everything below ${subject}`);
  if (!exists || state.type === undefined) {
    return state.canonical === undefined ? NOTHING : { ...NOTHING, canonical: state.canonical };
  }
  // Content comes with its hash; without it (the file couldn't be summed) it would be of no use.
  if (state.content && !state.sha256) delete state.content;
  if (state.content && !('unknown' in state.content)) {
    state.content = { ...(state.content as Content), sha256: state.sha256 as string };
  }
  return state as Present;
}

function access(letters: string): Partial<Present> {
  return { readable: letters[0] === 'r', writable: letters[1] === 'w', executable: letters[2] === 'x' };
}

/** By the octal digits of the mode's upper bits. */
const TYPES: Readonly<Record<string, FileType>> = {
  '1': 'fifo',
  '2': 'char',
  '4': 'directory',
  '6': 'block',
  '10': 'file',
  '12': 'link',
  '14': 'socket',
};

/** A line of ATTRIBUTES_FORMAT; '-' where the path vanished meanwhile. */
export function attributes(line: string): Found {
  const [stamp = '', links, major, minor, blocks, blockSize, atime, owner, group, access] = line.split('|');
  const [device, inode, size, mtime, ctime, raw = '', uid = '', gid = '', ...texts] = stamp.split(':');
  const [modified, changed] = texts.join(':').matchAll(/\d+:\d+:\d+(?:\.(\d+))?/g);
  const mode = Number.parseInt(raw, 16);
  const type = TYPES[(mode >> 12).toString(8)];
  if (!type) return {};
  return {
    exists: true,
    type,
    mode: mode & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    owner: nameOr(owner, uid),
    group: nameOr(group, gid),
    size: Number(size),
    stamp,
    atime: time(atime, /\.(\d+)/.exec(access ?? '')?.[1]),
    mtime: time(mtime, modified?.[1]),
    ctime: time(ctime, changed?.[1]),
    device: Number(device),
    inode: Number(inode),
    links: Number(links),
    blocks: Number(blocks),
    blockSize: Number(blockSize),
    deviceType: deviceNumber(Number.parseInt(major ?? '0', 16), Number.parseInt(minor ?? '0', 16)),
  };
}

/** As the C library packs the two numbers. */
function deviceNumber(major: number, minor: number): number {
  return (major & 0xfff) * 0x100 + (minor & 0xff) + (minor & ~0xff) * 0x1000;
}

/** `stat` says UNKNOWN for an id that has no name. */
function nameOr(name: string | undefined, id: string): string {
  return name === undefined || name === 'UNKNOWN' || name === '' ? id : name;
}

function time(seconds: string | undefined, fraction: string | undefined): number {
  return Number(`${seconds}.${fraction ?? '0'}`);
}

function content(one: Found, reader: Reader): void {
  const lines: string[] = [];
  for (let line = reader.line(); line !== '.'; line = reader.line()) lines.push(line);
  const bytes = Buffer.from(lines.join(''), 'base64');
  if (bytes.length <= CONTENT_LIMIT) one.content = { sha256: '', size: bytes.length, read: () => bytes };
}

function tree(one: Found, reader: Reader): void {
  const entries: TreeEntry[] = [];
  for (let line = reader.line(); !line.startsWith('end '); line = reader.line()) {
    const count = Number(line.replace('batch ', ''));
    const states = Array.from({ length: count }, () => attributes(reader.line()));
    for (const state of states) {
      const path = reader.text(Number(reader.line()));
      const [word, ...rest] = reader.line().split(' ');
      const { type, mode, uid, gid, owner, group, size } = state as TreeEntry;
      const more =
        word === 'link'
          ? { target: reader.text(Number(rest[0])) }
          : word === 'sum'
            ? { sha256: rest[0] ?? '' }
            : {};
      if (type) entries.push({ path, type, mode, uid, gid, owner, group, size, ...more });
    }
  }
  if (reader.last.endsWith('broken')) one.broken = true;
  else one.tree = entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function join(folder: string, name: string): string {
  if (name === '') return folder === '' ? '/' : folder;
  return `${folder === '/' ? '' : folder}/${name}`;
}

/** Lines and counted bytes of what a script printed. */
class Reader {
  private position = 0;
  private readonly bytes: Buffer;
  /** The line that was read last. */
  last = '';

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new Error('the answer ends in the middle of a line');
    this.last = this.bytes.toString('utf8', this.position, end);
    this.position = end + 1;
    return this.last;
  }

  /** That many bytes and the newline after them. */
  text(length: number): string {
    const text = this.bytes.toString('utf8', this.position, this.position + length);
    this.position += length + 1;
    return text;
  }
}

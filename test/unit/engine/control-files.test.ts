import { beforeEach, expect, it } from 'vitest';
import { ControlFiles } from '../../../src/engine/control-files.ts';
import type { ControlMachine } from '../../../src/engine/index.ts';

let did: string[];
let stored: Map<string, { bytes: Buffer; stamp: string }>;
let files: ControlFiles;

const SIZE_OF_LARGE = 300_000_000;

beforeEach(() => {
  did = [];
  stored = new Map([['/a', { bytes: Buffer.from('one'), stamp: '1' }]]);
  const control: Partial<ControlMachine> = {
    readBytes: (path) => {
      did.push(`read ${path}`);
      return stored.get(path)?.bytes ?? Buffer.alloc(0);
    },
    stampOf: (path) => stored.get(path)?.stamp ?? '',
    sizeOf: (path) => (path.startsWith('/large') ? SIZE_OF_LARGE : (stored.get(path)?.bytes.length ?? 0)),
    isEncrypted: (path) => path === '/large-vault',
    *pieces(path) {
      did.push(`pieces of ${path}`);
      yield Buffer.from('a');
      yield Buffer.from('b');
    },
    async digestsOf(path, withMd5, onBytes) {
      did.push(`digests of ${path}${withMd5 ? ', MD5 too' : ''}`);
      onBytes(SIZE_OF_LARGE);
      return { sha256: `sha256 of ${path}`, sha1: `sha1 of ${path}` };
    },
    decrypt: (bytes) => (bytes.toString() === 'vault' ? Buffer.from('open') : bytes),
    digest: (algorithm, bytes) => {
      did.push(algorithm);
      return `${algorithm} of ${bytes.toString()}`;
    },
  };
  files = new ControlFiles(control as ControlMachine);
});

it('reads and hashes a file once, and again when it has changed', () => {
  for (let host = 0; host < 100; host++) expect(files.open('/a', false).sha1).toBe('sha1 of one');
  expect(did).toEqual(['read /a', 'sha256', 'sha1']);
  stored.set('/a', { bytes: Buffer.from('two'), stamp: '2' });
  expect(files.open('/a', false).content.sha256).toBe('sha256 of two');
  expect(did).toHaveLength(6);
});

it('hashes a text once for all who get the same one', () => {
  for (let host = 0; host < 100; host++) expect(files.text('one').content.sha256).toBe('sha256 of one');
  expect(did).toEqual(['sha256', 'sha1']);
  expect(files.text('two').sha1).toBe('sha1 of two');
});

it('keeps what a vault holds apart from what is stored', () => {
  stored.set('/v', { bytes: Buffer.from('vault'), stamp: '1' });
  expect(files.open('/v', false)).toMatchObject({ secret: true, sha1: 'sha1 of open' });
  expect(files.open('/v', true)).toMatchObject({ secret: false, sha1: 'sha1 of vault' });
});

it('hashes a large file once, for all who want it at the same time, and never holds it', async () => {
  stored.set('/large', { bytes: Buffer.alloc(0), stamp: '1' });
  const heard: string[] = [];
  const hash = () => files.hash('/large', false, (done, total) => heard.push(`${done} of ${total}`));
  await Promise.all(Array.from({ length: 100 }, hash));
  await hash();
  expect(did).toEqual(['digests of /large']);
  expect(heard).toEqual([`${SIZE_OF_LARGE} of ${SIZE_OF_LARGE}`]);
  const { content, sha1 } = files.open('/large', false);
  expect([content.sha256, content.size, sha1]).toEqual(['sha256 of /large', SIZE_OF_LARGE, 'sha1 of /large']);
  expect(Buffer.concat([...(content.pieces?.() ?? [])]).toString()).toBe('ab');
  expect(did).toEqual(['digests of /large', 'pieces of /large']);
});

it('a large file that changed since it was hashed is not sent as what it was', async () => {
  stored.set('/large', { bytes: Buffer.alloc(0), stamp: '1' });
  await files.hash('/large', false, () => undefined);
  stored.set('/large', { bytes: Buffer.alloc(0), stamp: '2' });
  expect(() => files.open('/large', false)).toThrow('changed while it was being read');
});

it('what a vault encrypted is opened as a whole, however large', async () => {
  stored.set('/large-vault', { bytes: Buffer.from('vault'), stamp: '1' });
  await files.hash('/large-vault', false, () => undefined);
  expect(files.open('/large-vault', false)).toMatchObject({ secret: true, sha1: 'sha1 of open' });
  expect(did.filter((what) => what.startsWith('digests'))).toEqual([]);
});

it('holds no more than some of many files; the others are read again when they are sent', () => {
  const bytes = Buffer.alloc(1024 * 1024);
  for (let n = 0; n < 70; n++) {
    stored.set(`/f${n}`, { bytes, stamp: '1' });
    files.open(`/f${n}`, false);
  }
  did = [];
  for (let n = 0; n < 70; n++) expect(files.open(`/f${n}`, false).content.read()).toHaveLength(bytes.length);
  expect(did).toHaveLength(6);
});

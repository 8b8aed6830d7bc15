import { beforeAll, expect, it } from 'vitest';
import { ControlFiles } from '../../../src/engine/control-files.ts';
import type { ControlMachine } from '../../../src/engine/index.ts';

let did: string[];
let stored: Map<string, { bytes: Buffer; stamp: string }>;
let files: ControlFiles;

beforeAll(() => {
  did = [];
  stored = new Map([['/a', { bytes: Buffer.from('one'), stamp: '1' }]]);
  const control: Partial<ControlMachine> = {
    readBytes: (path) => {
      did.push(`read ${path}`);
      return stored.get(path)?.bytes ?? Buffer.alloc(0);
    },
    stampOf: (path) => stored.get(path)?.stamp ?? '',
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

it('keeps what a vault holds apart from what is stored', () => {
  stored.set('/v', { bytes: Buffer.from('vault'), stamp: '1' });
  expect(files.open('/v', false)).toMatchObject({ secret: true, sha1: 'sha1 of open' });
  expect(files.open('/v', true)).toMatchObject({ secret: false, sha1: 'sha1 of vault' });
});

import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Expected } from '../../../src/core/probe.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import { made, NOTHING } from '../../../src/probes/path.ts';
import probe, { NO_VENV, type Venv, venv } from '../../../src/probes/venv.ts';
import { observe, SHELLS } from './support/shells.ts';

let folder: string;

function metadata(file: string, name: string, version: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  // The description comes later in the file, and may look like a header.
  writeFileSync(
    join(folder, file),
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nName: other\nVersion: 9\n`,
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jrun-venv-'));
  const site = 'it/lib/python3.11/site-packages';
  mkdirSync(join(folder, site), { recursive: true });
  mkdirSync(join(folder, 'it/bin'));
  mkdirSync(join(folder, 'system'));
  writeFileSync(join(folder, 'system/python3.11'), '#!/bin/sh\n');
  writeFileSync(join(folder, 'it/bin/pip'), '#!/bin/sh\n');
  chmodSync(join(folder, 'system/python3.11'), 0o755);
  chmodSync(join(folder, 'it/bin/pip'), 0o755);
  symlinkSync(join(folder, 'system/python3.11'), join(folder, 'it/bin/python'));
  writeFileSync(
    join(folder, 'it/pyvenv.cfg'),
    'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n',
  );
  metadata(`${site}/Nest_Asyncio-1.6.0.dist-info/METADATA`, 'Nest_Asyncio', '1.6.0');
  metadata(`${site}/windows-1.dist-info/METADATA`, 'windows\r', '1\r');
  metadata(`${site}/old-1.0-py3.11.egg-info/PKG-INFO`, 'old', '1.0');
  metadata(`${site}/app-2.dist-info/METADATA`, 'app', '2');
  appendFileSync(
    join(folder, `${site}/app-2.dist-info/METADATA`),
    'Requires-Dist: six\nRequires-Dist: aiohttp>=3; extra == "d"\n',
  );
  writeFileSync(
    join(folder, `${site}/app-2.dist-info/direct_url.json`),
    '{"url": "file:///srv/app", "dir_info": {"editable": true}}',
  );
  mkdirSync(join(folder, 'gone/bin'), { recursive: true });
  symlinkSync('/usr/bin/python3.99', join(folder, 'gone/bin/python'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('environments in %s', (shell) => {
  it('are read from their files', () => {
    const keys = ['it', 'gone', 'nowhere'].map((name) => venv(join(folder, name)));
    expect(observe(shell, probe, keys)).toEqual([
      {
        state: 'works',
        python: '3.11.2',
        hasPip: true,
        systemSitePackages: false,
        packages: {
          'nest-asyncio': { version: '1.6.0' },
          old: { version: '1.0' },
          windows: { version: '1' },
          app: { version: '2', url: 'file:///srv/app', editable: true },
        },
      },
      { ...NO_VENV, state: 'broken' },
      NO_VENV,
    ]);
  });

  it('tell what extras require, where that is asked for', () => {
    const [seen] = observe(shell, probe, [venv(join(folder, 'it'), 'extras')]);
    expect(seen).toMatchObject({
      packages: {
        'nest-asyncio': { version: '1.6.0', requires: [] },
        app: { requires: ['aiohttp>=3; extra == "d"'] },
      },
    });
  });
});

const WORKS: Venv = {
  state: 'works',
  python: '3.11.2',
  hasPip: true,
  systemSitePackages: false,
  packages: { a: { version: '1' } },
};

describe('what is expected of an environment', () => {
  const derive = (state: unknown) =>
    probe.derive?.(venv('/v'), WORKS, { get: () => state } as unknown as Expected).value;
  it('is what was there, whatever else is put into its folder', () => {
    expect(derive(made('/v', { type: 'directory' }))).toBe(WORKS);
  });
  it('is nothing, where its folder goes', () => {
    expect(derive(NOTHING)).toEqual(NO_VENV);
    expect(derive(Unknown.of('a command'))).toBeInstanceOf(Unknown);
  });
  it('is compared by what was asked for', () => {
    const packages = { a: { version: '2' }, b: { version: Unknown.of('b') }, c: { version: '1' } };
    expect(probe.differences?.({ ...WORKS, packages }, WORKS)).toEqual([
      'a 2 was expected, it is 1',
      'b is missing',
      'c is missing',
    ]);
    expect(probe.differences?.({ ...WORKS, packages: { a: { version: '2', kept: true } } }, WORKS)).toEqual(
      [],
    );
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DIRECTIVES } from '../../../src/compile/directives.ts';
import { modules } from '../../../src/modules/index.ts';
import { cacheFolder } from '../../hosts/support/cache-folder.ts';
import { run } from '../../hosts/support/command.ts';
import { Workplace } from './jrun.ts';

/** What the built program loads, rather than how long that takes: numbers that are the same on every machine. */

// Building takes seconds, and minutes on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let folder = '';
const place = new Workplace();

beforeAll(async () => {
  folder = mkdtempSync(path.join(cacheFolder('builds'), 'jrun-'));
  const built = await run([process.execPath, 'scripts/build.mjs', folder]);
  // It would say so where V8 could not see the program run.
  expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
  place.write({
    'one.yml': `
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.file: {path: ${place.folder}/made, state: directory}
`,
    'there.ini': 'there ansible_host=127.0.0.1 ansible_port=1\n',
  });
});

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
  place.remove();
});

test('--version loads nothing', () => {
  const { stdout, parts } = traced('--version');
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(parts).toEqual([]);
});

test('--help only loads what reads the command line', () => {
  const { stdout, packages, builtIn } = traced('--help');
  expect(stdout).toContain('--inventory');
  expect(packages).toEqual(['commander']);
  expect(builtIn).not.toContain('child_process');
});

test('a run on this machine loads no SSH, no schema compiler and nothing that moves on a screen', () => {
  const { stdout, packages, builtIn, instances } = traced('one.yml', '-i', 'localhost,', '-c', 'local');
  expect(stdout).toContain('ok=1');
  expect(packages).toEqual([
    '@noble/hashes',
    'commander',
    'diff',
    'fflate',
    'p-limit',
    'yaml',
    'yocto-queue',
  ]);
  expect(builtIn).not.toContain('http');
  expect(instances).toBe(0);
});

test('a run over SSH loads the client, and of it only what is used', () => {
  const { stdout, packages, builtIn, instances } = traced('one.yml', '-i', 'there.ini');
  expect(stdout).toContain('refuses connections on port 1');
  expect(packages).toEqual(
    expect.arrayContaining(['@noble/hashes', 'commander', 'node-ssh', 'ssh2', 'tweetnacl', 'yaml']),
  );
  for (const name of ['ajv', 'listr2', 'make-dir', 'semver']) expect(packages).not.toContain(name);
  expect(builtIn).not.toContain('http');
  const native = 'node_modules/ssh2/lib/protocol/crypto/build/Release/sshcrypto.node';
  expect(instances).toBe(existsSync(native) ? 0 : 1);
});

test('V8 takes what it compiled when the program was built', () => {
  const { parts } = traced('one.yml', '-i', 'there.ini');
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.filter(({ ahead }) => !ahead)).toEqual([]);
});

test('every schema was compiled: mistakes are the same as from source', async () => {
  const names = [...modules.keys(), ...Object.keys(DIRECTIVES)];
  const tasks = names.map((name) => `    - ${name}: {}\n    - ${name}: {surely_not: 1}\n`);
  place.write({ 'all.yml': `- hosts: all\n  tasks:\n${tasks.join('')}` });
  const words = ['all.yml', '-i', 'localhost,', '--syntax-check'];
  const fromSource = await place.jrun(words);
  const { stderr } = traced(...words);
  expect(fromSource.err).toContain("needs the argument 'path'");
  expect(fromSource.err).toContain('needs one of');
  expect(stderr).toBe(fromSource.err);
});

function traced(...words: readonly string[]) {
  const trace = path.join(place.folder, 'trace.json');
  const before = ['--require', path.join(import.meta.dirname, 'loading-trace.cjs')];
  const program = path.join(folder, 'jrun.js');
  const { stdout, stderr } = spawnSync(process.execPath, [...before, program, ...words], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'], HOME: place.folder, LOADING_TRACE: trace },
    encoding: 'utf8',
  });
  const { parts, ...more } = JSON.parse(readFileSync(trace, 'utf8')) as {
    parts: { file: string; ahead: boolean }[];
    builtIn: string[];
    instances: number;
  };
  const sources = parts.flatMap(({ file }) => {
    const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
    return map.sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  });
  return { stdout, stderr, parts, packages: [...new Set(sources)].sort(), ...more };
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint, hostKeyAlgorithms, keyType } from './host-key.ts';
import { KnownHosts } from './known-hosts.ts';

let folder: string;
const keys: Record<string, { line: string; blob: Buffer }> = {};

function key(name: string): { line: string; blob: Buffer } {
  const found = keys[name];
  if (found === undefined) throw new Error(name);
  return found;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-known-'));
  for (const [name, type] of [
    ['one', 'ed25519'],
    ['two', 'ed25519'],
    ['rsa', 'rsa'],
    ['ec', 'ecdsa'],
  ] as const) {
    const file = path.join(folder, name);
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      type,
      ...(type === 'rsa' ? ['-b', '2048'] : []),
      '-N',
      '',
      '-C',
      '',
      '-f',
      file,
    ]);
    const line = readFileSync(`${file}.pub`, 'utf8').trim();
    keys[name] = { line, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64') };
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('types and fingerprints are those that ssh-keygen prints', () => {
  for (const name of ['one', 'rsa', 'ec']) {
    const printed = execFileSync('ssh-keygen', ['-lf', path.join(folder, `${name}.pub`)]).toString();
    expect(printed).toContain(fingerprint(key(name).blob));
  }
  expect(keyType(key('rsa').blob)).toBe('ssh-rsa');
});

test('names, ports, wildcards and negation', () => {
  const known = KnownHosts.of(
    [
      `# comment`,
      `web,10.0.0.1 ${key('one').line} with a comment`,
      `[web]:2222 ${key('two').line}`,
      `*.example.org,!bad.example.org ${key('one').line}`,
    ].join('\n'),
  );
  expect(known.check('web', 22, key('one').blob).is).toBe('known');
  expect(known.check('WEB', 22, key('one').blob).is).toBe('known');
  expect(known.check('10.0.0.1', 22, key('one').blob).is).toBe('known');
  expect(known.check('web', 22, key('two').blob)).toMatchObject({ is: 'changed', by: { line: 2 } });
  expect(known.check('web', 2222, key('two').blob).is).toBe('known');
  expect(known.check('web', 2222, key('one').blob)).toMatchObject({ is: 'changed', by: { line: 3 } });
  expect(known.check('a.example.org', 22, key('one').blob).is).toBe('known');
  expect(known.check('bad.example.org', 22, key('one').blob).is).toBe('unknown');
  // Known on port 22: the same key on another port is the same machine, another key is a stranger.
  expect(known.check('10.0.0.1', 2200, key('one').blob).is).toBe('known');
  expect(known.check('10.0.0.1', 2200, key('two').blob).is).toBe('unknown');
});

test('hashed entries, as ssh-keygen -H writes them and ssh-keygen -F finds them', () => {
  const file = path.join(folder, 'hashed');
  writeFileSync(file, `web ${key('one').line}\n[web]:2222 ${key('two').line}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^\|1\|/);
  const known = KnownHosts.of(text);
  expect(known.check('web', 22, key('one').blob).is).toBe('known');
  expect(known.check('web', 2222, key('two').blob).is).toBe('known');
  expect(known.check('web', 2222, key('one').blob).is).toBe('changed');
  expect(known.check('other', 22, key('one').blob).is).toBe('unknown');
  expect(execFileSync('ssh-keygen', ['-F', '[web]:2222', '-f', file]).toString()).toContain('found: line 2');
});

test('a revoked key is refused though it is known too; authorities are told about', () => {
  const known = KnownHosts.of(
    `web ${key('one').line}\n@revoked * ${key('one').line}\n@cert-authority *.org ${key('two').line}\n`,
  );
  expect(known.check('web', 22, key('one').blob)).toMatchObject({ is: 'revoked', by: { line: 2 } });
  expect(known.check('a.org', 22, key('rsa').blob)).toMatchObject({ is: 'unknown', authority: { line: 3 } });
  expect(known.check('a.org', 22, key('two').blob).is).toBe('unknown');
});

test('algorithms of known keys are asked for first', () => {
  const known = KnownHosts.of(`web ${key('rsa').line}\n`);
  expect(hostKeyAlgorithms(known.types('web', 22)).slice(0, 3)).toEqual([
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-rsa',
  ]);
  expect(hostKeyAlgorithms(known.types('other', 22))[0]).toBe('ssh-ed25519');
  expect(known.check('web', 22, key('one').blob)).toMatchObject({ is: 'changed', by: { type: 'ssh-rsa' } });
});

test('lines that make no sense are passed over', () => {
  const known = KnownHosts.of(`web ssh-ed25519 AAAA\nweb\n\nweb ssh-rsa ${key('one').line.split(' ')[1]}\n`);
  expect(known.check('web', 22, key('one').blob).is).toBe('unknown');
});

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('a list that is longer than a pipe holds arrives in full', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'jrun-list-'));
  try {
    writeFileSync(path.join(folder, 'site.yaml'), '- hosts: all\n  tasks: [{ debug: {} }]\n');
    writeFileSync(path.join(folder, 'hosts'), '[web]\nhost[00001:50000] ansible_port=22\n');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', `${folder}/site.yaml`, '-i', `${folder}/hosts`, '--list-hosts'],
      { maxBuffer: 10_000_000 },
    );
    expect(stdout.match(/host\d{5}/g)).toHaveLength(50_000);
    expect(stdout.trimEnd().endsWith('host50000')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

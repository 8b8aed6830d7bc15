import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import { ProcessCount } from '../support/process-count.ts';
import type { TestHost } from '../support/test-host.ts';

/** A thousand files in twenty folders, some of them with bytes that no text has. */
const FOLDERS = 20;
const EACH = 50;
const FILES = FOLDERS * EACH;

let fleet: HostFleet;
let host: TestHost;
let count: ProcessCount;
let folder: string;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  count = await ProcessCount.on(host);
  folder = mkdtempSync('/var/tmp/jrun-many-');
  fill('one');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await fleet?.stop();
});

function fill(what: string): void {
  for (let outer = 0; outer < FOLDERS; outer++) {
    mkdirSync(path.join(folder, `d${outer}`), { recursive: true });
    for (let inner = 0; inner < EACH; inner++) {
      const text = Buffer.from(
        `${what} ${outer} ${inner} 'quoted' ${'x'.repeat(inner)}${inner % 9 ? '' : '\0\x80'}\n`,
        'latin1',
      );
      writeFileSync(path.join(folder, `d${outer}`, `file ${inner}.txt`), text, {
        mode: inner % 2 ? 0o644 : 0o755,
      });
    }
  }
}

async function copied(more: Partial<Parameters<typeof play>[0]> = {}) {
  const { summary, events } = await play({
    tasks: `- name: tree\n  copy: { src: ${folder}/, dest: /srv/many, mode: preserve }\n`,
    hosts: { it: { ...variablesFor(fleet, host, 'root'), ...count.variables } },
    ...more,
  });
  const [recap] = summary.recap;
  const ended = events.find((event) => event.event === 'task-ended');
  return { recap, outcome: ended?.outcome, processes: await count.take() };
}

const sums = (where: string) =>
  `cd ${where} && find . -type f -exec sha256sum {} + | sort | sha256sum; find . -type f -perm 644 | wc -l; find . -type f -perm 755 | wc -l`;

test('a tree is told file by file beforehand, comes in a frame, with few processes, and then costs its hashes', async () => {
  const foretold = await copied({ check: true, diff: true });
  expect(foretold.outcome?.changes).toHaveLength(FILES + FOLDERS + 1);
  expect(await host.must('ls -A /srv')).toBe('');

  const first = await copied();
  expect(first.outcome?.failure).toBeUndefined();
  expect(first.recap).toMatchObject({ changed: 1, notConverged: 0 });
  expect(first.outcome?.changes).toEqual(foretold.outcome?.changes);
  const here = await host.must(sums('/srv/many'));
  expect(here.split('\n').slice(1, 3)).toEqual([String(FILES / 2), String(FILES / 2)]);
  expect(await host.must('find /srv /tmp /var/tmp -name ".jrun*"')).toBe('');

  const again = await copied();
  expect(again.recap).toMatchObject({ ok: 1, changed: 0 });

  await host.must('find /srv/many -name "file 1*.txt" -exec chmod 0604 {} +');
  fill('two');
  const different = await copied({ check: true, diff: true });
  expect(different.outcome?.differences.filter(({ subject }) => subject.endsWith('.txt'))).toHaveLength(50);
  expect(different.outcome?.differences).toContainEqual({
    subject: '/srv/many',
    hidden: `${FILES - 50} more files`,
  });
  const second = await copied();
  expect(second.recap).toMatchObject({ changed: 1, notConverged: 0 });
  const now = await host.must(sums('/srv/many'));
  expect(now).not.toBe(here);
  expect(now.split('\n').slice(1)).toEqual(here.split('\n').slice(1));
  expect((await copied()).recap).toMatchObject({ changed: 0 });

  // Of which a few go to each reading and each folder that is there already, none to a file.
  const told = [foretold, first, again, second].map(({ recap, processes }) => [
    recap?.traffic?.frames,
    processes[0],
  ]);
  expect(told).toEqual([
    [1, 8],
    [2, 38],
    [1, 12],
    [2, 90],
  ]);
});

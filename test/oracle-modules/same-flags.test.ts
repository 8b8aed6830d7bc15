import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Key } from '../../src/core/key.ts';
import type { Plan } from '../../src/core/plan.ts';
import file from '../../src/modules/file.ts';
import probe, { path } from '../../src/probes/path.ts';
import { original } from '../oracle-facts/original.ts';
import { decide } from '../unit/modules/support/decide.ts';
import { ordinaryHost } from '../unit/modules/support/host.ts';
import { observe } from '../unit/probes/support/shells.ts';

let folder: string;
let subject: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jrun-flags-'));
  subject = join(folder, 'file');
});
afterAll(() => {
  spawnSync('chattr', ['-ia', subject]);
  rmSync(folder, { recursive: true });
});

function letters(): string {
  return (execFileSync('lsattr', ['-d', subject], { encoding: 'utf8' }).split(' ')[0] ?? '').replaceAll(
    '-',
    '',
  );
}

/** A file of its own with these flags beside those that the file system gives every file. */
function begin(flags: string): string {
  spawnSync('chattr', ['-ia', subject]);
  rmSync(subject, { force: true });
  writeFileSync(subject, 'text\n', { mode: 0o644 });
  const natural = letters();
  if (flags !== '') execFileSync('chattr', [`+${flags}`, subject]);
  return natural;
}

/** What our module foretells: whether it changes anything, and the flags afterwards. */
function foretold(attributes: string): { changed: boolean; letters: string } {
  const before = letters();
  const otherwise = (key: Key) => {
    if (key.kind === 'program') return '/usr/bin/chattr';
    if (key.subject !== subject) return ordinaryHost(key);
    return observe('dash', probe, [path(subject, 'letters')])[0];
  };
  const decided = decide(file, { path: subject, attributes }, { otherwise });
  const plan = (decided as { decision: Plan }).decision;
  const effect = plan.effects.find((one) => one.effect === 'becomes');
  const after = effect?.effect === 'becomes' ? (effect.value as { letters: string }).letters : before;
  return { changed: plan.verdict === 'change', letters: after };
}

const sorted = (text: string) => [...text].sort().join('');

// NATURAL stands for the flags that every file has there.
it.each([
  ['', '+d', true],
  ['', '+dA', true],
  ['d', '-d', true],
  ['dA', '-d', true],
  ['', '+i', true],
  ['i', '-i', true],
  ['d', 'NATURAL', true],
  ['', 'NATURALd', true],
  ['d', 'NATURALA', true],
  // Ansible runs chattr for these although nothing comes of it, and says that something changed.
  ['d', '+d', false],
  ['', '-i', false],
] as const)(
  "with flags '%s', attributes '%s' make of it what Ansible makes of it",
  (before, wish, changes) => {
    const natural = begin(before);
    const attributes = wish.replace('NATURAL', natural) || '=';
    const ours = foretold(attributes);
    const theirs = original('file', { path: subject, attributes });
    expect(theirs['changed'], JSON.stringify(theirs)).toBe(true);
    expect(ours).toEqual({ changed: changes, letters: expect.any(String) });
    expect(sorted(letters())).toBe(sorted(ours.letters));
  },
);

it('what cannot have flags makes both fail', () => {
  begin('');
  const link = join(folder, 'link');
  execFileSync('ln', ['-s', 'file', link]);
  const theirs = original('file', {
    path: link,
    state: 'link',
    src: 'file',
    follow: false,
    attributes: '+i',
  });
  expect(theirs['msg']).toBe('chattr failed');
  const ours = decide(
    file,
    { path: link, state: 'link', src: 'file', follow: false, attributes: '+i' },
    {
      otherwise: (key) => {
        if (key.kind === 'program') return '/usr/bin/chattr';
        return key.kind === 'path' && key.subject.startsWith(folder)
          ? observe('dash', probe, [path(key.subject, 'letters')])[0]
          : ordinaryHost(key);
      },
    },
  );
  expect((ours as { decision: { message: string } }).decision.message).toMatch(/^chattr failed/);
});

it('an immutable file takes no new content in either', () => {
  begin('i');
  const theirs = original('copy', { content: 'other\n', dest: subject });
  expect(theirs['msg']).toMatch(/Operation not permitted|not writable|failed/);
  expect(theirs['changed']).not.toBe(true);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACTING_PROGRAM } from './acting-program.ts';
import { CONTENT_PROGRAM } from './content-program.ts';
import { FILE_PROGRAM } from './file-program.ts';
import { JOB_PROGRAM } from './job-program.ts';
import { NOTE_PROGRAM } from './note-program.ts';
import { READING_PROGRAM } from './reading-program.ts';
import { RECOVERY_PROGRAM } from './recovery-program.ts';
import { base64Lines } from './staging.ts';
import { TRANSACTION_PROGRAM } from './transaction-program.ts';

const shells = [['/bin/dash'], ['/bin/bash', '--posix'], ['/bin/busybox', 'ash']].filter(([program = '']) =>
  existsSync(program),
);
const programs = {
  READING_PROGRAM,
  ACTING_PROGRAM,
  CONTENT_PROGRAM,
  FILE_PROGRAM,
  NOTE_PROGRAM,
  JOB_PROGRAM,
  TRANSACTION_PROGRAM,
  RECOVERY_PROGRAM,
};

test.each(shells)('%s %s accepts every program', (program, ...words) => {
  for (const text of Object.values(programs)) {
    const checked = spawnSync(program, [...words, '-n'], { input: text });
    expect(checked.stderr.toString()).toBe('');
    expect(checked.status).toBe(0);
  }
});

test('no two programs give one name to two things', () => {
  const names = Object.values(programs).flatMap((text) => text.match(/^j_\w+(?=\(\))/gm) ?? []);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('what a run in check mode sends cannot write', () => {
  // Redirections to nowhere and between streams are no writing.
  const redirections = READING_PROGRAM.match(/>[>&]?\s*\S+/g)?.filter(
    (word) => !/^>(?:\/dev\/null|&[12])/.test(word),
  );
  expect(redirections ?? []).toEqual([]);
  expect(READING_PROGRAM).not.toMatch(/\b(?:rm|mv|cp|touch|mkdir|tee|ln|chmod|chown)\b/);
});

test('comments and indentation stay at home', () => {
  for (const text of Object.values(programs)) expect(text).not.toMatch(/^\s*# |^ /m);
});

test.each(shells)('%s %s: base64 is read where no tool reads it', (program, ...words) => {
  const bytes = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 7) % 256));
  const script = `${CONTENT_PROGRAM}\ncommand() { return 1; }\nj_decode <<'E'\n${base64Lines(bytes)}E\n`;
  const printed = execFileSync(program, [...words, '-c', script]);
  expect(printed.toString('hex')).toBe(bytes.toString('hex'));
});

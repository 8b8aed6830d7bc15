import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diffArrays } from 'diff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Mistakes } from '../../src/core/diagnostic.ts';
import { type PlaybookRun, runPlaybook } from '../support/run-playbook.ts';
import { type Case, caseFiles, casesIn } from './case-files.ts';
import { DELIBERATE } from './deliberate.ts';
import { ourOptions } from './options.ts';
import { askOriginal, type Told } from './oracle.ts';
import { precedenceCase, seeded } from './precedence.ts';
import { type Account, ourAccount, theirAccount } from './tell.ts';

const root = mkdtempSync(join(tmpdir(), 'jrun-engine-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(one: Case, whose: string): string {
  const folder = join(root, whose, one.name.replaceAll(/\W+/g, '-'));
  for (const [path, text] of one.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function runOurs(one: Case, whose: string, lookAhead: boolean): Promise<Account> {
  const folder = write(one, whose);
  let run: PlaybookRun;
  try {
    run = await runPlaybook({
      playbook: join(folder, 'site.yml'),
      inventory: join(folder, 'hosts.ini'),
      lookAhead,
      ...ourOptions(one.options),
    });
  } catch (thrown) {
    if (!(thrown instanceof Mistakes)) throw thrown;
    return { lines: { '': ['error'] }, recap: {} };
  }
  return ourAccount(run.events, folder);
}

/** Host by host, what only one side says. */
function differences(theirs: Account, ours: Account) {
  const found: { host: string; theirs?: string[]; ours?: string[] }[] = [];
  for (const host of new Set([...Object.keys(theirs.lines), ...Object.keys(ours.lines)])) {
    const parts = diffArrays([...(theirs.lines[host] ?? [])], [...(ours.lines[host] ?? [])]);
    const onlyTheirs = parts.filter((part) => part.removed).flatMap((part) => part.value);
    const onlyOurs = parts.filter((part) => part.added).flatMap((part) => part.value);
    if (theirs.recap[host] !== ours.recap[host]) {
      if (theirs.recap[host] !== undefined) onlyTheirs.push(`recap: ${theirs.recap[host]}`);
      if (ours.recap[host] !== undefined) onlyOurs.push(`recap: ${ours.recap[host]}`);
    }
    if (onlyTheirs.length + onlyOurs.length === 0) continue;
    found.push({
      host,
      ...(onlyTheirs.length > 0 ? { theirs: onlyTheirs } : {}),
      ...(onlyOurs.length > 0 ? { ours: onlyOurs } : {}),
    });
  }
  return found;
}

function byHost<T extends { readonly host: string }>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => (a.host < b.host ? -1 : 1));
}

const groups: [name: string, cases: readonly Case[]][] = [
  ...caseFiles(join(import.meta.dirname, 'cases')).map(([name, path]): [string, Case[]] => [
    name,
    casesIn(path),
  ]),
  ['precedence', [1, 2, 3].map((seed) => precedenceCase(`table ${seed}`, 30, seeded(seed)))],
];

describe.each(groups)('%s', (file, cases) => {
  let told: Map<Case, Told>;
  beforeAll(() => {
    told = askOriginal(cases, (one) => write(one, 'theirs'));
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const theirs = theirAccount(told.get(one)?.events ?? []);
    const ours = await runOurs(one, 'ours', true);
    const expected = DELIBERATE.filter((known) => known.file === file && known.case === name).map(
      ({ file: _, case: __, reason: ___, ...difference }) => difference,
    );
    // A case that the original doesn't even read compares nothing.
    expect(theirs.lines['']).toBeUndefined();
    expect(byHost(differences(theirs, ours))).toEqual(byHost(expected));
    // Looking ahead decides nothing: without it the same happens.
    expect(await runOurs(one, 'without', false)).toEqual(ours);
  });
});

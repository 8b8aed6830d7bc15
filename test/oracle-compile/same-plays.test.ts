import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePlaybook, listPlay, tasksIn } from '../../src/compile/index.ts';
import { plainValue } from '../../src/compile/plain-values.ts';
import type { Play, Task } from '../../src/core/play.ts';
import { Secrets } from '../../src/core/secrets.ts';
import { combine, nodeControlFiles, Reader, Vault } from '../../src/load/index.ts';
import { Templar } from '../../src/template/index.ts';
import { MODULES } from '../unit/compile/compile-texts.ts';
import { CASES, type Case, REFUSED } from './cases.ts';
import { ask, type Theirs, type TheirTask } from './oracle.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'jrun-plays-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ALL = [...CASES, ...REFUSED];
let theirs: Theirs[] = [];

beforeAll(() => {
  for (const [index, { files }] of ALL.entries()) {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, String(index), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  theirs = ask(
    ALL.map(({ files: _, title: __, ...options }, index) => ({ dir: join(root, String(index)), ...options })),
  );
}, 120_000);

function compile(index: number, asked: Case) {
  return compilePlaybook([join(root, String(index), 'site.yml')], {
    reader: new Reader(nodeControlFiles, new Vault([], new Secrets())),
    templar: new Templar(),
    modules: MODULES,
    extraVars: new Map(Object.entries((asked.extra ?? {}) as Record<string, string>)),
  });
}

/** A task of ours in the words of the oracle. */
function told(task: Task, base: string): Partial<TheirTask> {
  const { keywords: k, action, role, search } = task;
  const name = action.action === 'module' ? action.name : action.directive;
  const merged = combine([...k.vars, ...(k.includeParams ?? [])]);
  return {
    name: task.name === undefined ? name : role ? `${role.name} : ${task.name}` : task.name,
    action: name.split('.').at(-1) ?? '',
    tags: [...k.tags].sort(),
    when: k.when.map((condition) => plainValue(condition.value)),
    environment: k.environment.map(plainValue),
    vars: plainValue(merged) as Record<string, unknown>,
    notify: k.notify.length === 0 ? null : k.notify.map(String),
    register: k.register ?? null,
    role: role?.name ?? null,
    search: [...new Set([...search.roles, search.taskDir])].map((path) => relative(base, path) || '.'),
    become: k.become ?? null,
    become_user: k.becomeUser ?? null,
    remote_user: k.remoteUser ?? null,
    connection: k.connection ?? null,
    port: k.port ?? null,
    delegate_to: k.delegateTo ?? null,
    run_once: k.runOnce ?? null,
    no_log: k.noLog === false ? null : (k.noLog ?? null),
    check_mode: k.checkMode === false ? null : (k.checkMode ?? null),
    ignore_errors: k.ignoreErrors ?? null,
    any_errors_fatal: k.anyErrorsFatal === false ? null : (k.anyErrorsFatal ?? null),
    throttle: k.throttle ?? null,
    timeout: k.timeout ?? null,
  };
}

function compared(told: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>) {
  const out: Record<string, unknown> = {};
  for (const field of Object.keys(fields)) out[field] = told[field];
  const yesNo = ['become', 'run_once', 'no_log', 'check_mode', 'ignore_errors', 'any_errors_fatal'];
  for (const field of yesNo)
    if (out[field] === 'yes' || out[field] === 'no') out[field] = out[field] === 'yes';
  // An empty list of handlers is none.
  if (Array.isArray(out['notify']) && out['notify'].length === 0) out['notify'] = null;
  if (typeof out['notify'] === 'string') out['notify'] = [out['notify']];
  out['when'] = sortedSet(out['when'] as unknown[]);
  // Nothing is searched for it.
  if (out['action'] === 'validate_argument_spec') delete out['search'];
  return out;
}

/** All have to hold. One that several levels of the original pass on stands there several times, in varying order. */
function sortedSet(list: readonly unknown[]): string[] {
  return [...new Set(list.map((item) => JSON.stringify(item)))].sort();
}

describe('plays come out as the original has them', () => {
  for (const [index, asked] of CASES.entries()) {
    it(asked.title, () => {
      const answer = theirs[index] as Theirs;
      if ('error' in answer) throw new Error(`the original refuses this: ${answer.error}`);
      const { plays, diagnostics } = compile(index, asked);
      const errors = diagnostics.filter(
        (d) =>
          d.severity === 'error' &&
          d.code !== 'file-missing' &&
          d.code !== 'unknown-handler' &&
          !d.code.startsWith('unknown-filter'),
      );
      expect(errors).toEqual([]);
      expect(plays.map((play) => play.name)).toEqual(answer.plays.map((play) => play.name));
      for (const [i, play] of plays.entries()) {
        const other = answer.plays[i];
        if (!other) throw new Error('a play is missing');
        const base = join(root, String(index));
        expect([...play.keywords.tags].sort()).toEqual(other.tags);
        expect(plainValue(play.vars)).toEqual(other.vars);
        same(tasksOf(play), other.tasks, base);
        same(play.handlers, other.handlers, base);
        const listed = listPlay(play, asked.tags, asked.skip).tasks.map((task) => [task.name, task.tags]);
        expect(listed).toEqual(other.selected);
      }
    });
  }
});

function tasksOf(play: Play): Task[] {
  return play.sections.flatMap((section) => [...tasksIn(section)]);
}

function same(ours: readonly Task[], others: readonly TheirTask[], base: string): void {
  expect(ours.map((task) => told(task, base)['name'])).toEqual(others.map((task) => task.name));
  for (const [index, task] of ours.entries()) {
    const mine = told(task, base);
    const other = others[index] as TheirTask;
    expect(compared(mine, mine), task.name ?? '').toEqual(compared(other, mine));
  }
}

describe('what the original refuses is a mistake here', () => {
  for (const [i, asked] of REFUSED.entries()) {
    it(asked.title, () => {
      const index = CASES.length + i;
      const answer = theirs[index] as Theirs;
      const { diagnostics } = compile(index, asked);
      const errors = diagnostics.filter((d) => d.severity === 'error');
      if (!('error' in answer)) throw new Error('the original takes this');
      // The old include still works here; all else has to be refused too.
      if (asked.title === 'include') expect(errors).toEqual([]);
      else expect(errors, answer.error).not.toEqual([]);
    });
  }
});

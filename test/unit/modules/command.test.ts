import { describe, expect, it } from 'vitest';
import { becomes, unsettles } from '../../../src/core/effect.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import command from '../../../src/modules/command.ts';
import raw from '../../../src/modules/raw.ts';
import script from '../../../src/modules/script.ts';
import shell from '../../../src/modules/shell.ts';
import { existence } from '../../../src/probes/existence.ts';
import { glob } from '../../../src/probes/glob.ts';
import { type Case, cases } from './support/cases.ts';
import { content, fileInput } from './support/content.ts';
import { decide } from './support/decide.ts';
import { ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]) => all.map((one) => ({ otherwise: ordinaryHost, ...one }));

cases(
  command,
  on([
    {
      name: 'runs words',
      args: { cmd: 'make "a b" install' },
      expect: {
        verdict: 'change',
        changes: ['run make a b install'],
        steps: [{ do: 'run', argv: ['make', 'a b', 'install'], okStatus: 'any' }],
        effects: [],
        result: { cmd: ['make', 'a b', 'install'] },
        asked: [],
      },
    },
    {
      name: 'runs a list',
      args: { argv: ['echo', 'a b'], chdir: '/srv' },
      expect: {
        verdict: 'change',
        steps: [{ do: 'run', argv: ['echo', 'a b'], cwd: '/srv', okStatus: 'any' }],
      },
    },
    {
      name: 'puts variables in on the host',
      args: { cmd: 'echo $HOME' },
      expect: {
        verdict: 'change',
        steps: [{ do: 'run', script: `jrun_1='$HOME'\nexec echo "\${HOME-$jrun_1}"`, okStatus: 'any' }],
        result: { cmd: ['echo', '$HOME'] },
      },
    },
    {
      name: 'leaves variables alone when told to',
      args: { cmd: 'echo $HOME', expand_argument_vars: false },
      expect: { verdict: 'change', steps: [{ do: 'run', argv: ['echo', '$HOME'], okStatus: 'any' }] },
    },
    {
      name: 'hands over standard input',
      args: { cmd: 'cat', stdin: 'text' },
      expect: { verdict: 'change', steps: [{ do: 'run', argv: ['cat'], stdin: 'text\n', okStatus: 'any' }] },
    },
    {
      name: 'hands over standard input as it is',
      args: { cmd: 'cat', stdin: 'text', stdin_add_newline: false },
      expect: { verdict: 'change', steps: [{ do: 'run', argv: ['cat'], stdin: 'text', okStatus: 'any' }] },
    },
    {
      name: 'what it creates is there',
      args: { cmd: 'make', creates: '/srv/x' },
      seen: [[existence('/srv/x'), true]],
      expect: {
        verdict: 'unchanged',
        result: {
          rc: 0,
          cmd: ['make'],
          stdout: 'skipped, since /srv/x exists',
          msg: "Did not run command since '/srv/x' exists",
        },
      },
    },
    {
      name: 'in check mode',
      args: { cmd: 'make', creates: '/srv/x' },
      context: { check: true },
      seen: [[existence('/srv/x'), true]],
      expect: { verdict: 'unchanged', result: { msg: "Would not run command since '/srv/x' exists" } },
    },
    {
      name: 'what it creates is not there',
      args: { cmd: 'make', creates: '/srv/x' },
      seen: [[existence('/srv/x'), false]],
      expect: {
        verdict: 'change',
        effects: [
          unsettles({ kind: 'path', subject: '/srv/x', below: true }, 'what «make» does there'),
          becomes(existence('/srv/x'), true, { presumed: [{ text: '«make» creates /srv/x' }] }),
        ],
      },
    },
    {
      name: 'what it creates is unknown',
      args: { cmd: 'make', creates: '/srv/x' },
      seen: [[existence('/srv/x'), Unknown.of('what «configure» left')]],
      expect: { verdict: 'unknown', waitsFor: ['what «configure» left'] },
    },
    {
      name: 'what it creates is a pattern that matches',
      args: { cmd: 'make', creates: '/srv/*.jar' },
      seen: [[glob('/srv/*.jar'), ['/srv/a.jar']]],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'what it creates is a pattern that matches nothing',
      args: { cmd: 'make', creates: '/srv/app-*/bin' },
      seen: [[glob('/srv/app-*/bin'), []]],
      expect: {
        verdict: 'change',
        effects: [unsettles({ kind: 'path', subject: '/srv', below: true }, 'what «make» does there')],
      },
    },
    {
      name: 'what it creates counts from chdir',
      args: { cmd: 'make', creates: 'done', chdir: '/srv' },
      seen: [[existence('/srv/done'), true]],
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'what it creates counts from where the shell stands',
      args: { cmd: 'make', creates: 'done' },
      seen: [[existence('/root/done'), true]],
      expect: { verdict: 'unchanged', asked: ['self:', 'existence:/root/done'] },
    },
    {
      name: 'what it removes is gone',
      args: { cmd: 'rm /srv/x', removes: '/srv/x' },
      seen: [[existence('/srv/x'), false]],
      expect: { verdict: 'unchanged', result: { stdout: 'skipped, since /srv/x does not exist' } },
    },
    {
      name: 'what it removes is there',
      args: { cmd: 'rm /srv/x', removes: '/srv/x' },
      seen: [[existence('/srv/x'), true]],
      expect: { verdict: 'change' },
    },
    {
      name: 'a folder that is missing',
      args: { cmd: 'make', chdir: '/none', creates: '/srv' },
      expect: { verdict: 'fails', message: 'it cannot be run in /none: that does not exist' },
    },
    {
      name: 'nothing to run',
      args: { cmd: ' ' },
      expect: { verdict: 'invalid', message: 'no command given' },
    },
    {
      name: 'a quotation that is not closed',
      args: { cmd: "echo 'a" },
      expect: { verdict: 'invalid', message: 'a quotation is not closed' },
    },
  ]),
);

cases(
  shell,
  on([
    {
      name: 'runs text',
      args: { cmd: 'ls | wc -l\necho done', executable: '/bin/bash', chdir: '/srv' },
      expect: {
        verdict: 'change',
        changes: ['run ls | wc -l …'],
        steps: [
          { do: 'run', script: 'ls | wc -l\necho done', shell: '/bin/bash', cwd: '/srv', okStatus: 'any' },
        ],
        result: { cmd: 'ls | wc -l\necho done' },
      },
    },
    {
      name: 'decides by what it creates',
      args: { cmd: 'make', creates: '/srv' },
      seen: [[existence('/srv'), true]],
      expect: { verdict: 'unchanged' },
    },
  ]),
);

cases(
  raw,
  on([
    {
      name: 'runs text',
      args: { cmd: 'apt-get -y install sudo' },
      expect: {
        verdict: 'change',
        steps: [{ do: 'run', script: 'apt-get -y install sudo', okStatus: 'any' }],
      },
    },
  ]),
);

cases(
  script,
  on([
    {
      name: 'runs a file of the control machine, its arguments as they are written',
      args: { cmd: `'my setup.sh' --fast "two words" $HOME` },
      inputs: { script: fileInput('#!/bin/sh\n') },
      expect: {
        verdict: 'change',
        steps: [
          {
            do: 'run',
            script: '{attachment} --fast "two words" $HOME',
            attachment: { name: 'my setup.sh', content: content('#!/bin/sh\n') },
            okStatus: 'any',
          },
        ],
      },
    },
    {
      name: 'runs it with an interpreter',
      args: { cmd: 'report.py', executable: 'python3 -u' },
      inputs: { script: fileInput('print(1)\n') },
      expect: {
        verdict: 'change',
        steps: [
          {
            do: 'run',
            script: 'python3 -u {attachment}',
            attachment: { name: 'report.py', content: content('print(1)\n') },
            okStatus: 'any',
          },
        ],
      },
    },
    {
      name: 'decides by what it creates',
      args: { cmd: 'x.sh', creates: '/srv' },
      seen: [[existence('/srv'), true]],
      inputs: { script: fileInput('') },
      expect: { verdict: 'unchanged' },
    },
    { name: 'no script', args: { cmd: ' ' }, expect: { verdict: 'invalid', argument: 'cmd' } },
  ]),
);

describe('what is returned', () => {
  const finish = (stdout: string, status: number, strip = true) => {
    const decided = decide(command, { cmd: 'x', strip_empty_ends: strip });
    const plan = (decided as { decision: Plan }).decision;
    const output = {
      status,
      stdout: Buffer.from(stdout),
      stderr: 'oh\n',
      elapsed: 61_234,
      ended: 1_700_000_061_234,
    };
    return plan.finish?.([{ outcome: 'done', ...output }], { get: () => undefined });
  };

  it('is what Ansible returns', () => {
    expect(finish('a\n\nb\n\n', 0)).toEqual({
      rc: 0,
      stdout: 'a\n\nb',
      stdout_lines: ['a', '', 'b'],
      stderr: 'oh',
      stderr_lines: ['oh'],
      start: '2023-11-14 22:13:20.000000',
      end: '2023-11-14 22:14:21.234000',
      delta: '0:01:01.234000',
      msg: '',
    });
  });

  it('keeps the ends when told to, and fails on another status than 0', () => {
    expect(finish('a\n', 3, false)).toMatchObject({
      stdout: 'a\n',
      rc: 3,
      failed: true,
      msg: 'non-zero return code',
    });
  });
});

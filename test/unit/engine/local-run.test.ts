import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runPlaybook } from '../../support/run-playbook.ts';

// The first run loads all modules.
beforeAll(
  () => runPlaybook({ playbook: '- hosts: all\n  gather_facts: false\n' }).then(() => undefined),
  60_000,
);

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'jrun-root-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (tasks: string, more: Partial<Parameters<typeof runPlaybook>[0]> = {}) =>
  runPlaybook({
    playbook: `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.replace(/^/gm, '    ')}`,
    extraVars: { root },
    ...more,
  });

describe('a run on this machine', () => {
  it('makes a folder, says so beforehand, and has nothing to do the second time', async () => {
    const tasks = `- name: a folder
  file: path={{ root }}/a/b state=directory mode=0750
`;
    expect((await run(tasks, { check: true })).endings).toEqual(['here: a folder → changed']);
    expect((await run(tasks)).endings).toEqual(['here: a folder → changed']);
    expect((await run(tasks)).endings).toEqual(['here: a folder → ok']);
  });
});

describe('gathering facts', () => {
  it.each([
    ['by default all', '', true],
    ['no more than a play asks for', '  gather_subset: "!all,!min"\n', false],
  ])(
    '%s',
    async (_, keyword, hasMounts) => {
      const { events } = await runPlaybook({
        playbook: `- hosts: all\n${keyword}  tasks: [debug: {msg: "{{ ansible_mounts is defined }}"}]\n`,
      });
      expect(events.flatMap((event) => (event.event === 'message' ? [event.text] : []))).toEqual([
        hasMounts ? 'True' : 'False',
      ]);
    },
    60_000,
  );
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { type Login, play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
});

afterAll(() => fleet?.stop());

beforeEach(() => host.must('rm -rf /srv/* /root/.jrun-jobs; mkdir -m 777 /srv/all'));

const run = (tasks: string, login: Login = 'root', more: Partial<Parameters<typeof play>[0]> = {}) =>
  play({ tasks, hosts: { it: variablesFor(fleet, host, login) }, ...more });

const messages = ({ events }: PlaybookRun): string[] =>
  events.flatMap((event) => (event.event === 'message' ? [event.text] : []));

/** A job that goes on until the play has asked once how it is doing, and has gone on itself. */
const TASKS = `
- name: start
  shell: until [ -e /srv/all/go ]; do sleep 0.05; done; echo out; echo err >&2; exit 0
  async: 600
  poll: 0
  register: started
- name: ask
  async_status: { jid: "{{ started.ansible_job_id }}" }
  register: asked
- debug: { msg: "{{ asked.started }} {{ asked.finished }} {{ asked is changed }} {{ asked is finished }}" }
- name: go
  file: { path: /srv/all/go, state: directory }
- name: wait
  async_status: { jid: "{{ started.ansible_job_id }}" }
  register: job
  until: job.finished
  retries: 100
  delay: 0.1
- debug: { msg: "{{ job.rc }} {{ job.stdout }} {{ job.stderr_lines }} {{ job is finished }}" }
- name: clean
  async_status: { jid: "{{ started.ansible_job_id }}", mode: cleanup }
`;

test.each(['root', 'bob'] as const)(
  'as %s a job is started, asked after, waited for and forgotten',
  async (login) => {
    const done = await run(TASKS, login);
    expect(messages(done)).toEqual(['1 0 False False', "0 out ['err'] True"]);
    expect(done.endings.filter((line) => !line.includes('debug'))).toEqual([
      'it: start → changed',
      'it: ask → ok',
      'it: go → changed',
      'it: wait → changed',
      'it: clean → ok',
    ]);
    expect(await host.must('ls -d /root/.jrun-jobs /home/*/.jrun-jobs 2>/dev/null || :')).toBe('');
  },
);

test('a job that fails fails where it is waited for', async () => {
  const done = await run(TASKS.replace('exit 0', 'exit 3'));
  expect(done.endings.at(-1)).toBe('it: wait → failed');
  const failure = done.events.find((event) => event.event === 'task-ended' && event.task.name === 'wait');
  expect(failure).toMatchObject({ outcome: { result: { rc: 3, stdout: 'out', finished: 1 } } });
});

test('a job that takes too long is ended, and says so', async () => {
  const done = await run(
    TASKS.replace('async: 600', 'async: 1').replace(
      '- name: go\n  file: { path: /srv/all/go, state: directory }\n',
      '',
    ),
  );
  expect(done.endings.at(-1)).toBe('it: wait → failed');
  expect(JSON.stringify(done.events)).toContain('the job took longer than it may, and was ended');
});

test('a job nobody knows is a failure, and so is one that died without a word', async () => {
  expect((await run('- name: ask\n  async_status: { jid: j123 }')).endings).toEqual(['it: ask → failed']);
  await host.must(
    'mkdir -p /root/.jrun-jobs/jdead && cd /root/.jrun-jobs/jdead && echo "1 1 -" > process && touch stdout stderr',
  );
  expect((await run('- name: ask\n  async_status: { jid: jdead }')).endings).toEqual(['it: ask → failed']);
});

test('a check knows that it does not know', async () => {
  const done = await run(TASKS, 'root', { check: true });
  expect(done.endings.filter((line) => !line.includes('debug'))).toEqual([
    'it: start → changed',
    'it: ask → unknown',
    'it: go → changed',
    'it: wait → unknown',
    'it: clean → unknown',
  ]);
  expect(await host.must('ls -A /srv/all /root | grep -e go -e jrun || :')).toBe('');
});

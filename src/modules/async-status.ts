import { JOB_FOLDER } from '../core/job-folder.ts';
import { defineCommand } from '../core/module.ts';
import { fails } from '../core/plan.ts';
import { quote } from '../core/quote.ts';
import type { StepOutput } from '../core/step.ts';
import { outputFields } from './command/running.ts';

interface AsyncStatusArguments {
  readonly jid: string;
  readonly mode: 'status' | 'cleanup';
}

export default defineCommand<AsyncStatusArguments>({
  name: 'async_status',
  description:
    'Asks how a job is doing that a task with `async` and `poll: 0` started, and fails where the job failed. Ask as ' +
    'the user the job runs as.\n\n' +
    'What is known of a job stays on the host until it is cleaned up.',
  schema: {
    type: 'object',
    properties: {
      jid: { 'x-type': 'string', description: 'The job: `ansible_job_id` of what started it.' },
      mode: {
        'x-type': 'string',
        description: 'How it is doing, or forget it.',
        enum: ['status', 'cleanup'],
        default: 'status',
      },
    },
    required: ['jid'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'Wait for a job',
      yaml:
        '- command: make all\n  async: 3600\n  poll: 0\n  register: build\n' +
        '- async_status:\n    jid: "{{ build.ansible_job_id }}"\n  register: job\n' +
        '  until: job.finished\n  retries: 100\n  delay: 10\n' +
        '- async_status:\n    jid: "{{ build.ansible_job_id }}"\n    mode: cleanup\n',
    },
  ],
  returns: {
    ansible_job_id: 'The job.',
    started: '1.',
    finished: 'Whether it has ended: 1 or 0.',
    rc: 'Its exit status, once it has ended.',
    stdout: 'What it printed, once it has ended.',
    stdout_lines: 'The same, line by line.',
    stderr: 'What it printed to standard error.',
    stderr_lines: 'The same, line by line.',
    results_file: 'Where what is known of it stands on the host.',
    erased: 'With `mode: cleanup`: what was removed.',
  },
  differences: ['A job that ended without a word (the host was restarted, or it was killed) is a failure.'],

  harmless: () => true,
  observe: () => [],

  plan({ jid, mode }) {
    const about = { ansible_job_id: jid };
    if (!/^[\w.-]+$/.test(jid) || /^\.+$/.test(jid))
      return fails('could not find job', { ...about, started: 1, finished: 1 });
    return {
      verdict: 'change',
      changes: [],
      steps: [{ do: 'run', script: mode === 'cleanup' ? cleanup(jid) : status(jid) }],
      effects: [],
      result: { ...about, changed: false },
      finish: ([output]) => (output ? told(output, mode) : {}),
    };
  },
});

const folder = (jid: string): string => `"$HOME"/${quote(`${JOB_FOLDER}/${jid}`)}`;

/** The first line says it all; of a job that has ended, the second how long its output is, which follows. */
const status = (jid: string): string => `
cd ${folder(jid)} 2>/dev/null || { echo missing; exit; }
pwd
if [ ! -e status ] && read -r pid start boot <process; then
  now=
  if [ -r /proc/sys/kernel/random/boot_id ]; then
    { read -r stat </proc/$pid/stat; } 2>/dev/null && now=$(set -- \${stat##*) }; echo "\${20}")
    [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] || now=
  else
    now=$(ps -o lstart= -p "$pid" | tr -d ' ')
  fi
  # It may have ended in this moment.
  if [ ! -e status ]; then
    if [ "$now" = "$start" ]; then echo running; else echo gone; fi
    exit
  fi
fi
echo "ended $(cat status)"
wc -c <stdout
cat stdout stderr
`;

const cleanup = (jid: string): string => `
cd ${folder(jid)} 2>/dev/null || { echo missing; exit; }
at=$(pwd)
echo "$at"
cd ..
rm -rf -- "$at" && { rmdir -- "$PWD" 2>/dev/null; echo removed; }
`;

function told(output: StepOutput, mode: AsyncStatusArguments['mode']) {
  const lines = output.stdout.toString('latin1').split('\n', 3);
  const [at = '', state = '', size = ''] = lines;
  if (at === 'missing') return { failed: true, msg: 'could not find job', started: 1, finished: 1 };
  if (mode === 'cleanup') return { erased: at, started: 0, finished: 0, stdout: '', stderr: '' };
  const about = { results_file: at, started: 1 };
  if (state === 'running') return { ...about, finished: 0, stdout: '', stderr: '' };
  const [word, rc, late] = state.split(' ');
  if (word !== 'ended')
    return { ...about, finished: 1, failed: true, msg: 'the job is gone, and nobody noted how it ended' };
  const printed = output.stdout.subarray(at.length + state.length + size.length + 3);
  const split = Number(size);
  const { start, end, delta, ...fields } = outputFields({
    ...output,
    status: Number(rc),
    stdout: printed.subarray(0, split),
    stderr: printed.toString('utf8', split),
  });
  const failure =
    late === undefined ? {} : { failed: true, msg: 'the job took longer than it may, and was ended' };
  return { ...about, finished: 1, ...fields, changed: true, ...failure };
}

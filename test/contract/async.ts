import { job } from './shapes.ts';
import type { Signature } from './signature.ts';

/** With `async` the engine names the job and puts it on the run; the task is done when the program has started. */
export const started: Signature<{ cmd: string }> = {
  args: { cmd: 'long-job' },
  observe: [[]],
  plan: {
    verdict: 'change',
    changes: ['start long-job'],
    steps: [{ do: 'run', argv: ['long-job'], job: 'j1', timeLimit: 3600 }],
    effects: [],
    result: { ansible_job_id: 'j1', started: 1, finished: 0 },
  },
};

/** Polling reads, and changes nothing. */
export const polled: Signature<{ jid: string }> = {
  args: { jid: 'j1' },
  observe: [[job('j1')]],
  plan: { verdict: 'unchanged', changes: [], steps: [], effects: [], result: { finished: 1, rc: 0 } },
};

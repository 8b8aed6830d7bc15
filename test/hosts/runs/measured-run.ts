import { type PlayRequest, play } from '../support/playbook.ts';

/** What a run in a process of its own tells of itself, as a line of JSON. */
export interface MeasuredRun {
  /** The most memory it had, in bytes. */
  readonly memory: number;
  readonly progress: readonly string[];
  readonly recap: readonly unknown[];
  readonly failures: readonly string[];
}

const request = process.env['JRUN_TEST_RUN'];
if (request !== undefined) await measure(JSON.parse(request) as PlayRequest);

async function measure(one: PlayRequest): Promise<void> {
  const progress: string[] = [];
  const failures: string[] = [];
  const { summary } = await play({
    ...one,
    onEvent: (event) => {
      if (event.event === 'progress') progress.push(event.line);
      if (event.event === 'task-ended' && event.outcome.failure) failures.push(event.outcome.failure.message);
    },
  });
  const memory = process.resourceUsage().maxRSS * 1024;
  const told: MeasuredRun = { memory, progress, recap: summary.recap, failures };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

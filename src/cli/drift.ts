import type { RunEvent } from '../core/event.ts';
import { Secrets } from '../core/secrets.ts';
import { driftRecord } from '../report/index.ts';
import type { RunRequest } from './command-line.ts';
import { reporterOn } from './reporter-on.ts';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

/** Something is not as it is described. */
const DRIFTED = 3;

/**
 * `jrun drift`: check mode for schedulers. Says nothing where all is as described; else the differences. Commands
 * that run every time are not looked at: whether a host is as described isn't theirs to tell. Answers with the exit
 * code.
 */
export async function reportDrift(request: RunRequest, terminal: Terminal): Promise<number> {
  const secrets = new Secrets();
  const events: RunEvent[] = [];
  const exitCode = await run({ ...request, check: true, diff: true, detailedExitcode: true }, terminal, {
    secrets,
    quiet: true,
    commandsAreIdle: true,
    onEvent: (event) => void events.push(event),
  });
  const code = exitCode === 0 && request.strict && events.some(isUnknown) ? DRIFTED : exitCode;
  if (code === 0 || events.length === 0) return code;
  if (request.json) {
    for (const event of events) {
      const record = driftRecord(event, secrets);
      if (record !== undefined) terminal.stdout.write(`${record}\n`);
    }
    return code;
  }
  const reporter = await reporterOn(terminal, terminal.stdout, {
    form: 'log',
    secrets,
    verbosity: request.verbosity,
    now: () => events.at(-1)?.time ?? 0,
  });
  for (const event of events) reporter.report(event);
  await reporter.end();
  return code;
}

function isUnknown(event: RunEvent): boolean {
  return event.event === 'task-ended' && event.outcome.status === 'unknown';
}

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { JupyterClient } from '../support/jupyter-client.ts';

/*
 * log-in URL: logs in with the password on standard input, as a browser does; prints the status of the answer. A program
 * of its own, because machines in an enclosure can be reached from in there only. A server that is still starting is
 * waited for: nginx answers 502 meanwhile, or nobody does.
 */
async function logIn([url = '']: readonly string[]): Promise<void> {
  const password = readFileSync(0, 'utf8');
  const end = Date.now() + 900_000;
  for (;;) {
    const status = await new JupyterClient({ url }).login(password).then(
      (answer) => answer.status,
      (error: unknown) => String(error),
    );
    const starting = typeof status === 'string' || status === 502;
    if (!starting || Date.now() > end) {
      process.stdout.write(`${status}\n`);
      return;
    }
    await sleep(200);
  }
}

void logIn(process.argv.slice(2));

import { INTERRUPTED, MISTAKE } from '../report/exit-code.ts';
import { readCommandLine } from './command-line.ts';
import { isShell } from './completion-scripts.ts';
import { defectText } from './defect.ts';
import { perform } from './perform.ts';
import { processTerminal } from './terminal.ts';
import { QuestionAborted } from './terminal-question.ts';
import { VERSION } from './version.ts';

const words = process.argv.slice(2);

/** Help is there at once: a terminal and what runs playbooks are loaded when they are needed. */
async function main(): Promise<number> {
  const [first, shell] = words;
  if (first === '__complete' && isShell(shell)) {
    const { completionText } = await import('./completion.ts');
    process.stdout.write(await completionText(shell, words.slice(2), processTerminal()));
    return 0;
  }
  const request = readCommandLine(words, VERSION, {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    width: process.stdout.columns,
  });
  return perform(request, processTerminal());
}

// `jrun … | head` closes the pipe early: that is no defect.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

function fail(thrown: unknown): never {
  if (thrown instanceof QuestionAborted) process.exit(INTERRUPTED);
  process.stderr.write(defectText(thrown, words));
  process.exit(MISTAKE);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

/** What goes into a pipe leaves when its reader takes it: to exit before that would cut it off. */
function taken(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

main().then(async (code) => {
  await Promise.all([taken(process.stdout), taken(process.stderr)]);
  process.exit(code);
}, fail);

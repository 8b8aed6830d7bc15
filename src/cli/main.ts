import { INTERRUPTED, MISTAKE } from '../report/exit-code.ts';
import { readCommandLine } from './command-line.ts';
import { defectText } from './defect.ts';
import { processTerminal } from './terminal.ts';
import { QuestionAborted } from './terminal-question.ts';
import { VERSION } from './version.ts';

const words = process.argv.slice(2);

/** What takes time to load is loaded when it is needed: help is there at once. */
async function main(): Promise<number> {
  const request = readCommandLine(words, VERSION, {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    width: process.stdout.columns,
  });
  switch (request.do) {
    case 'nothing':
      return request.exitCode;
    case 'doc': {
      const { printDocs } = await import('./doc.ts');
      return printDocs(request.modules, processTerminal());
    }
    case 'plan': {
      const { planToFile } = await import('./plan.ts');
      return planToFile(request.run, request.file, processTerminal());
    }
    case 'show': {
      const { showPlan } = await import('./show-plan.ts');
      return showPlan(request, processTerminal());
    }
    case 'apply': {
      const { apply } = await import('./apply.ts');
      return apply(request, processTerminal());
    }
    case 'drift': {
      const { reportDrift } = await import('./drift.ts');
      return reportDrift(request.run, processTerminal());
    }
    case 'run': {
      const { run } = await import('./run.ts');
      return run(request.run, processTerminal());
    }
  }
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
main().then((code) => process.exit(code), fail);

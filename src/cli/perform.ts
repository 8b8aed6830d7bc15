import type { Request } from './command-line.ts';
import type { Terminal } from './terminal.ts';

/** Does what was asked for; answers with the exit code. What takes time to load is loaded when it is needed. */
export async function perform(request: Request, terminal: Terminal): Promise<number> {
  switch (request.do) {
    case 'nothing':
      return request.exitCode;
    case 'doc': {
      const { printDocs } = await import('./doc.ts');
      return printDocs(request.modules, terminal);
    }
    case 'completion': {
      const { COMPLETION_SCRIPTS } = await import('./completion-scripts.ts');
      terminal.stdout.write(COMPLETION_SCRIPTS[request.shell]);
      return 0;
    }
    case 'plan': {
      const { planToFile } = await import('./plan.ts');
      return planToFile(request.run, request.file, terminal);
    }
    case 'show': {
      const { showPlan } = await import('./show-plan.ts');
      return showPlan(request, terminal);
    }
    case 'apply': {
      const { apply } = await import('./apply.ts');
      return apply(request, terminal);
    }
    case 'drift': {
      const { reportDrift } = await import('./drift.ts');
      return reportDrift(request.run, terminal);
    }
    case 'run': {
      const { run } = await import('./run.ts');
      return run(request.run, terminal);
    }
  }
}

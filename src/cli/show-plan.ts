import { colourWanted, painted, planMarkdown, planText, unpainted } from '../report/index.ts';
import { readPlanFile } from './apply.ts';
import { telling } from './telling.ts';
import type { Terminal } from './terminal.ts';

/** `jrun show`: a plan file for a reviewer. Nothing is asked of any host. */
export function showPlan(
  request: { readonly file: string; readonly markdown: boolean },
  terminal: Terminal,
): Promise<number> {
  return telling(terminal, () => print(request, terminal));
}

function print(request: { readonly file: string; readonly markdown: boolean }, terminal: Terminal): number {
  const plan = readPlanFile(request.file, terminal);
  const { stdout, environment } = terminal;
  const paint = colourWanted(stdout.isTTY, environment) ? painted : unpainted;
  stdout.write(request.markdown ? planMarkdown(plan) : planText(plan, paint));
  return 0;
}

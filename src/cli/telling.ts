import { Mistakes } from '../core/diagnostic.ts';
import { colourWanted, diagnosticsText, MISTAKE, painted, unpainted } from '../report/index.ts';
import type { Terminal } from './terminal.ts';

/** Does the work; mistakes are told, not thrown. Answers with the exit code. */
export async function telling(
  { stderr, environment }: Terminal,
  work: () => Promise<number> | number,
): Promise<number> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof Mistakes)) throw thrown;
    const paint = colourWanted(stderr.isTTY, environment) ? painted : unpainted;
    stderr.write(diagnosticsText(thrown.diagnostics, paint));
    return MISTAKE;
  }
}

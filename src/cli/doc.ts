import { DIRECTIVES } from '../compile/index.ts';
import { didYouMean } from '../core/spelling.ts';
import { modules } from '../modules/index.ts';
import { colourWanted, fitted, modulePageText, painted, unpainted } from '../report/index.ts';
import type { Terminal } from './terminal.ts';

/** `jrun doc`: the list of all modules, or the pages of those named. */
export function printDocs(names: readonly string[], { stdout, stderr, environment }: Terminal): number {
  const paint = colourWanted(stdout.isTTY, environment) ? painted : unpainted;
  const all = [...modules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (names.length === 0) {
    const width = Math.max(...all.map((module) => module.name.length));
    for (const { name, description } of all) {
      const sentence = (/^.*?[.!](?=\s|$)/s.exec(description.trim())?.[0] ?? '').replaceAll('`', '');
      const text = sentence.replace(/\s+/g, ' ');
      const room = stdout.isTTY ? stdout.columns - width - 3 : Number.POSITIVE_INFINITY;
      stdout.write(`${paint('ok', name.padEnd(width))}  ${fitted(text, room)}\n`);
    }
    return 0;
  }
  let exitCode = 0;
  for (const name of names) {
    const module = modules.get(name.replace(/^(ansible|community|galaxyproject)\.\w+\./, ''));
    if (module) {
      stdout.write(modulePageText(module, paint));
      continue;
    }
    exitCode = 1;
    if (name in DIRECTIVES) {
      stderr.write(`${name} needs no host and is no module; docs/playbooks.md tells about it\n`);
      continue;
    }
    const hint = didYouMean(name, modules.keys());
    stderr.write(`there is no module '${name}'${hint === undefined ? '' : `: ${hint}`}\n`);
  }
  return exitCode;
}

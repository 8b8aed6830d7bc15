import { basename, dirname, resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { closest } from '../core/spelling.ts';
import type { ControlFiles } from '../load/index.ts';

/** Mistakes in what was given as playbooks, before any is read. */
export function checkPlaybookFiles(
  playbooks: readonly string[],
  files: ControlFiles,
  workingDirectory: string,
): Diagnostic[] {
  return playbooks.flatMap((playbook): Diagnostic[] => {
    const path = resolve(workingDirectory, playbook);
    if (files.isFile(path)) return [];
    const base = { code: 'no-playbook', severity: 'error' } as const;
    if (files.isDirectory(path)) {
      const inside = files.list(path).filter((name) => /\.ya?ml$/.test(name));
      const hint = inside.length > 0 ? `in it: ${inside.slice(0, 5).join(', ')}` : undefined;
      return [{ ...base, summary: `${playbook} is a folder, not a playbook`, ...(hint ? { hint } : {}) }];
    }
    const near = nearby(path, files);
    // A bare word was probably meant as a command.
    const word = /^[a-z-]+$/.test(playbook) ? `there is no command and no playbook '${playbook}'` : undefined;
    const hint = near === undefined ? undefined : `did you mean '${near}'?`;
    return [{ ...base, summary: word ?? `there is no playbook ${playbook}`, ...(hint ? { hint } : {}) }];
  });
}

function nearby(path: string, files: ControlFiles): string | undefined {
  const folder = dirname(path);
  if (!files.isDirectory(folder)) return undefined;
  const names = files.list(folder).filter((name) => /\.(ya?ml|json)$/.test(name));
  const name = basename(path);
  return names.find((n) => n.replace(/\.\w+$/, '') === name.replace(/\.\w+$/, '')) ?? closest(name, names);
}

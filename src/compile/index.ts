import type { Diagnostic } from '../core/diagnostic.ts';
import type { Includes, Play } from '../core/play.ts';
import { Compilation } from './compilation.ts';
import { CompiledIncludes } from './included.ts';
import { folderOf } from './paths.ts';
import { findPlays } from './playbooks.ts';
import { compilePlay } from './plays.ts';
import type { CompilePorts } from './ports.ts';

export { type Finding, type Prepared, prepareArguments, secretsOf } from './arguments.ts';
export { DIRECTIVES, META_ACTIONS } from './directives.ts';
export {
  BLOCK_KEYWORDS,
  HANDLER_KEYWORDS,
  PLAY_KEYWORDS,
  ROLE_KEYWORDS,
  TASK_KEYWORDS,
} from './keyword-names.ts';
export { type ListedPlay, type ListedTask, listedName, listPlay, startAt, tasksIn } from './listing.ts';
export type { CompilePorts } from './ports.ts';
export type { CompiledRole } from './scope.ts';
export { searchCandidates } from './source-files.ts';
export { selected } from './tag-selection.ts';

export interface CompiledPlaybooks {
  /** In the order they run. Where there are errors, what could be made of the rest. */
  readonly plays: readonly Play[];
  /** All static mistakes and warnings at once. With an error among them nothing may be run. */
  readonly diagnostics: readonly Diagnostic[];
  /** Compiles includes while the plays run. */
  readonly includes: Includes;
}

/** Compiles playbooks, given by their absolute paths: everything that can be said without a host is said here. */
export function compilePlaybook(files: readonly string[], ports: CompilePorts): CompiledPlaybooks {
  const c = new Compilation(ports);
  const [first = '.'] = files;
  const root = folderOf(first);
  const plays = files
    .flatMap((file, index) =>
      findPlays(c, file).map((found) => ({ ...found, path: `${index}:${found.path}` })),
    )
    .map((found) => compilePlay(c, found, root));
  return { plays, diagnostics: c.diagnostics, includes: new CompiledIncludes(c) };
}

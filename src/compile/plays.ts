import { placeOf } from '../core/place.ts';
import type { Entry, Handler, Play } from '../core/play.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { completeKeywords, type Inherited, inherit } from './inherited.ts';
import { readLiteral } from './keywords.ts';
import { compileRoleEntry } from './listed-roles.ts';
import { checkNotifications } from './notifications.ts';
import { folderOf } from './paths.ts';
import {
  isLocalPlay,
  ORDERS,
  playName,
  readChoice,
  readHosts,
  readPlayKeywords,
  readSerial,
  refuseUnknownInPlay,
  STRATEGIES,
} from './play-keywords.ts';
import type { FoundPlay } from './playbooks.ts';
import { readRoleEntry } from './role-entries.ts';
import { type CompiledRole, newPlayContext, type PlayContext, type Scope } from './scope.ts';
import { kindOfValue } from './show-value.ts';
import { StaticVars } from './static-vars.ts';
import { fileName } from './task-id.ts';
import { compileTasks } from './tasks.ts';
import { readVarsFiles } from './vars-files.ts';
import { readVarsPrompt } from './vars-prompt.ts';

/** A play with its roles, tasks and handlers. */
export function compilePlay(c: Compilation, found: FoundPlay, root: string): Play {
  const { dict, file } = found;
  const place = placeOf(dict) ?? { file, line: 1, column: 1 };
  const playbookDir = folderOf(file);
  const isPlay = refuseUnknownInPlay(c, dict);
  const known = new StaticVars([new Map([['playbook_dir', playbookDir]]), found.vars]);
  const read = readPlayKeywords(c, dict, known);
  const vars: Dict = new Map([...(read.vars[0] ?? []), ...found.vars]);
  const own = inherit({ ...read, vars: [] }, found.imported);
  // An import's conditions are outermost, its tags one more set.
  const inherited: Inherited = { ...own, when: [...found.imported.when, ...read.when] };
  const varsFiles = readVarsFiles(c, dict, playbookDir, known.with(vars));
  const context = newPlayContext(playbookDir, root, isLocalPlay(dict));
  const scope: Scope = {
    inherited,
    role: undefined,
    search: { roles: [], taskDir: playbookDir, playbookDir },
    file,
    vars: known.with(vars, ...varsFiles.loaded),
    play: context,
    handlers: false,
    path: `${fileName({ role: undefined, play: context }, file)}#${found.path}`,
    chain: [file],
  };
  const parts = compileParts(c, dict, scope, context);
  return {
    name: playName(c, dict),
    place,
    hosts: isPlay ? readHosts(c, dict) : [],
    hostsPlace: placeOf(dict, 'hosts') ?? place,
    playbookDir,
    vars,
    varsFiles: varsFiles.written,
    varsPrompt: readVarsPrompt(c, dict),
    gatherFacts: readLiteral(c, dict, 'gather_facts', 'bool'),
    ...(dict.has('gather_subset') && { gatherSubset: dict.get('gather_subset') ?? null }),
    ...(dict.has('fact_path') && { factPath: dict.get('fact_path') ?? null }),
    keywords: completeKeywords(inherited),
    serial: readSerial(c, dict),
    strategy: readChoice(c, dict, 'strategy', STRATEGIES),
    order: readChoice(c, dict, 'order', ORDERS),
    maxFailPercentage: readLiteral(c, dict, 'max_fail_percentage', 'percent'),
    forceHandlers: readLiteral(c, dict, 'force_handlers', 'bool') === true,
    ...parts,
    roles: context.roles,
  };
}

function compileParts(
  c: Compilation,
  dict: Dict,
  scope: Scope,
  context: PlayContext,
): Pick<Play, 'sections' | 'handlers'> {
  const part = (key: string, handlers = false): Entry[] => {
    const inside = { ...scope, handlers, path: `${scope.path}/${key}` };
    return compileTasks(c, dict.get(key) ?? null, inside, '', placeOf(dict, key));
  };
  const before = part('pre_tasks');
  const roles = compileRoles(c, dict, scope, context);
  const sections = [before, [...roles.entries, ...part('tasks')], part('post_tasks')];
  const own = part('handlers', true) as Handler[];
  const handlers = [...roles.handlers, ...own, ...context.importedHandlers];
  checkNotifications(c, context);
  return { sections, handlers };
}

function compileRoles(
  c: Compilation,
  dict: Dict,
  scope: Scope,
  context: PlayContext,
): { entries: readonly Entry[]; handlers: readonly Handler[] } {
  const listed = dict.get('roles') ?? null;
  if (listed === null) return { entries: [], handlers: [] };
  if (!Array.isArray(listed)) {
    c.error('keyword-type', `'roles' is a list, not ${kindOfValue(listed)}`, placeOf(dict, 'roles'));
    return { entries: [], handlers: [] };
  }
  const entries: Entry[] = [];
  const handlers: Handler[] = [];
  const roles: CompiledRole[] = [];
  for (const [index, item] of listed.entries()) {
    const entry = readRoleEntry(c, item, placeOf(listed, index), scope.vars);
    if (entry === undefined) continue;
    const compiled = compileRoleEntry(c, entry, scope, `${scope.path}/roles/${index}/`);
    if (compiled === undefined) continue;
    entries.push(...compiled.entries);
    handlers.push(...compiled.handlers);
    roles.push(...compiled.exported);
  }
  // Those that tasks import come after them, wherever they stand.
  context.roles.unshift(...roles);
  return { entries, handlers };
}

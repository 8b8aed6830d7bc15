import { placeOf, placeOfKey } from '../core/place.ts';
import type { Entry, Handler, Play } from '../core/play.ts';
import { didYouMean } from '../core/spelling.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { completeKeywords, inherit, type Inherited } from './inherited.ts';
import { PLAY_KEYWORDS, TASK_KEYWORDS } from './keyword-names.ts';
import { readKeywords, readLiteral, refuseUnknown } from './keywords.ts';
import { checkNotifications } from './notifications.ts';
import { folderOf } from './paths.ts';
import type { FoundPlay } from './playbooks.ts';
import { readRoleEntry } from './role-entries.ts';
import { compileRoleEntry } from './roles.ts';
import { type CompiledRole, newPlayContext, type PlayContext, type Scope } from './scope.ts';
import { isTemplated, kindOfValue, plainText } from './show-value.ts';
import { StaticVars } from './static-vars.ts';
import { fileName } from './task-id.ts';
import { compileTasks } from './tasks.ts';
import { checkTexts } from './template-checks.ts';
import { readVarsFiles } from './vars-files.ts';
import { readVarsPrompt } from './vars-prompt.ts';

const STRATEGIES = ['linear', 'free', 'host_pinned'] as const;
const ORDERS = ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'] as const;

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
    playbookDir,
    vars,
    varsFiles: varsFiles.written,
    varsPrompt: readVarsPrompt(c, dict),
    gatherFacts: readLiteral(c, dict, 'gather_facts', 'bool'),
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

function readPlayKeywords(c: Compilation, dict: Dict, vars: StaticVars): Inherited {
  const read = readKeywords(c, dict, vars);
  if (!dict.has('user')) return read;
  if (dict.has('remote_user')) {
    c.error('old-spelling', "'user' and 'remote_user' say the same thing twice", placeOfKey(dict, 'user'));
    return read;
  }
  c.warn('old-spelling', "'user' is the old spelling of remote_user", placeOfKey(dict, 'user'));
  const user = readLiteral(c, dict, 'user', 'text');
  return user === undefined ? read : { ...read, nearest: { ...read.nearest, remoteUser: user } };
}

/** Says which keys are no keywords of a play; false: it is no play at all. */
function refuseUnknownInPlay(c: Compilation, dict: Dict): boolean {
  const others = [...dict.keys()].filter((key) => !PLAY_KEYWORDS.has(String(key)));
  const isTask =
    !dict.has('hosts') &&
    others.some((key) => c.ports.modules.has(String(key)) || TASK_KEYWORDS.has(String(key)));
  if (isTask) {
    c.error('playbook', 'this is a task where a play should be', placeOf(dict), {
      hint: "a playbook's list holds plays ('- hosts: …'); tasks go under a play's 'tasks:'",
    });
    return false;
  }
  refuseUnknown(c, dict, PLAY_KEYWORDS, 'play', others);
  if (dict.has('fact_path')) {
    c.warn(
      'no-effect',
      "'fact_path' has no effect: facts of the host's own are read from /etc/ansible/facts.d",
      placeOfKey(dict, 'fact_path'),
    );
  }
  return true;
}

function playName(c: Compilation, dict: Dict): string {
  const name = readLiteral(c, dict, 'name', 'text');
  if (typeof name === 'string' && name !== '') return name;
  const hosts = dict.get('hosts') ?? null;
  return Array.isArray(hosts) ? hosts.map(String).join(',') : String(plainText(hosts) ?? '');
}

function readHosts(c: Compilation, dict: Dict): Value {
  const hosts = dict.get('hosts');
  const place = placeOf(dict, 'hosts') ?? placeOf(dict);
  if (hosts === undefined) {
    c.error('no-hosts', "this play names no hosts: it needs 'hosts'", place);
    return [];
  }
  const items = Array.isArray(hosts) ? hosts : [hosts];
  const bad = items.find((item) => typeof item !== 'string' || item.trim() === '');
  if (items.length === 0 || bad !== undefined) {
    const what = items.length === 0 || bad === '' || bad === null ? 'empty' : kindOfValue(bad ?? null);
    c.error('keyword-type', `'hosts' is a pattern of hosts or a list of them, not ${what}`, place);
    return [];
  }
  checkTexts(c, hosts, place);
  return hosts;
}

/** A play on localhost works on the control machine. */
function isLocalPlay(dict: Dict): boolean {
  const hosts = dict.get('hosts') ?? null;
  const patterns = Array.isArray(hosts) ? hosts : [hosts];
  return patterns.some((pattern) => /\blocalhost\b|127\.0\.0\.1|\{\{/.test(String(pattern)));
}

function readSerial(c: Compilation, dict: Dict): readonly Value[] {
  const value = dict.get('serial') ?? null;
  if (value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item, index) => {
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'serial');
    if (isTemplated(item)) checkTexts(c, item, place);
    else if (typeof item !== 'number' && !(typeof item === 'string' && /^\d+(\.\d+)?%?$/.test(item.trim()))) {
      c.error('keyword-type', `'serial' takes numbers or percentages, not ${kindOfValue(item)}`, place);
      return false;
    }
    return true;
  });
}

function readChoice<T extends string>(
  c: Compilation,
  dict: Dict,
  key: string,
  choices: readonly [T, ...T[]],
): T {
  const value = dict.get(key) ?? null;
  if (value === null) return choices[0];
  const text = plainText(value)?.replace(/^ansible\.(builtin|legacy)\./, '') ?? '';
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  const place = placeOf(dict, key);
  const mitogen = choices.find((choice) => text === `mitogen_${choice}`);
  if (mitogen !== undefined) {
    c.warn('no-effect', `'${text}' runs as '${mitogen}': jrun needs no Mitogen`, place);
    return mitogen;
  }
  c.error('keyword-value', `there is no ${key} '${text}'`, place, {
    hint: didYouMean(text, choices) ?? `one of: ${choices.join(', ')}`,
  });
  return choices[0];
}

import { placeOf, placeOfKey } from '../core/place.ts';
import { didYouMean } from '../core/spelling.ts';
import { type Dict, isDict, OMIT, type Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { readConditions } from './conditions.ts';
import type { Inherited, NearestKeywords } from './inherited.ts';
import { UNSUPPORTED_KEYWORDS } from './keyword-names.ts';
import { type LiteralType, literal } from './literals.ts';
import { isTemplated, kindOfValue } from './show-value.ts';
import type { StaticVars } from './static-vars.ts';
import { readTags } from './tag-lists.ts';
import { checkTexts } from './template-checks.ts';
import { checkVariableNames } from './variable-names.ts';

const NEAREST: readonly (readonly [string, keyof NearestKeywords, LiteralType])[] = [
  ['ignore_errors', 'ignoreErrors', 'bool'],
  ['ignore_unreachable', 'ignoreUnreachable', 'bool'],
  ['become', 'become', 'bool'],
  ['become_user', 'becomeUser', 'text'],
  ['become_method', 'becomeMethod', 'text'],
  ['become_flags', 'becomeFlags', 'text'],
  ['become_exe', 'becomeExe', 'text'],
  ['remote_user', 'remoteUser', 'text'],
  ['connection', 'connection', 'text'],
  ['port', 'port', 'int'],
  ['delegate_to', 'delegateTo', 'text'],
  ['delegate_facts', 'delegateFacts', 'bool'],
  ['run_once', 'runOnce', 'bool'],
  ['no_log', 'noLog', 'bool'],
  ['check_mode', 'checkMode', 'bool'],
  ['diff', 'diff', 'bool'],
  ['any_errors_fatal', 'anyErrorsFatal', 'bool'],
  ['throttle', 'throttle', 'int'],
  ['timeout', 'timeout', 'int'],
];

/** What a task, block, role or play says in the keywords that all of them share. */
export function readKeywords(c: Compilation, dict: Dict, vars: StaticVars): Inherited {
  const nearest: { -readonly [K in keyof NearestKeywords]?: Value } = {};
  oldBecome(c, dict, nearest);
  for (const [key, field, type] of NEAREST) {
    const value = readLiteral(c, dict, key, type);
    if (value !== undefined) nearest[field] = value;
  }
  debuggerHasNoEffect(c, dict);
  return {
    nearest: nearest as Partial<NearestKeywords>,
    when: readConditions(c, dict, 'when') ?? [],
    vars: readVars(c, dict),
    includeParams: [],
    environment: readEnvironment(c, dict),
    moduleDefaults: readModuleDefaults(c, dict),
    tags: readTags(c, dict, (text) => {
      const rendered = vars.render(c, text);
      return 'value' in rendered ? rendered.value : undefined;
    }),
    notify: readNotify(c, dict),
  };
}

/** A keyword's value, literals in their type; undefined where it isn't given. */
export function readLiteral(c: Compilation, dict: Dict, key: string, type: LiteralType): Value | undefined {
  const value = dict.get(key);
  if (value === undefined || value === null || value === OMIT) return undefined;
  const read = literal(type, dict, key, value);
  if ('mistake' in read) {
    c.error('keyword-type', read.mistake, placeOf(dict, key));
    return undefined;
  }
  if (isTemplated(read.value)) checkTexts(c, read.value, placeOf(dict, key));
  return read.value;
}

/** Says which keys are no keywords here, with the nearest that is one. */
export function refuseUnknown(
  c: Compilation,
  dict: Dict,
  allowed: ReadonlySet<string>,
  what: string,
  unknown: Iterable<Value> = [...dict.keys()].filter((key) => !allowed.has(String(key))),
): void {
  for (const key of unknown) {
    const name = String(key);
    const place = placeOfKey(dict, key);
    const instead = UNSUPPORTED_KEYWORDS.get(name);
    if (instead !== undefined) {
      c.error('unsupported-keyword', `'${name}' is not supported`, place, { hint: instead });
      continue;
    }
    const near = didYouMean(name, allowed);
    c.error('unknown-keyword', `'${name}' is not a keyword of a ${what}`, place, near ? { hint: near } : {});
  }
}

function readVars(c: Compilation, dict: Dict): readonly Dict[] {
  const value = dict.get('vars');
  if (value === undefined || value === null) return [];
  if (!isDict(value)) {
    c.error(
      'keyword-type',
      `'vars' is a mapping of names to values, not ${kindOfValue(value)}`,
      placeOf(dict, 'vars'),
    );
    return [];
  }
  checkVariableNames(c, value);
  checkTexts(c, value, placeOf(dict, 'vars'), 'warning');
  return value.size === 0 ? [] : [value];
}

function readEnvironment(c: Compilation, dict: Dict): readonly Value[] {
  const value = dict.get('environment');
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  const place = placeOf(dict, 'environment');
  checkTexts(c, value, place);
  return items.filter((item) => {
    if (item === null) return false;
    if (isDict(item) || isTemplated(item)) return true;
    const hint =
      typeof item === 'string' ? "a variable that holds one is written '{{ its_name }}'" : undefined;
    c.error(
      'keyword-type',
      `'environment' is a mapping of names to values, not ${kindOfValue(item)}`,
      place,
      hint ? { hint } : {},
    );
    return false;
  });
}

function readModuleDefaults(c: Compilation, dict: Dict): readonly Dict[] {
  const value = dict.get('module_defaults');
  if (value === undefined || value === null) return [];
  const place = placeOf(dict, 'module_defaults');
  const items = Array.isArray(value) ? value : [value];
  const dicts = items.filter(isDict);
  if (dicts.length < items.length)
    c.error('keyword-type', "'module_defaults' is a mapping of modules to their arguments", place);
  for (const defaults of dicts) {
    for (const [module, args] of defaults) {
      if (!isDict(args) && args !== null)
        c.error(
          'keyword-type',
          `the defaults of '${String(module)}' are a mapping of arguments, not ${kindOfValue(args)}`,
          placeOf(defaults, module),
        );
    }
    checkTexts(c, defaults, place);
  }
  return dicts;
}

function readNotify(c: Compilation, dict: Dict): readonly Value[] | undefined {
  const value = dict.get('notify');
  if (value === undefined || value === null) return undefined;
  const items = Array.isArray(value) ? value : [value];
  checkTexts(c, value, placeOf(dict, 'notify'));
  return items.filter((item, index) => {
    if (typeof item === 'string' && item !== '') return true;
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'notify');
    c.error('keyword-type', `'notify' names handlers, and ${kindOfValue(item)} is no name`, place);
    return false;
  });
}

/** `sudo: yes` and its kin, from before Ansible had `become`. */
function oldBecome(
  c: Compilation,
  dict: Dict,
  nearest: { -readonly [K in keyof NearestKeywords]?: Value },
): void {
  for (const method of ['sudo', 'su'] as const) {
    const on = readLiteral(c, dict, method, 'bool');
    const user = readLiteral(c, dict, `${method}_user`, 'text');
    if (on === undefined && user === undefined) continue;
    const key = on === undefined ? `${method}_user` : method;
    c.warn('old-spelling', `'${key}' is the old spelling of become`, placeOfKey(dict, key), {
      hint: on === undefined ? 'write become_user' : `write become: ${showYesNo(on)}`,
    });
    if (dict.has('become') || dict.has('become_user')) {
      c.error('old-spelling', `'${key}' and become say the same thing twice`, placeOfKey(dict, key));
      continue;
    }
    nearest.becomeMethod = method;
    if (on !== undefined) nearest.become = on;
    if (user !== undefined) nearest.becomeUser = user;
  }
}

function showYesNo(value: Value): string {
  return typeof value === 'boolean' ? String(value) : '…';
}

function debuggerHasNoEffect(c: Compilation, dict: Dict): void {
  const value = dict.get('debugger');
  if (value === undefined || value === null || value === 'never') return;
  c.warn(
    'no-effect',
    "'debugger' has no effect: jrun doesn't stop for a debugger",
    placeOfKey(dict, 'debugger'),
  );
}

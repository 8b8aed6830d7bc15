import { copyPlaces, type Place, placeOf, placeOfKey, rememberEntry, rememberPlace } from '../core/place.ts';
import { closest } from '../core/spelling.ts';
import { type Dict, isDict, type Value } from '../core/value.ts';
import { COMMAND_MODULES, parseKeyValues, splitAction } from '../load/index.ts';
import type { Compilation } from './compilation.ts';
import { HANDLER_KEYWORDS, TASK_KEYWORDS, UNSUPPORTED_KEYWORDS } from './keyword-names.ts';
import { refuseUnknown } from './keywords.ts';
import { type ResolvedAction, resolveAction, splitName } from './module-names.ts';
import { joinPath } from './paths.ts';
import type { Scope } from './scope.ts';
import { isTemplated, kindOfValue } from './show-value.ts';

/** What a task does, as it is written: the name and the arguments, in whichever of Ansible's forms. */
export interface WrittenAction {
  readonly name: string;
  readonly place: Place | undefined;
  readonly resolved: ResolvedAction;
  readonly args: Dict;
  /** `args: "{{ x }}"`, or a template in the place of arguments. */
  readonly argsFrom: Value | undefined;
  /** The text that is no `key=value`. */
  readonly freeText: string | undefined;
  readonly isLocal: boolean;
}

/** Finds the one key of a task that is its action; undefined where there is none or it can't be told. */
export function readAction(c: Compilation, task: Dict, scope: Scope): WrittenAction | undefined {
  const keywords = scope.handlers ? HANDLER_KEYWORDS : TASK_KEYWORDS;
  const what = scope.handlers ? 'handler' : 'task';
  const place = placeOf(task);
  const isKeyword = (key: string): boolean =>
    keywords.has(key) || key.startsWith('with_') || key === 'static' || UNSUPPORTED_KEYWORDS.has(key);
  const keys = [...task.keys()].map(String);
  const others = keys.filter((key) => !isKeyword(key));
  refuseUnknown(
    c,
    task,
    keywords,
    what,
    keys.filter((key) => UNSUPPORTED_KEYWORDS.has(key)),
  );
  const old = ['action', 'local_action'].filter((key) => task.has(key));
  const actions = others.filter((key) => resolved(c, key, scope).kind !== 'unknown');
  const all = [...old, ...actions];
  if (all.length > 1) {
    const summary = `a task does one thing, and this one names ${all.join(' and ')}`;
    c.error('conflicting-actions', summary, place, { hint: 'make each a task of its own' });
    return undefined;
  }
  const [chosen] = all;
  if (chosen === undefined) return noAction(c, task, keywords, others, what, place);
  refuseUnknown(
    c,
    task,
    keywords,
    what,
    others.filter((key) => key !== chosen),
  );
  return old.includes(chosen) ? oldStyle(c, task, chosen, scope) : newStyle(c, task, chosen, scope);
}

/** What a name means here: besides jrun's modules there may be some of the playbook's own, which it can't run. */
function resolved(c: Compilation, name: string, scope: Scope): ResolvedAction {
  const found = resolveAction(name, c.ports.modules);
  if (found.kind !== 'unknown' || name.includes('.')) return found;
  const folders = [scope.play.playbookDir, ...(scope.role ? [scope.role.path] : [])];
  const own = folders
    .map((folder) => joinPath(folder, 'library', `${name}.py`))
    .find((path) => c.isFile(path));
  if (own === undefined) return found;
  return {
    kind: 'unsupported',
    why: `'${name}' is a module of the playbook's own in Python, which jrun can't run`,
  };
}

function noAction(
  c: Compilation,
  task: Dict,
  keywords: ReadonlySet<string>,
  others: readonly string[],
  what: string,
  place: Place | undefined,
): undefined {
  if (others.length === 0) {
    c.error('no-action', `this ${what} does nothing: it names no module`, place);
    return undefined;
  }
  // What is near to a keyword is a keyword misspelled; the first of the rest was meant as the module.
  const meant = others.find((key) => closest(key, keywords) === undefined) ?? others[0] ?? '';
  const nearModule = resolveAction(meant, c.ports.modules);
  const near = nearModule.kind === 'unknown' ? nearModule.near : undefined;
  const nearKeyword = closest(meant, keywords);
  refuseUnknown(
    c,
    task,
    keywords,
    what,
    others.filter((key) => key !== meant),
  );
  if (near === undefined && nearKeyword !== undefined) {
    refuseUnknown(c, task, keywords, what, [meant]);
    c.error('no-action', `this ${what} does nothing: it names no module`, place);
    return undefined;
  }
  c.error(
    'unknown-module',
    `there is no module '${meant}'`,
    placeOfKey(task, meant),
    near === undefined ? {} : { hint: `did you mean '${near}'?` },
  );
  return undefined;
}

/** `copy: src=a dest=b`, `copy: {src: a, dest: b}`. */
function newStyle(c: Compilation, task: Dict, name: string, scope: Scope): WrittenAction | undefined {
  const value = task.get(name) ?? null;
  const place = placeOfKey(task, name);
  const common = { name, place, resolved: resolved(c, name, scope), isLocal: false };
  if (value === null) return withArgs(c, task, { ...common, args: emptyArgs(task) });
  if (isDict(value)) return withArgs(c, task, { ...common, args: copyOf(value) });
  if (typeof value === 'string') {
    return withArgs(c, task, { ...common, ...textArguments(c, name, value, placeOf(task, name)) });
  }
  c.error(
    'arguments',
    `the arguments of '${name}' are a mapping or text, not ${kindOfValue(value)}`,
    placeOf(task, name),
  );
  return undefined;
}

/** `action: copy src=a dest=b`, `local_action: {module: copy, src: a}`. */
function oldStyle(c: Compilation, task: Dict, key: string, scope: Scope): WrittenAction | undefined {
  const value = task.get(key) ?? null;
  const place = placeOf(task, key);
  const isLocal = key === 'local_action';
  const module = isDict(value) ? value.get('module') : value;
  if (typeof module !== 'string' || module.trim() === '') {
    c.error('arguments', `'${key}' names a module and its arguments`, place, {
      hint: `like ${key}: copy src=a dest=b`,
    });
    return undefined;
  }
  const { module: name, rest } = splitAction(module);
  const means = resolved(c, name, scope);
  if (means.kind === 'unknown') {
    c.error('unknown-module', `there is no module '${name}'`, place, {
      ...(means.near === undefined ? {} : { hint: `did you mean '${means.near}'?` }),
    });
    return undefined;
  }
  const read = textArguments(c, name, rest, place);
  const args = isDict(value) ? copyOf(value) : read.args;
  if (isDict(value)) {
    args.delete('module');
    for (const [k, v] of read.args) args.set(k, v);
  }
  return withArgs(c, task, { name, place, resolved: means, isLocal, args, freeText: read.freeText });
}

function textArguments(c: Compilation, name: string, text: string, place: Place | undefined) {
  const isCommand = COMMAND_MODULES.has(splitName(name).short);
  const { values, freeText, diagnostics } = parseKeyValues(text, { isCommand, ...(c.at(place) as object) });
  for (const diagnostic of diagnostics) c.add(diagnostic);
  return { args: values, freeText };
}

/** Joins `args:` below the arguments themselves. */
function withArgs(
  c: Compilation,
  task: Dict,
  action: Omit<WrittenAction, 'argsFrom' | 'freeText'> & { freeText?: string | undefined },
): WrittenAction | undefined {
  const more = task.get('args') ?? null;
  const written = { ...action, freeText: action.freeText, argsFrom: undefined };
  if (more === null) return written;
  const place = placeOf(task, 'args');
  if (isTemplated(more)) return { ...written, argsFrom: more };
  if (!isDict(more)) {
    c.error('arguments', `'args' is a mapping of arguments, not ${kindOfValue(more)}`, place, {
      ...(typeof more === 'string' && { hint: "a variable that holds one is written '{{ its_name }}'" }),
    });
    return undefined;
  }
  const joined = copyOf(more);
  for (const [key, value] of action.args) joined.set(key, value);
  copyPlaces(action.args, joined);
  return { ...written, args: joined };
}

function copyOf(dict: Dict): Dict {
  const copy: Dict = new Map(dict);
  copyPlaces(dict, copy);
  return copy;
}

function emptyArgs(task: Dict): Dict {
  const args: Dict = new Map();
  const place = placeOf(task);
  if (place) rememberPlace(args, place);
  return args;
}

/** Puts the free text into the argument that takes it. */
export function setArgument(args: Dict, name: string, value: Value, place: Place | undefined): void {
  args.set(name, value);
  if (place) rememberEntry(args, name, { key: place, value: place });
}

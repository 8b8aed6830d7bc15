import type { Failure } from '../core/event.ts';
import { identityId } from '../core/identity.ts';
import { type Key, key } from '../core/key.ts';
import type { Arguments } from '../core/module.ts';
import { type Place, placeOf } from '../core/place.ts';
import type { ArgumentSchema } from '../core/schema.ts';
import { isUnknown, NotKnown, Unknown } from '../core/unknown.ts';
import { type Dict, isDict, OMIT, type Value } from '../core/value.ts';
import type { Item } from './item.ts';
import { located, type TaskScope } from './scope.ts';
import { knownOf } from './seen.ts';

/** The arguments don't fit the module; found when they were rendered. */
export class Unprepared extends Error {
  override readonly name = 'Unprepared';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

type Raw = Pick<Item['action'], 'args' | 'argsFrom' | 'prepare'> &
  Partial<Pick<Item['action'], 'module' | 'prepared'>>;

/** Renders and types the arguments as they are for this host and item; `omit` takes an argument away. */
export function renderArguments(action: Raw, scope: TaskScope): Arguments {
  if (action.prepared) return action.prepared;
  const rendered: Dict = new Map();
  if (action.argsFrom !== undefined) {
    const whole = scope.value(action.argsFrom);
    if (isDict(whole)) for (const [name, value] of whole) rendered.set(name, value);
  }
  for (const [name, raw] of action.args) {
    const value = valueAt(raw, scope, placeOf(action.args, name));
    if (value === OMIT) rendered.delete(name);
    else rendered.set(name, withoutOmitted(value));
  }
  for (const [name, { 'x-host-default': template }] of Object.entries(
    action.module?.schema.properties ?? {},
  )) {
    if (template === undefined || rendered.has(name)) continue;
    const value = scope.value(template);
    if (value !== OMIT) rendered.set(name, value);
  }
  const prepared = action.prepare(rendered);
  if ('args' in prepared) return prepared.args;
  const [first] = prepared.mistakes;
  throw new Unprepared({
    message: prepared.mistakes.map((mistake) => mistake.summary).join('\n'),
    ...(first ? { diagnostic: first } : {}),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}

function valueAt(raw: Value, scope: TaskScope, place: Place | undefined): Value {
  try {
    return scope.value(raw);
  } catch (thrown) {
    throw located(thrown, place);
  }
}

function withoutOmitted(value: Value): Value {
  if (isDict(value)) {
    const kept: Dict = new Map();
    for (const [name, inner] of value) if (inner !== OMIT) kept.set(name, withoutOmitted(inner));
    return kept;
  }
  if (Array.isArray(value)) return value.filter((inner) => inner !== OMIT).map(withoutOmitted);
  return value;
}

/** The arguments of the item, secrets noted and `~` replaced by the home folder it stands for on the host. */
export async function prepareArguments(
  item: Item,
  read: (keys: readonly Key[]) => Promise<void>,
): Promise<Arguments> {
  const args = renderArguments(item.action, item.scope);
  item.host.run.noteSecrets(item.action.module, args);
  for (;;) {
    const { args: expanded, missing } = expandHomes(item, args);
    if (missing.length === 0) return decidable(expanded, item.action.module.schema);
    await read(missing);
  }
}

/**
 * Arguments of which what isn't known makes undecided whatever looks at it. Where the schema takes anything, the module
 * is ready for that too.
 */
export function decidable(args: Arguments, { properties }: ArgumentSchema): Arguments {
  let guarded: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(args)) {
    const unknown = properties[name]?.['x-type'] === 'any' ? undefined : unknownIn(value);
    if (!unknown) continue;
    guarded ??= { ...args };
    Object.defineProperty(guarded, name, {
      enumerable: true,
      get: () => {
        throw new NotKnown(unknown);
      },
    });
  }
  return guarded ?? args;
}

function unknownIn(value: unknown): Unknown | undefined {
  if (isUnknown(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = value instanceof Map ? [...value.values()] : Object.values(value);
  const found = inner.flatMap((one) => unknownIn(one) ?? []);
  return found.length === 0 ? undefined : Unknown.join(found);
}

/** Paths that begin with `~` or `~user` need to know a home folder first. */
export function expandHomes(
  item: Pick<Item, 'action' | 'machine' | 'as'>,
  args: Arguments,
): { readonly args: Arguments; readonly missing: readonly Key[] } {
  const { properties } = item.action.module.schema;
  const identity = identityId(item.as);
  const missing: Key[] = [];
  const known = knownOf(item.machine.world, identity);
  let expanded: Record<string, unknown> | undefined;
  const expand = (text: unknown): unknown => {
    const match = typeof text === 'string' ? /^~([^/]*)(\/.*)?$/.exec(text) : null;
    if (!match) return text;
    const home = key<string>('home', match[1] ?? '');
    missing.push(...item.machine.world.missing(home, identity));
    const folder = known.get(home);
    return folder === undefined ? text : `${folder}${match[2] ?? ''}`;
  };
  for (const [name, property] of Object.entries(properties)) {
    const value = args[name];
    if (value === undefined || isUnknown(value)) continue;
    const isPath = property['x-type'] === 'path';
    const isPaths =
      property['x-type'] === 'list' && property.items?.['x-type'] === 'path' && Array.isArray(value);
    if (!isPath && !isPaths) continue;
    const after = isPaths ? (value as unknown[]).map(expand) : expand(value);
    if (after !== value) {
      expanded ??= { ...args };
      expanded[name] = after;
    }
  }
  return { args: expanded ?? args, missing };
}

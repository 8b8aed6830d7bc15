import { placeOf } from '../core/place.ts';
import { NotKnown, Unknown } from '../core/unknown.ts';
import type { Value } from '../core/value.ts';
import { LazyDict } from './python/lazy-dict.ts';
import { unknownIn } from './run/unknown-inside.ts';
import type { Scope } from './scope.ts';
import { TemplateError } from './template-error.ts';
import { MaybeUndefined, Undefined } from './undefined.ts';

/** Variables of one origin. */
export interface VariableLayer {
  readonly values: ReadonlyMap<string, Value>;
  /** True where the values are final: results of tasks, facts, loop items. No string in them is a template. */
  readonly final?: boolean;
  /** True where the values came from a host: they are never taken for an expression. */
  readonly untrusted?: boolean;
}

/** What the variables need to work out a value that is itself a template. */
export interface ValueRenderer {
  renderValue(value: Value, scope: Scope): { readonly value: Value; readonly presumed: boolean };
  /** How often something was looked at that is no variable: files, the clock, chance. */
  readonly looksOutside: number;
}

interface Entry {
  readonly value: Value;
  /** The names that were read to work it out; `*` where it may depend on anything. */
  readonly needs: ReadonlySet<string>;
  readonly holdsUnknown: boolean;
}

const ANYTHING = '*';
/** Among what a value needs: more than variables. No variable is called that. */
const OUTSIDE = '<outside>';

/** Numbers for lists and dicts as they are written, so that two of them can be told apart in a text. */
const written = new WeakMap<object, number>();
let writtenCount = 0;

/**
 * Variables in layers, the last one winning. A value that is a template is worked out when it is first read, and kept.
 * What was worked out further down is used again further up, unless it depends on what was overridden there.
 */
export class Variables implements Scope {
  private readonly renderer: ValueRenderer;
  private readonly layer: VariableLayer;
  private readonly below: Variables | undefined;
  private readonly worked = new Map<string, Entry>();
  /** The variables being worked out at this moment, over all layers of a chain. */
  private readonly chain: { readonly resolving: string[]; readonly needs: Set<string>[] };

  constructor(renderer: ValueRenderer, layer: VariableLayer, below?: Variables) {
    this.renderer = renderer;
    this.layer = layer;
    this.below = below;
    this.chain = below ? below.chain : { resolving: [], needs: [] };
  }

  /** From the weakest layer to the strongest. */
  static of(renderer: ValueRenderer, layers: Iterable<VariableLayer>): Variables {
    let result = new Variables(renderer, { values: new Map(), final: true });
    for (const layer of layers) result = new Variables(renderer, layer, result);
    return result;
  }

  /** These variables with some more that win over them. */
  with(layer: VariableLayer): Variables {
    return new Variables(this.renderer, layer, this);
  }

  has(name: string): boolean {
    this.chain.needs.at(-1)?.add(name);
    return this.holder(name) !== undefined;
  }

  *names(): Iterable<string> {
    this.chain.needs.at(-1)?.add(ANYTHING);
    const seen = new Set<string>();
    for (let at: Variables | undefined = this; at; at = at.below)
      for (const name of at.layer.values.keys()) seen.add(name);
    yield* seen;
  }

  raw(name: string): Value | undefined {
    this.chain.needs.at(-1)?.add(name);
    return this.holder(name)?.layer.values.get(name);
  }

  untrusted(name: string): boolean {
    return this.holder(name)?.layer.untrusted === true;
  }

  holdsUnknown(name: string): boolean {
    return this.entry(name)?.holdsUnknown === true;
  }

  lookup(name: string): Value | undefined {
    const entry = this.entry(name);
    const needs = this.chain.needs.at(-1);
    if (needs) {
      needs.add(name);
      if (entry) for (const need of entry.needs) needs.add(need);
    }
    return entry?.value;
  }

  /**
   * What comes of it, and the names it was worked out from, directly or through other variables; without names where it may
   * depend on more than they are worth.
   */
  observed<T>(what: () => T): { readonly value: T; readonly needs?: ReadonlySet<string> } {
    const { needs } = this.chain;
    const read = new Set<string>();
    const before = this.renderer.looksOutside;
    needs.push(read);
    let value: T;
    try {
      value = what();
    } finally {
      needs.pop();
      for (const name of read) needs.at(-1)?.add(name);
    }
    const isMore = read.has(ANYTHING) || read.has(OUTSIDE) || this.renderer.looksOutside !== before;
    return isMore ? { value } : { value, needs: read };
  }

  /**
   * What the names come from, as a text: where two hosts have the same, whatever is worked out from these names is the same
   * for both. Undefined where that can't be told: lists and dicts that a run fills may become others.
   */
  origins(names: readonly string[]): string | undefined {
    let text = '';
    for (const name of names) {
      const holder = this.holder(name);
      const raw = holder?.layer.values.get(name);
      const isFinal = holder?.layer.final === true;
      if (isFinal && typeof raw === 'object' && raw !== null) return undefined;
      text += `${isFinal ? '=' : '~'}${originOf(raw)}\n`;
    }
    return text;
  }

  private holder(name: string): Variables | undefined {
    for (let at: Variables | undefined = this; at; at = at.below) if (at.layer.values.has(name)) return at;
    return undefined;
  }

  private entry(name: string): Entry | undefined {
    const own = this.worked.get(name);
    if (own) return own;
    const holder = this.holder(name);
    if (!holder) return undefined;
    const found = this.inherited(name, holder) ?? this.workOut(name, holder);
    this.worked.set(name, found);
    return found;
  }

  /** What a lower layer already worked out, where nothing it needed was overridden since. */
  private inherited(name: string, holder: Variables): Entry | undefined {
    const overridden: Variables[] = [this];
    for (let at: Variables | undefined = this; at && at !== holder; ) {
      at = at.below;
      const entry = at?.worked.get(name);
      if (entry) return overridden.some((layer) => layer.affects(entry.needs)) ? undefined : entry;
      if (at) overridden.push(at);
    }
    return undefined;
  }

  private affects(needs: ReadonlySet<string>): boolean {
    if (needs.has(ANYTHING)) return true;
    for (const name of needs) if (this.layer.values.has(name)) return true;
    return false;
  }

  private workOut(name: string, holder: Variables): Entry {
    const raw = holder.layer.values.get(name) as Value;
    if (holder.layer.final) return this.finalEntry(raw);
    const { resolving, needs } = this.chain;
    const before = this.renderer.looksOutside;
    if (resolving.includes(name)) throw loopError([...resolving.slice(resolving.indexOf(name)), name]);
    const read = new Set<string>();
    resolving.push(name);
    needs.push(read);
    try {
      const entry = { value: this.render(name, raw, holder), needs: read, holdsUnknown: false };
      if (this.renderer.looksOutside !== before) read.add(OUTSIDE);
      const result = { ...entry, holdsUnknown: unknownIn(entry.value) !== undefined };
      this.share(name, result, holder);
      return result;
    } finally {
      resolving.pop();
      needs.pop();
    }
  }

  private finalEntry(value: Value): Entry {
    // A lazy dict shows what other hosts know at the moment, so nothing that was read from it can be kept for later.
    const needs = new Set(value instanceof LazyDict ? [ANYTHING] : []);
    return { value, needs, holdsUnknown: unknownIn(value) !== undefined };
  }

  private render(name: string, raw: Value, holder: Variables): Value {
    try {
      const { value, presumed } = this.renderer.renderValue(raw, this);
      if (value instanceof Unknown && presumed) return new MaybeUndefined(value.waitsFor);
      return value;
    } catch (thrown) {
      if (thrown instanceof NotKnown) return new MaybeUndefined(thrown.unknown.waitsFor);
      if (!(thrown instanceof TemplateError)) throw thrown;
      thrown.place ??= placeOf(holder.layer.values, name);
      if (thrown.code !== 'undefined-variable') throw thrown;
      // Only whoever uses the variable fails; `is defined` and `default` may ask for it.
      return new UndefinedByReference(thrown, name);
    }
  }

  /** Lower layers keep it too, as far as they don't depend on what the layers above override. */
  private share(name: string, entry: Entry, holder: Variables): void {
    for (let at: Variables = this; at !== holder && at.below && !at.affects(entry.needs); ) {
      at = at.below;
      at.worked.set(name, entry);
    }
  }
}

function originOf(raw: Value | undefined): string {
  if (typeof raw === 'string') return `'${raw.length}:${raw}`;
  if (typeof raw !== 'object' || raw === null) return `${typeof raw}:${raw}`;
  let number = written.get(raw);
  if (number === undefined) {
    number = writtenCount++;
    written.set(raw, number);
  }
  return `#${number}`;
}

/** A variable that can't be worked out because something it refers to is undefined. */
class UndefinedByReference extends Undefined {
  private readonly cause: TemplateError;

  constructor(cause: TemplateError, name: string) {
    super(`${cause.message} ('${name}' refers to it)`, cause.variable ?? name);
    this.cause = cause;
  }

  override error(): TemplateError {
    const error = new TemplateError('undefined-variable', this.message, {
      position: this.cause.position,
      variable: this.variable,
    });
    error.place = this.cause.place;
    error.text = this.cause.text;
    error.source = this.cause.source;
    return error;
  }
}

function loopError(names: readonly string[]): TemplateError {
  const [first = '', ...rest] = names.map((name) => `'${name}'`);
  return new TemplateError('variable-loop', `${first} refers to ${rest.join(', which refers to ')}`, {
    variable: names[0],
  });
}

import type { Place } from '../core/place.ts';
import type { Condition, SearchPath } from '../core/play.ts';
import { didYouMean } from '../core/spelling.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { type Dict, isDict, OMIT, Opaque, Tuple, type Value } from '../core/value.ts';
import { LazyDict, str, Templar, TemplateError, Undefined, type Variables } from '../template/index.ts';
import type { RenderTemplate } from './inputs.ts';
import type { RunOptions } from './ports.ts';

/** The one templar of a run: what is compiled for one host is compiled for all. */
export function makeTemplar(options: RunOptions, warn: (message: string) => void): Templar {
  return new Templar({
    reader: options.reader,
    decrypt: options.openVault,
    clock: { now: options.now },
    randomness: { bytes: (count) => options.control.random(count, 'templates') },
    warn,
    ...(options.actor && !options.check ? { actor: options.actor } : {}),
  });
}

/** The variables of a host as one task (or one item of its loop) sees them, and what can be asked with them. */
export class TaskScope {
  private readonly templar: Templar;
  private readonly variables: Variables;
  private readonly search: SearchPath;

  constructor(templar: Templar, variables: Variables, search: SearchPath) {
    this.templar = templar;
    this.variables = variables;
    this.search = search;
  }

  /** Some final values on top of all others. */
  withOnTop(values: Dict): TaskScope {
    return new TaskScope(
      this.templar,
      this.variables.with({ values: values as ReadonlyMap<string, Value>, final: true }),
      this.search,
    );
  }

  /** Data with templates in it, rendered through and through. */
  value(raw: Value): Value {
    try {
      return this.templar.renderData(raw, this.variables);
    } catch (thrown) {
      throw this.withHint(thrown);
    }
  }

  /** A name that has no value was perhaps meant to be another. */
  private withHint(thrown: unknown): unknown {
    if (thrown instanceof TemplateError && thrown.variable !== undefined && thrown.hint === undefined) {
      if (thrown.message === `'${thrown.variable}' is undefined`)
        thrown.hint = didYouMean(thrown.variable, this.variables.names());
    }
    return thrown;
  }

  /** The value as text. */
  text(raw: Value): Maybe<string> {
    const value = this.value(raw);
    if (isUnknown(value)) return value;
    return value === null ? '' : str(value);
  }

  /** A keyword that is yes or no. */
  boolean(raw: Value): Maybe<boolean> {
    const value = this.value(raw);
    if (isUnknown(value)) return value;
    if (typeof value === 'boolean') return value;
    if (value === null || value === OMIT) return false;
    return /^(true|yes|on|1|y|t)$/i.test(str(value).trim());
  }

  /** Whether all hold, and the first that doesn't, as it is written. */
  conditions(conditions: readonly Condition[]): {
    readonly holds: boolean | Unknown;
    readonly value?: Value;
  } {
    const unknowns: Unknown[] = [];
    for (const { value, place } of conditions) {
      try {
        const holds = this.templar.condition(value, this.variables);
        if (holds === false) return { holds, value };
        if (isUnknown(holds)) unknowns.push(holds);
      } catch (thrown) {
        // What follows an undecided condition may never be asked, so its mistakes don't count yet.
        if (unknowns.length > 0 && thrown instanceof TemplateError) continue;
        throw located(this.withHint(thrown), place);
      }
    }
    return { holds: unknowns.length === 0 ? true : Unknown.join(unknowns) };
  }

  /** The list a `loop` goes over. */
  list(raw: Value, place: Place): Maybe<readonly Value[]> {
    let value: Value;
    try {
      value = this.value(raw);
    } catch (thrown) {
      throw located(thrown, place);
    }
    if (isUnknown(value)) return value;
    if (Array.isArray(value)) return value;
    throw located(
      new TemplateError(
        'template-value',
        `a loop goes over a list, and this is ${kindOf(value)}: ${this.show(value)}`,
        {
          hint: isDict(value) ? "turn a mapping into a list with '| dict2items'" : undefined,
        },
      ),
      place,
    );
  }

  /** The items of `with_<lookup>`. */
  lookupList(lookup: string, raw: Value): Maybe<readonly Value[]> {
    const value = this.value(raw);
    if (isUnknown(value)) return value;
    const found = this.templar.lookup(lookup, Array.isArray(value) ? value : [value], this.variables);
    // Items are lists, whatever a lookup makes them of.
    return isUnknown(found) ? found : found.map((item) => (item instanceof Tuple ? [...item] : item));
  }

  /** A variable's value; undefined where there is none. */
  variable(name: string): Value | undefined {
    const value = this.variables.lookup(name);
    if (value instanceof Undefined) throw value.error();
    return value;
  }

  /** What `debug: var=` shows: the expression as a template would have it. */
  shownVariable(expression: string): Value {
    const value = this.templar.evaluateIfDefined(expression, this.variables);
    if (value === undefined) return 'VARIABLE IS NOT DEFINED!';
    return /^\w+$/.test(expression) || isUnknown(value) ? value : this.value(`{{ ${expression} }}`);
  }

  /** For people: texts as they are, everything else as the language writes it. */
  show(value: Value): string {
    if (isUnknown(value)) return `(not known yet: ${value.waitsFor.map((w) => w.what).join(', ')})`;
    if (value instanceof Opaque && !(value instanceof LazyDict)) return `<${value.typeName}>`;
    return str(value);
  }

  readonly renderTemplate: RenderTemplate = (text, path, options) => {
    const about: Dict = new Map<Value, Value>([
      ['ansible_managed', this.variables.lookup('ansible_managed') ?? 'Ansible managed'],
      ['template_path', path],
      ['template_fullpath', path],
    ]);
    const variables = this.variables.with({ values: about as ReadonlyMap<string, Value>, final: true });
    return this.templar.renderFile(text, variables, { source: path, syntax: Object.entries(options) });
  };
}

/** A mistake in a template learns where the text stands that holds it. */
export function located(thrown: unknown, place: Place | undefined): unknown {
  if (thrown instanceof TemplateError) thrown.place ??= place;
  return thrown;
}

function kindOf(value: Value): string {
  if (isDict(value)) return 'a mapping';
  if (value === null) return 'nothing';
  return typeof value === 'string' ? 'a text' : 'a single value';
}

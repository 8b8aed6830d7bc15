import { becomes, type Effect } from '../core/effect.ts';
import type { Difference, Plan, ResultFields, ResultValue } from '../core/plan.ts';
import type { Content, Step } from '../core/step.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { type PathState, type Present, path } from '../probes/path.ts';
import { settle, type Wanted } from './ownership.ts';
import { fieldsAfter, guarded, pathFields } from './path-fields.ts';

type Fields = Record<string, ResultValue>;

/** A plan about paths, in the making. */
export class Draft {
  readonly changes: string[] = [];
  readonly steps: Step[] = [];
  readonly effects: Effect[] = [];
  readonly warnings: string[] = [];
  readonly differences: Difference[] = [];
  /** What the steps wait for, where only check mode can do with them. */
  open: Unknown | undefined;
  /** Attributes before and after, as Ansible's results show them under `diff`. */
  readonly before: Fields = {};
  readonly after: Fields = {};

  change(text: string, ...steps: readonly Step[]): void {
    this.changes.push(text);
    this.steps.push(...steps);
  }

  /** Gives a path that is there (or was just made) the wanted mode and owners; tells how it is then. */
  settle(
    subject: string,
    state: Present,
    wanted: Wanted,
    named: { as?: string; quiet?: true } = {},
  ): Present {
    const settled = settle(state, wanted);
    if (Object.keys(settled.step).length > 0) {
      this.steps.push({ do: 'attributes', path: subject, ...settled.step, ...guarded(subject, state) });
    }
    if (!named.quiet) {
      for (const text of settled.changes)
        this.changes.push(named.as === undefined ? text : `${named.as}: ${text}`);
      Object.assign(this.before, settled.before);
      Object.assign(this.after, settled.now);
    }
    if (Object.keys(settled.after).length === 0) return state;
    return { ...state, ...settled.after, ...touched(subject, state) };
  }

  /** Only the named fields change. */
  alters(subject: string, before: Present, now: Present): void {
    const fields = Object.entries(now).filter(([name, value]) => value !== before[name as keyof Present]);
    if (fields.length === 0) return;
    this.effects.push(
      becomes(path(subject), Object.fromEntries(fields) as unknown as PathState, { keeps: true }),
    );
  }

  becomes(subject: string, state: PathState): void {
    const hashed = state.type === 'file' && state.sha256 !== undefined && !isUnknown(state.sha256);
    this.effects.push(becomes(hashed ? path(subject, 'hash') : path(subject), state));
  }

  /** `about` is the path the result tells about, as it will be. */
  plan(about: string, state: PathState, result: ResultFields): Plan {
    const key = path(about);
    const changing = this.steps.length > 0;
    // Fields that are surely not there are named all the same: what isn't named counts as not known in check mode.
    const diff: Fields = { diff: undefined };
    if (Object.keys(this.before).length + Object.keys(this.after).length > 0) {
      diff['diff'] = { before: { path: about, ...this.before }, after: { path: about, ...this.after } };
      this.differences.push({ subject: about, before: lines(this.before), after: lines(this.after) });
    }
    return {
      verdict: changing ? 'change' : 'unchanged',
      changes: changing ? this.changes : [],
      steps: this.steps,
      effects: this.effects,
      ...(this.open ? { open: this.open } : {}),
      ...(this.differences.length > 0 ? { differences: this.differences } : {}),
      ...(this.warnings.length > 0 ? { warnings: this.warnings } : {}),
      result: { ...pathFields(state), ...diff, ...result },
      ...(changing
        ? {
            onlyTells: true,
            finish: (_outputs, after) => ({ ...fieldsAfter(after, key), ...diff, ...result }),
          }
        : {}),
    };
  }
}

function touched(subject: string, state: Present): Partial<Present> {
  const later = Unknown.of(`what ${subject} will be`);
  const whose = { readable: later, writable: later, executable: later };
  return { stamp: later, ctime: later, ...(state.type === 'link' ? {} : whose) };
}

function lines(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${String(value)}\n`)
    .join('');
}

/** What an empty file holds. */
export const EMPTY: Content = {
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  size: 0,
  read: () => Buffer.alloc(0),
};

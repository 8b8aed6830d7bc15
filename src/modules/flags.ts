import { becomes } from '../core/effect.ts';
import type { Key } from '../core/key.ts';
import type { Known, Seen } from '../core/module.ts';
import { type Decision, type Fails, fails, type Plan, type ResultFields } from '../core/plan.ts';
import type { ArgumentProperty } from '../core/schema.ts';
import type { Step } from '../core/step.ts';
import { isUnknown, known, type Maybe, NotKnown, Unknown } from '../core/unknown.ts';
import { type PathState, path } from '../probes/path.ts';
import { program } from '../probes/program.ts';
import { guarded } from './path-fields.ts';

/** The file system's flags, as an argument: `+i`, `-a`, or all that are to be set. */
export interface FlagArguments {
  readonly attributes?: string;
}

export const FLAGS_PROPERTY = {
  attributes: {
    'x-type': 'string',
    'x-aliases': ['attr'],
    'x-pattern': ['[-+=]?[aAcCdDeFijmPsStTux]*', 'letters of chattr, with +, - or = before them'],
    description:
      "Flags of the file system, by chattr's letters: `+i` sets one, `-i` takes it away, without a sign (or with `=`) these are " +
      'all. Flags that are so already are no change; where the host has no chattr, they are left alone.',
  },
} as const satisfies Record<string, ArgumentProperty>;

/** What must be known to decide about the flags of these paths. */
export function flagKeys({ attributes }: FlagArguments, keys: readonly Key[]): Key[] {
  if (attributes === undefined) return [];
  const subjects = new Set(keys.filter(({ kind }) => kind === 'path').map(({ subject }) => subject));
  return [program('chattr'), ...[...subjects].map((subject) => path(subject, 'letters'))];
}

/**
 * Files that nobody may write to, not even root: whether a flag is the reason is worth asking, since nothing can
 * replace an immutable file.
 */
export function immutableKeys(keys: readonly Key[], seen: Known): Key[] {
  return keys
    .filter((key): key is Key<PathState> => key.kind === 'path')
    .filter((key) => {
      const state = seen.get(key);
      return state?.type === 'file' && state.writable === false;
    })
    .map(({ subject }) => path(subject, 'letters'));
}

/** What stands in the way of changing or removing it. */
export function immutable(subject: string, state: PathState): Fails | undefined {
  if (state.type === 'absent' || typeof state.letters !== 'string') return undefined;
  if (state.letters.startsWith('-') || !state.letters.includes('i')) return undefined;
  return fails(`${subject} can't be changed: it is immutable (attributes: '-i' takes that away)`, {
    path: subject,
  });
}

/** The folders that a plan makes. */
export function foldersMade(decision: Decision): readonly string[] {
  return 'steps' in decision
    ? decision.steps.flatMap((step) => (step.do === 'mkdir' ? [step.path] : []))
    : [];
}

/**
 * A decision about paths, with the flags they are to have: these come last, since a file that is immutable takes
 * nothing else.
 */
export function withFlags(
  { attributes = '' }: FlagArguments,
  decision: Decision,
  subjects: readonly string[],
  seen: Seen,
  said: ResultFields = {},
): Decision {
  const wish = wishOf(attributes);
  if (wish.letters === '' || !('steps' in decision)) return decision;
  if (known(seen.get(program('chattr'))) === '')
    return {
      ...decision,
      warnings: [...(decision.warnings ?? []), 'attributes are not set: there is no chattr'],
    };
  const added = new Added(decision, wish, said);
  for (const subject of new Set(subjects.map((text) => path(text).subject))) {
    const refused = added.about(subject, seen.get(path(subject, 'letters')));
    if (refused) return refused;
  }
  return added.plan();
}

class Added {
  private readonly decision: Plan;
  private readonly wish: Wish;
  private readonly steps: Step[] = [];
  private readonly effects: Plan['effects'][number][] = [];
  private readonly changes: string[] = [];
  private readonly before: ResultFields[] = [];
  /** Whether something surely changes, whatever the plan's own steps come to. */
  private isCertain = false;

  /** What the result says besides where flags change. */
  private readonly said: ResultFields;

  constructor(decision: Plan, wish: Wish, said: ResultFields) {
    this.decision = decision;
    this.wish = wish;
    this.said = said;
  }

  about(subject: string, state: PathState): Decision | undefined {
    const { wish } = this;
    const mine = this.decision.steps.filter((step) => 'path' in step && step.path === subject);
    const there = state.type === 'absent' ? undefined : state.letters;
    const refused = mine.length > 0 ? immutable(subject, state) : undefined;
    if (refused) return refused;
    const isNew = state.type === 'absent' || mine.some(replaces);
    if (!isNew && there === undefined)
      return fails(`chattr failed: the file system has no flags for the ${state.type} ${subject}`, {
        path: subject,
      });
    const holds = isNew ? false : fits(there as Maybe<string>, wish, subject);
    if (holds) return undefined;
    if (!isNew) this.isCertain = true;
    const first = this.steps.length + this.decision.steps.length === 0;
    this.steps.push({
      do: 'attributes',
      path: subject,
      flags: `${wish.sign}${wish.letters}`,
      ...(first ? guarded(subject, state) : {}),
    });
    const later = Unknown.of(`what ${subject} will be`);
    const after = {
      letters: after_(isNew ? undefined : there, wish),
      flags: later,
      stamp: later,
      ctime: later,
      writable: wish.sign !== '-' && wish.letters.includes('i') ? false : later,
    };
    this.effects.push(becomes(path(subject, 'letters'), after as unknown as PathState, { keeps: true }));
    if (isNew) return undefined;
    this.changes.push(`attributes ${said(there)} → ${said(after.letters)}`);
    this.before.push({ path: subject, attributes: there ?? '' });
    return undefined;
  }

  plan(): Decision {
    const { decision, isCertain, wish } = this;
    if (this.steps.length === 0) return decision;
    const [before] = this.before;
    const diff = before && {
      before: { ...old(decision, 'before'), ...before },
      after: { ...old(decision, 'after'), path: before['path'], attributes: `${wish.sign}${wish.letters}` },
    };
    const more: ResultFields = diff === undefined ? {} : { ...this.said, diff };
    return {
      ...decision,
      verdict: 'change',
      changes: [...decision.changes, ...this.changes],
      steps: [...decision.steps, ...this.steps],
      effects: [...decision.effects, ...this.effects],
      differences: [
        ...(decision.differences ?? []),
        ...this.before.map(({ path: subject, attributes }) => ({
          subject: String(subject),
          before: `attributes: ${String(attributes)}\n`,
          after: `attributes: ${wish.sign}${wish.letters}\n`,
        })),
      ],
      result: { ...decision.result, ...more },
      finish: (outputs, after) => ({
        ...decision.finish?.(outputs.slice(0, decision.steps.length), after),
        ...more,
        ...(isCertain ? { changed: true } : {}),
      }),
    };
  }
}

function old({ result }: Plan, when: 'before' | 'after'): ResultFields {
  const { diff } = result as { diff?: Readonly<Record<string, ResultFields>> };
  return diff?.[when] ?? {};
}

function replaces(step: Step): boolean {
  if (step.do === 'write') return step.inPlace !== true;
  return step.do !== 'attributes' && step.do !== 'touch';
}

interface Wish {
  readonly sign: '+' | '-' | '=';
  readonly letters: string;
}

/** Ansible takes letters without a sign for all that are to be set. */
function wishOf(text: string): Wish {
  const [, sign, letters = ''] = /^([-+=]?)(.*)$/.exec(text.trim()) ?? [];
  return { sign: (sign || '=') as Wish['sign'], letters };
}

/** Letters that lsattr shows and chattr can't change (a folder's index, encryption) are nobody's wish. */
const sorted = (letters: string) =>
  [...new Set(letters)]
    .filter((letter) => /[aAcCdDeFijmPsStTux]/.test(letter))
    .sort()
    .join('');

/**
 * What is known of flags: letters alone are all that are set; of a file that is only expected, `+i` says that this
 * one is, `-i` that it isn't.
 */
function fits(there: Maybe<string>, { sign, letters }: Wish, subject: string): boolean {
  const now = known(there);
  const given = /^[-+]/.test(now) ? now[0] : undefined;
  const among = [...letters].map((letter) => now.includes(letter));
  if (given === undefined) {
    if (sign === '=') return sorted(now) === sorted(letters);
    return sign === '+' ? !among.includes(false) : !among.includes(true);
  }
  if (sign !== '=' && !among.includes(false)) return given === sign;
  throw new NotKnown(Unknown.of(`the flags of ${subject}`));
}

function after_(there: Maybe<string> | undefined, { sign, letters }: Wish): Maybe<string> {
  if (sign === '=') return sorted(letters);
  if (there === undefined || isUnknown(there) || /^[-+]/.test(there as string)) return `${sign}${letters}`;
  const now = there as string;
  if (sign === '+') return sortedAll(now + letters);
  return sortedAll([...now].filter((letter) => !letters.includes(letter)).join(''));
}

const sortedAll = (letters: string) => [...new Set(letters)].sort().join('');

function said(letters: Maybe<string> | undefined): string {
  return letters === undefined || isUnknown(letters) || letters === '' ? '-' : String(letters);
}

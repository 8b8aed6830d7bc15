import type { Seen } from '../../core/module.ts';
import type { Difference } from '../../core/plan.ts';
import type { Content } from '../../core/step.ts';
import { isUnknown, type Maybe } from '../../core/unknown.ts';
import { CONTENT_LIMIT, type PathState, path } from '../../probes/path.ts';

/** Whether the old content is worth reading: only where a difference is asked for, and there is one. */
export function worthReading(before: PathState | undefined, content: Maybe<Content>): boolean {
  if (before?.type !== 'file' || isUnknown(content) || isUnknown(before.sha256)) return false;
  return before.sha256 !== undefined && before.sha256 !== (content as Content).sha256;
}

/** So many differences of one task are shown; nobody reads ten thousand, and reading them costs more than sending. */
const SHOWN = 50;

/** Says of one file after the other whether its difference is to be shown: of the first that are new or differ. */
export class ShownDifferences {
  private count = 0;

  constructor(private readonly asked: boolean) {}

  shows(before: PathState | undefined, content: () => Maybe<Content> | undefined): boolean {
    if (!this.asked || before === undefined) return false;
    const made = content();
    const differs = made !== undefined && (before.type !== 'file' || worthReading(before, made));
    if (differs) this.count += 1;
    return differs && this.count <= SHOWN;
  }

  /** How many are not shown. */
  get more(): number {
    return Math.max(this.count - SHOWN, 0);
  }
}

/** Before and after, as text; or why it isn't shown. */
export function contentDifference(
  subject: string,
  before: PathState,
  after: Maybe<Content>,
  secret: boolean,
  seen: Seen,
): Difference {
  if (secret) return { subject, hidden: 'it was encrypted' };
  const old = before.type === 'file' ? oldText(subject, seen) : undefined;
  const now = isUnknown(after) ? { hidden: 'not known yet' } : textOf(after as Content);
  const hidden = now.hidden ?? old?.hidden;
  if (hidden !== undefined) return { subject, hidden };
  return {
    subject,
    ...(old?.text === undefined ? {} : { before: old.text }),
    ...(now.text === undefined ? {} : { after: now.text }),
  };
}

interface Shown {
  readonly text?: string;
  readonly hidden?: string;
}

function oldText(subject: string, seen: Seen): Shown {
  const state = seen.peek(path(subject, 'content'));
  if (isUnknown(state) || state.type !== 'file' || isUnknown(state.content)) return { hidden: 'not known' };
  if (state.content === undefined) return { hidden: 'too large, or not readable' };
  return textOf(state.content as Content);
}

function textOf(content: Content): Shown {
  if (content.size > CONTENT_LIMIT) return { hidden: 'too large' };
  const bytes = content.read();
  if (bytes.includes(0)) return { hidden: 'binary' };
  return { text: bytes.toString('utf8') };
}

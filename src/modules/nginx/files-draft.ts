import { becomes, type Effect } from '../../core/effect.ts';
import type { Difference } from '../../core/plan.ts';
import type { Content, Guard, Step } from '../../core/step.ts';
import { isUnknown, known, type Maybe } from '../../core/unknown.ts';
import { made, NOTHING, type PathState, type Present, path } from '../../probes/path.ts';

/** What a file is to hold. */
export interface Text {
  readonly content: Content;
  readonly sha1: Maybe<string>;
  readonly secret?: boolean;
}

const OWNED = { owner: 'root', group: 'root' };

/** What is done to the files of a configuration, in the making. */
export class FilesDraft {
  readonly steps: Step[] = [];
  readonly changes: string[] = [];
  readonly effects: Effect[] = [];
  readonly differences: Difference[] = [];
  /** Some text in it must not be shown. */
  secret = false;

  /** Nothing where the file holds that text already. Throws NotKnown where nobody can say what it holds. */
  write(file: string, now: PathState, text: Text): void {
    const { content } = text;
    if (now.type === 'file' && known(now.sha256) === content.sha256) return;
    // What is edited keeps its mode and owners.
    const kept = now.type === 'file' ? knownOf({ mode: now.mode, owner: now.owner, group: now.group }) : {};
    const attributes = { mode: 0o644, ...OWNED, ...kept };
    this.steps.push({ do: 'write', path: file, content, ...attributes, guards: guards(file, now) });
    this.changes.push(`${now.type === 'absent' ? 'write' : 'change'} ${file}`);
    const { sha256, size } = content;
    const expected = made(file, { type: 'file', ...attributes, size, content, sha256, sha1: text.sha1 });
    this.effects.push(becomes(path(file), expected));
    this.differences.push(
      text.secret
        ? { subject: file, hidden: 'it was encrypted' }
        : {
            subject: file,
            ...(now.type === 'absent' ? {} : { before: textOf(now) }),
            after: content.read().toString(),
          },
    );
    this.secret ||= text.secret === true;
  }

  folder(folder: string): void {
    const attributes = { mode: 0o755, ...OWNED };
    this.steps.push({ do: 'mkdir', path: folder, ...attributes });
    this.changes.push(`make ${folder}`);
    this.effects.push(becomes(path(folder), made(folder, { type: 'directory', ...attributes })));
  }

  link(file: string, target: string, now: PathState, change: string): void {
    this.steps.push({ do: 'link', path: file, target, guards: guards(file, now) });
    this.changes.push(change);
    this.effects.push(becomes(path(file), made(file, { type: 'link', target, real: target })));
  }

  rename(from: string, was: Present, file: string, now: PathState, change: string): void {
    this.steps.push({
      do: 'rename',
      from,
      path: file,
      guards: [...guards(from, was), ...guards(file, now)],
    });
    this.changes.push(change);
    const { stamp, ctime } = made(file, { type: was.type });
    this.effects.push(becomes(path(from), NOTHING), becomes(path(file), { ...was, stamp, ctime }));
  }

  remove(file: string, now: PathState, change: string): void {
    this.steps.push({ do: 'remove', path: file, guards: guards(file, now) });
    this.changes.push(change);
    this.effects.push(becomes(path(file), NOTHING));
  }
}

function textOf(now: PathState): string {
  return now.type === 'file' && now.content && !isUnknown(now.content) ? now.content.read().toString() : '';
}

/** A file that is only expected has no stamp to compare. */
function guards(file: string, now: PathState): readonly Guard[] {
  return isUnknown(now.stamp) ? [] : [{ path: file, stamp: now.stamp }];
}

/** The fields that are known. */
function knownOf(fields: { mode: Maybe<number>; owner: Maybe<string>; group: Maybe<string> }) {
  const found = Object.entries(fields).filter(([, value]) => !isUnknown(value));
  return Object.fromEntries(found) as { mode?: number; owner?: string; group?: string };
}

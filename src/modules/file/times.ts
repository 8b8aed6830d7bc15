import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { known, Unknown } from '../../core/unknown.ts';
import { localTime } from '../../probes/local-time.ts';
import type { Present } from '../../probes/path.ts';
import type { Draft } from '../draft.ts';
import { guarded } from '../path-fields.ts';
import type { FileArguments } from './arguments.ts';

type Time = 'preserve' | 'now' | { readonly local: string };

const PARTS: Readonly<Record<string, { readonly width: string; readonly part: string }>> = {
  Y: { width: '4', part: 'year' },
  m: { width: '1,2', part: 'month' },
  d: { width: '1,2', part: 'day' },
  H: { width: '1,2', part: 'hour' },
  M: { width: '1,2', part: 'minute' },
  S: { width: '1,2', part: 'second' },
};

/** A time written in a format of strftime's; undefined where it isn't. */
export function parseTime(text: string, format: string): string | undefined {
  const pattern = format.replace(/%(.)|[.*+?^${}()|[\]\\]/g, (match, letter?: string) => {
    if (letter === undefined) return `\\${match}`;
    if (letter === '%') return '%';
    const part = PARTS[letter];
    return part ? `(?<${part.part}>\\d{${part.width}})` : '(?!)';
  });
  const found = new RegExp(`^${pattern}$`).exec(text)?.groups;
  if (!found) return undefined;
  const two = (part: string, otherwise: string) => (found[part] ?? otherwise).padStart(2, '0');
  const date = `${found['year'] ?? '1900'}-${two('month', '1')}-${two('day', '1')}`;
  return `${date} ${two('hour', '0')}:${two('minute', '0')}:${two('second', '0')}`;
}

function timeOf(text: string | undefined, format: string, otherwise: 'preserve' | 'now'): Time {
  const value = text ?? otherwise;
  if (value === 'preserve' || value === 'now') return value;
  return { local: parseTime(value, format) ?? '' };
}

function timesOf(args: FileArguments): { atime: Time; mtime: Time } {
  const otherwise = args.state === 'touch' ? 'now' : 'preserve';
  return {
    atime: timeOf(args.access_time, args.access_time_format, otherwise),
    mtime: timeOf(args.modification_time, args.modification_time_format, otherwise),
  };
}

/** What the clock of the host must tell. */
export function timeKeys(args: FileArguments): Key[] {
  return Object.values(timesOf(args)).flatMap((time) =>
    typeof time === 'object' ? [localTime(time.local)] : [],
  );
}

/** Sets the times of a path that is there; `now` is always a change. */
export function settleTimes(
  draft: Draft,
  subject: string,
  state: Present,
  args: FileArguments,
  seen: Seen,
): Present {
  const { atime, mtime } = timesOf(args);
  const wanted = (time: Time, field: 'atime' | 'mtime'): number | 'now' | undefined => {
    if (time === 'preserve') return undefined;
    if (time === 'now') return 'now';
    const seconds = seen.get(localTime(time.local));
    return known(state[field]) === seconds ? undefined : seconds;
  };
  const access = wanted(atime, 'atime');
  const modification = wanted(mtime, 'mtime');
  if (access === undefined && modification === undefined) return state;
  const changes = [
    ...(access === undefined ? [] : [`access time ${access}`]),
    ...(modification === undefined ? [] : [`modification time ${modification}`]),
  ];
  draft.change(changes.join(', '), {
    do: 'touch',
    path: subject,
    ...(access === undefined ? {} : { accessTime: access }),
    ...(modification === undefined ? {} : { modificationTime: modification }),
    ...(draft.steps.length === 0 ? guarded(subject, state) : {}),
  });
  const later = Unknown.of(`the times of ${subject}`);
  const after = (time: number | 'now') => (time === 'now' ? later : time);
  return {
    ...state,
    stamp: later,
    ctime: later,
    ...(access === undefined ? {} : { atime: after(access) }),
    ...(modification === undefined ? {} : { mtime: after(modification) }),
  };
}

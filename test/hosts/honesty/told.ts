import type { Outcome, RunEvent } from '../../../src/core/event.ts';
import { isUnknown } from '../../../src/core/unknown.ts';

/** What a run told, without what no two runs have in common: times, process ids, the names of hosts and backups. */
export function told(events: readonly RunEvent[]): unknown[] {
  return events.flatMap((event): unknown[] => {
    switch (event.event) {
      case 'task-ended':
        return [{ task: event.task.name, ...same(event.outcome) }];
      case 'item-ended':
        return [{ task: event.task.name, item: event.item.label, ...same(event.outcome) }];
      case 'notified':
        return [{ task: event.task.name, notified: event.handler }];
      case 'message':
        return [{ task: event.task.name, message: event.text }];
      case 'warning':
        return [{ warning: event.diagnostic.summary }];
      case 'unreachable':
        return [{ unreachable: event.message }];
      default:
        return [];
    }
  });
}

function same(outcome: Outcome): object {
  return plain({ ...outcome }, '') as object;
}

/** Fields that belong to one host or one moment. */
const PASSING =
  /^(start|end|delta|elapsed|[amc]time|ctime|inode|dev|device|stamp|backup|backup_file|cache_update_time|place|stack|.*(Timestamp|Monotonic|PID|InvocationID).*|date_time|ssh_fingerprint|ssh_public_key|ansible_.*)$/i;

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\/tmp\/jrun-(play|test)-[^/\s]+/g, '(folder)'],
  [/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, '.(backup)'],
  [/\.jrun[-.][\w.-]+/g, '(temporary)'],
  // apt tells how fast it was, and dpkg how much there is already.
  [/^(Fetched|\(Reading database|Get:|Hit:|Ign:|Need to get|Selecting|Reading).*$/gm, ''],
  // uv tells how long it took, pip where it keeps a wheel for the moment.
  [/^(\w+ \d+ packages?) in [\d.]+m?s$/gm, '$1'],
  [/\/tmp\/pip-[\w.-]+/g, '(temporary)'],
  // dnf tells how fresh its caches are.
  [/^Last metadata expiration check: .*$/gm, ''],
  [/'sudo apt autoremove'/g, "'apt autoremove'"],
  [/\bhost\d+\b/g, '(host)'],
];

const UNORDERED = new Set(['stderr', 'msg', 'message']);

function plain(value: unknown, field: string): unknown {
  if (isUnknown(value)) return { unknown: value.waitsFor.map((w) => plain(w.what, '')) };
  if (typeof value === 'string') {
    const text = TEXTS.reduce((before, [pattern, word]) => before.replace(pattern, word), value);
    // The journal has lines of one moment in any order, and those of the run before, where that was a moment ago.
    return UNORDERED.has(field) ? [...new Set(text.split('\n'))].sort() : text;
  }
  // Lines are the text again.
  if (field.endsWith('_lines')) return undefined;
  if (Array.isArray(value)) return value.map((one) => plain(one, ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PASSING.test(name))
      .map(([name, inner]) => [name, plain(inner, name)]),
  );
}

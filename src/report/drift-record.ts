import type { RunEvent } from '../core/event.ts';
import type { Secrets } from '../core/secrets.ts';
import { jsonText } from './json-text.ts';
import { maskEvent } from './mask-event.ts';

/** One difference between a host and its description as a line of JSON; undefined for what is no difference. */
export function driftRecord(event: RunEvent, secrets: Secrets): string | undefined {
  const masked = maskEvent(event, secrets);
  if (masked.event === 'unreachable') {
    return jsonText({ record: 'unreachable', host: masked.host, message: masked.message });
  }
  const isTask = masked.event === 'item-ended' || (masked.event === 'task-ended' && !masked.loop);
  if (!isTask) return undefined;
  const { outcome, task, host } = masked;
  if (outcome.status !== 'changed' && outcome.status !== 'unknown' && outcome.status !== 'failed')
    return undefined;
  return jsonText({
    record: outcome.status === 'changed' ? 'drift' : outcome.status,
    host,
    task: { name: task.name, action: task.action, role: task.role, handler: task.handler },
    place: task.place,
    item: masked.event === 'item-ended' ? masked.item.label : undefined,
    changes: outcome.changes,
    differences: outcome.differences,
    presumed: outcome.presumed.map(({ text }) => text),
    waitsFor: outcome.waitsFor.map(({ what }) => what),
    message: outcome.failure?.message,
  });
}

import type { RunEvent } from '../core/event.ts';
import type { Secrets } from '../core/secrets.ts';
import { jsonLine } from './json-report.ts';
import { maskEvent } from './mask-event.ts';

/** What differs between a host and its description, as a run's records tell it; undefined for what is no difference. */
export function driftRecord(event: RunEvent, secrets: Secrets): string | undefined {
  if (event.event === 'unreachable') return jsonLine(maskEvent(event, secrets));
  const isTask = event.event === 'item-ended' || (event.event === 'task-ended' && !event.loop);
  if (!isTask || event.outcome.status === 'ok' || event.outcome.status === 'skipped') return undefined;
  return jsonLine(maskEvent(event, secrets));
}

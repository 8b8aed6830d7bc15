import type { Diagnostic } from '../core/diagnostic.ts';
import type { Failure, ItemReference, Outcome, RunEvent, TaskReference } from '../core/event.ts';
import type { Place } from '../core/place.ts';
import type { Difference } from '../core/plan.ts';
import type { WaitsFor } from '../core/unknown.ts';
import { jsonText } from './json-text.ts';

/** An event as one line of JSON; undefined for those that only animate a screen. docs/output.md lists the fields. */
export function jsonLine(event: RunEvent): string | undefined {
  const record = recordOf(event);
  return record === undefined
    ? undefined
    : jsonText({ record: record[0], time: new Date(event.time).toISOString(), ...record[1] });
}

/** A mistake found before the run, as one line of JSON. */
export function jsonDiagnosticLine(diagnostic: Diagnostic): string {
  return jsonText({ record: 'diagnostic', ...diagnosticFields(diagnostic) });
}

type Fields = Record<string, unknown>;

function recordOf(event: RunEvent): [string, Fields] | undefined {
  switch (event.event) {
    case 'run-started':
      return ['run', { check: event.check, diff: event.diff, playbooks: event.playbooks }];
    case 'play-started':
      return ['play', { name: event.name, ...placeFields(event.place), hosts: event.hosts }];
    case 'unreachable': {
      const { host, message, hint, task } = event;
      return ['unreachable', { host, message, hint, task: task && taskFields(task) }];
    }
    case 'retry': {
      const { attempt, left } = event;
      return ['retry', { ...about(event), item: event.item?.label, attempt, left }];
    }
    case 'item-ended': {
      const { outcome, item } = event;
      return ['item', { ...ending(event), item: itemFields(item, outcome), ...outcomeFields(outcome) }];
    }
    case 'task-ended':
      return ['task', { ...ending(event), loop: event.loop, ...outcomeFields(event.outcome) }];
    case 'notified':
      return ['notified', { ...about(event), handler: event.handler }];
    case 'message':
      return ['message', { ...about(event), text: event.text }];
    case 'warning':
      return ['diagnostic', { host: event.host, ...diagnosticFields(event.diagnostic) }];
    case 'host-ended': {
      const { host, how, task, notBegun, notified } = event;
      const fields = { how, task: task && taskFields(task), not_begun: notBegun.map(taskFields), notified };
      return ['host', { host, ...fields }];
    }
    case 'run-ended': {
      const plays = event.notBegun.map(({ name, place }) => ({ name, ...placeFields(place) }));
      const recap = event.recap.map(recapFields);
      return ['end', { interrupted: event.interrupted, recap, plays_not_begun: plays }];
    }
    default:
      return undefined;
  }
}

function about(event: { readonly host: string; readonly task: TaskReference }): Fields {
  return { host: event.host, task: taskFields(event.task) };
}

function ending(event: Extract<RunEvent, { event: 'item-ended' | 'task-ended' }>): Fields {
  return { ...about(event), delegate: event.delegate, elapsed_ms: Math.round(event.elapsed) };
}

function taskFields(task: TaskReference): Fields {
  const { id, name, action, role, handler, place } = task;
  return { id, name, action, role, handler, ...placeFields(place) };
}

function placeFields({ file, line, column }: Place): Fields {
  return { file, line, column };
}

function itemFields(item: ItemReference, outcome: Outcome): Fields {
  return { index: item.index, label: outcome.noLog ? undefined : item.label };
}

function outcomeFields(outcome: Outcome): Fields {
  const { status, presumed, waitsFor, notConverged, warnings, skipReason, noLog } = outcome;
  const fields: Fields = {
    status,
    definite: presumed.length === 0 && status !== 'unknown',
    presumed: presumed.map((p) => p.text),
    waits_for: waitsFor.map(waitFields),
    not_converged: notConverged,
    warnings,
    ignored: outcome.ignored,
    skip_reason: skipReason,
    no_log: noLog,
  };
  if (noLog) return fields;
  return {
    ...fields,
    changes: outcome.changes,
    differences: outcome.differences.map(differenceFields),
    failure: outcome.failure && failureFields(outcome.failure),
    result: outcome.result,
  };
}

function waitFields({ what, place }: WaitsFor): Fields {
  return { what, ...(place ? placeFields(place) : {}) };
}

function differenceFields({ subject, before, after, hidden }: Difference): Fields {
  return { subject, before, after, hidden };
}

function failureFields(failure: Failure): Fields {
  const { message, command, status, stdout, stderr, hint, diagnostic, place, stack } = failure;
  return {
    message,
    command,
    status,
    stdout,
    stderr,
    hint,
    diagnostic: diagnostic && diagnosticFields(diagnostic),
    ...(place ? placeFields(place) : {}),
    stack,
  };
}

function diagnosticFields(diagnostic: Diagnostic): Fields {
  const { code, severity, summary, place, line, hint, related } = diagnostic;
  return {
    severity,
    code,
    summary,
    ...(place ? placeFields(place) : {}),
    text: line,
    hint,
    related: related?.map((r) => ({ note: r.note, ...placeFields(r.place) })),
  };
}

function recapFields(recap: Extract<RunEvent, { event: 'run-ended' }>['recap'][number]): Fields {
  const { notConverged, traffic, elapsed, ...counters } = recap;
  return {
    ...counters,
    not_converged: notConverged,
    elapsed_ms: Math.round(elapsed),
    round_trips: traffic?.frames,
    steps_ms: traffic?.steps,
    bytes_sent: traffic?.bytesSent,
    bytes_received: traffic?.bytesReceived,
  };
}

import type { Diagnostic } from '../core/diagnostic.ts';
import type { RunEvent } from '../core/event.ts';
import type { SourceTexts } from '../load/index.ts';

/** Failures that point into a playbook show the line they point at. */
export function withSourceLine(event: RunEvent, texts: SourceTexts): RunEvent {
  if (event.event === 'warning') return { ...event, diagnostic: shown(event.diagnostic, texts) };
  if (event.event !== 'task-ended' && event.event !== 'item-ended') return event;
  const { failure } = event.outcome;
  if (!failure?.diagnostic) return event;
  const diagnostic = shown(failure.diagnostic, texts);
  return { ...event, outcome: { ...event.outcome, failure: { ...failure, diagnostic } } };
}

function shown(diagnostic: Diagnostic, texts: SourceTexts): Diagnostic {
  const { place, line } = diagnostic;
  const text = line === undefined && place ? texts.line(place) : undefined;
  return text === undefined ? diagnostic : { ...diagnostic, line: text };
}

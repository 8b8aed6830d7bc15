import type { Deed, Note, Noted } from '../core/far-end.ts';
import type { StepOutput } from '../core/step.ts';
import type { NoteStep } from './far-shell/step-text.ts';

/** A deed's notes as steps, which travel and are recovered like others. */
export function withNotes({ notes }: Deed): {
  readonly before: readonly NoteStep[];
  readonly after: readonly NoteStep[];
} {
  return { before: (notes?.before ?? []).map(asStep), after: (notes?.after ?? []).map(asStep) };
}

function asStep({ name, text }: Note): NoteStep {
  return { do: 'note', name, text };
}

/** Those that it was come to, and how that went. */
export function noted(steps: readonly NoteStep[], outputs: readonly StepOutput[]): Noted[] {
  return steps.flatMap(({ name, text }, index) => {
    const output = outputs[index];
    if (output?.outcome !== 'done') return [];
    return [{ name, text, ...(output.status === 0 ? {} : { trouble: output.stderr.trim() }) }];
  });
}

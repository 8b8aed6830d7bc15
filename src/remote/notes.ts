import type { Deed, DeedAnswer, Note, Noted } from '../core/far-end.ts';
import type { StepOutput } from '../core/step.ts';
import { NOT_RUN } from './deed-outputs.ts';
import type { NoteStep } from './far-shell/step-text.ts';
import type { Doing } from './stretches.ts';

/** A deed whose notes are steps, which travel and are recovered like others. */
export class NotedDeed {
  readonly doing: Doing;
  private readonly before: readonly NoteStep[];
  private readonly after: readonly NoteStep[];

  constructor(private readonly deed: Deed) {
    this.before = (deed.notes?.before ?? []).map(asStep);
    this.after = (deed.notes?.after ?? []).map(asStep);
    this.doing = { ...deed, steps: [...this.before, ...deed.steps, ...this.after] };
  }

  withoutNotes({ outputs, readings }: DeedAnswer): DeedAnswer {
    const [from, to] = [this.before.length, this.before.length + this.deed.steps.length];
    return {
      outputs: outputs.slice(from, to),
      readings,
      noted: [...noted(this.before, outputs), ...noted(this.after, outputs.slice(to))],
    };
  }

  notComeTo(): DeedAnswer {
    return { outputs: this.deed.steps.map(() => NOT_RUN), readings: [] };
  }
}

function asStep({ name, text }: Note): NoteStep {
  return { do: 'note', name, text };
}

/** Those that it was come to, and how that went. */
function noted(steps: readonly NoteStep[], outputs: readonly StepOutput[]): Noted[] {
  return steps.flatMap(({ name, text }, index) => {
    const output = outputs[index];
    if (output?.outcome !== 'done') return [];
    return [{ name, text, ...(output.status === 0 ? {} : { trouble: output.stderr.trim() }) }];
  });
}

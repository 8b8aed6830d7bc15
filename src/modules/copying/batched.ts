import type { Decision } from '../../core/plan.ts';
import type { Batched, Step } from '../../core/step.ts';

/** From this many on they are worth a batch: steps of their own are told one by one. */
const MANY = 20;
/** Larger files go by themselves. */
const SMALL = 128 * 1024;
/** Contents of one batch, in bytes: what the host keeps of it until it is carried out. */
const AT_ONCE = 32 * 1024 * 1024;

/** A plan whose many small steps are carried out together. Folders come before what is in them. */
export function inBatches(decision: Decision): Decision {
  if (!('steps' in decision)) return decision;
  const many = decision.steps.filter(isBatched);
  if (many.length < MANY) return decision;
  const rest = decision.steps.filter((step) => !isBatched(step));
  return { ...decision, steps: [...batches(many), ...rest] };
}

function batches(many: readonly Batched[]): Step[] {
  const found: Batched[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const step of many) {
    const more = step.do === 'write' ? step.content.size : 0;
    if (size + more > AT_ONCE) {
      found.push([]);
      size = 0;
    }
    found.at(-1)?.push(step);
    size += more;
  }
  return found.map((steps) => ({ do: 'batch', steps }));
}

function isBatched(step: Step): step is Batched {
  switch (step.do) {
    case 'mkdir':
      return step.parents !== true;
    case 'write':
      return (
        step.validate === undefined &&
        step.backup === undefined &&
        !step.inPlace &&
        step.content.size <= SMALL
      );
    case 'attributes':
      return typeof step.mode !== 'string' && !step.follow && !step.recursive && step.flags === undefined;
    default:
      return false;
  }
}

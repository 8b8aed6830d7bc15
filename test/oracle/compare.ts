import type { Answer } from './oracle.ts';
import type { Question } from './question.ts';

/** Python's sets have no order: what these filters give is compared without one. */
const UNORDERED = /\b(union|intersect|difference|symmetric_difference|fileglob)\b/;
/** Nobody can foresee these. */
const RANDOM = /\|\s*(random|shuffle)(?!\([^)]*seed)|random_choice|lipsum|now\(|sha512.*salt_size/;

export function agrees(question: Question, ours: Answer, theirs: Answer): boolean {
  if ('error' in ours || 'error' in theirs) return 'error' in ours === 'error' in theirs;
  if (RANDOM.test(question.source) && JSON.stringify(ours.ok) !== JSON.stringify(theirs.ok)) {
    return Array.isArray(ours.ok) && Array.isArray(theirs.ok) && ours.ok[0] === theirs.ok[0];
  }
  const a = UNORDERED.test(question.source) ? sorted(ours.ok) : ours.ok;
  const b = UNORDERED.test(question.source) ? sorted(theirs.ok) : theirs.ok;
  return JSON.stringify(a) === JSON.stringify(b);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value) && value[0] === 'list' && Array.isArray(value[1]))
    return ['list', value[1].map((item) => JSON.stringify(sorted(item))).sort()];
  return value;
}

export function show(answer: Answer): string {
  return 'error' in answer ? `error: ${answer.error}` : JSON.stringify(answer.ok);
}

import { ANSIBLE } from './battery-ansible.ts';
import { CORE } from './battery-core.ts';
import { FILTERS } from './battery-filters.ts';
import { TEXTS } from './battery-texts.ts';
import type { Question } from './question.ts';
import { VARIABLES } from './variables.ts';

/** All hand-written questions. */
export function battery(): Question[] {
  const questions: Question[] = [];
  for (const group of [CORE, FILTERS, ANSIBLE])
    for (const [category, sources] of Object.entries(group))
      for (const source of sources)
        questions.push({ kind: 'expression', source, variables: VARIABLES, category });
  for (const [category, texts] of Object.entries(TEXTS))
    for (const text of texts) questions.push({ ...text, variables: VARIABLES, category });
  return questions;
}

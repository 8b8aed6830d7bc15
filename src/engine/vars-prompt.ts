import type { Play, VarsPrompt } from '../core/play.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Run } from './run.ts';

/** Asks for what the play's `vars_prompt` names and `-e` doesn't give. */
export async function promptedVariables(run: Run, play: Play): Promise<Dict> {
  const answers: Dict = new Map();
  const rendered = (value: Value): string =>
    String(run.renderStatic(value, [run.options.extraVars, answers, play.vars]));
  for (const question of play.varsPrompt) {
    if (run.options.extraVars.has(question.name)) continue;
    const answer = await asked(run, question, rendered);
    if (question.private) run.options.secrets.add(answer);
    answers.set(question.name, answer);
    if (question.encrypt === undefined) continue;
    const hashed = encrypted(run, answer, question);
    if (question.private) run.options.secrets.add(hashed);
    answers.set(question.name, hashed);
  }
  return answers;
}

async function asked(run: Run, question: VarsPrompt, rendered: (value: Value) => string): Promise<string> {
  const text = rendered(question.prompt);
  const otherwise = question.default === undefined ? undefined : rendered(question.default);
  const options = { private: question.private, default: otherwise };
  for (let first = ''; ; first = 'They differ. ') {
    const answer = await run.options.prompt(`${first}${text}`, options);
    if (!question.confirm) return answer;
    if (answer === (await run.options.prompt(`Again: ${text}`, options))) return answer;
  }
}

function encrypted(run: Run, answer: string, { encrypt, salt, saltSize }: VarsPrompt): string {
  const given: Dict = new Map<Value, Value>([
    ['answer', answer],
    ['scheme', encrypt ?? null],
    ['salt', salt ?? null],
    ['salt_size', saltSize ?? null],
  ]);
  return String(
    run.renderStatic('{{ answer | password_hash(scheme, salt=salt, salt_size=salt_size) }}', [given]),
  );
}

import { describe, expect, test } from 'vitest';
import { battery } from './battery.ts';
import { agrees, show } from './compare.ts';
import { LISTED, LISTED_GENERATED, RULES } from './differences.ts';
import { generated } from './generator.ts';
import { type Answer, ask } from './oracle.ts';
import { answer } from './ours.ts';
import type { Question } from './question.ts';
import { Random } from './random.ts';
import { encodeVariables } from './typed.ts';

interface Comparison {
  readonly question: Question;
  readonly ours: Answer;
  readonly theirs: Answer;
}

function differing(questions: readonly Question[]): Comparison[] {
  const answers = ask(questions);
  return questions
    .map((question, i) => ({ question, ours: answer(question), theirs: answers[i] as Answer }))
    .filter(({ question, ours, theirs }) => !agrees(question, ours, theirs));
}

function describeDifference({ question, ours, theirs }: Comparison): string {
  const used = Object.entries(encodeVariables(question.variables))
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(question.source))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    `${question.kind} ${question.source}`,
    `  with ${used.join(' ').slice(0, 800)}`,
    `  ours   ${show(ours)}`,
    `  theirs ${show(theirs)}`,
  ].join('\n');
}

describe('templates agree with Ansible', () => {
  test('hand-written questions, but for the listed differences', () => {
    const found = differing(battery());
    const unlisted = found.filter(({ question }) => !(question.source in LISTED));
    expect(unlisted.map(describeDifference)).toEqual([]);
    const sources = new Set(found.map(({ question }) => question.source));
    expect(Object.keys(LISTED).filter((source) => !sources.has(source))).toEqual([]);
  });

  test('generated questions, but for the kinds of differences that are known', () => {
    const questions = generated(new Random(20_261), { expressions: 2600, templates: 500, strings: 400 });
    const found = differing(questions).filter(
      ({ question, ours, theirs }) => !RULES.some((rule) => rule.holds(question, ours, theirs)),
    );
    const unlisted = found.filter(({ question }) => !(question.source in LISTED_GENERATED));
    expect(unlisted.map(describeDifference)).toEqual([]);
    const sources = new Set(found.map(({ question }) => question.source));
    expect(Object.keys(LISTED_GENERATED).filter((source) => !sources.has(source))).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { Mistakes } from '../../../src/core/diagnostic.ts';
import { readPlan } from '../../../src/plan-file/read.ts';
import { hostPlan, taskPlan } from './plan-notes.ts';

const plan = {
  format: 'jrun plan 1',
  made: '2026-01-01T00:00:00.000Z',
  version: '1',
  request: { playbooks: ['site.yaml'], inventories: [], tags: [], skipTags: [] },
  sources: {},
  hosts: [hostPlan([taskPlan()])],
  hidden: { open: { key: '00'.repeat(32), random: {}, answers: {}, extraVars: [] } },
};

function mistakeIn(text: string): string {
  try {
    readPlan(text, 'p.json');
  } catch (thrown) {
    if (thrown instanceof Mistakes) return thrown.message;
    throw thrown;
  }
  return '';
}

test('a plan is read as it was written', () => {
  expect(readPlan(JSON.stringify(plan), 'p.json')).toEqual(plan);
});

test.each([
  ['{', 'p.json is no plan: '],
  ['[]', 'p.json is no plan: it has no "format"'],
  ['null', 'p.json is no plan: it has no "format"'],
  [JSON.stringify({ ...plan, format: 'jrun plan 2' }), 'p.json has the format "jrun plan 2"'],
  [
    JSON.stringify({ ...plan, hosts: [{ host: 'a' }] }),
    "p.json is a damaged plan: /hosts/0 must have required property 'tasks'",
  ],
  [JSON.stringify({ ...plan, hidden: {} }), 'p.json is a damaged plan: /hidden'],
  [
    JSON.stringify({ ...plan, hosts: [hostPlan([{ ...taskPlan(), verdict: 'maybe' as 'change' }])] }),
    'p.json is a damaged plan: /hosts/0/tasks/0/verdict',
  ],
])('%.60s', (text, message) => {
  expect(mistakeIn(text)).toContain(message);
});

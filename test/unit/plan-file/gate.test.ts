import { expect, test } from 'vitest';
import type { Step } from '../../../src/core/step.ts';
import { Digests } from '../../../src/plan-file/digests.ts';
import { gate } from '../../../src/plan-file/gate.ts';
import { stepsDigest } from '../../../src/plan-file/steps-digest.ts';
import { COPY, decided, hostPlan, taskPlan } from './plan-notes.ts';

const digests = new Digests('00'.repeat(32));
const planned = decided([COPY]);
const digest = stepsDigest(planned, digests);
const other: Step = { ...COPY, content: { ...COPY.content, sha256: 'cd' } };

test('what the plan says is done, also as an item, and guards are of the moment', () => {
  const allow = gate([hostPlan([taskPlan({ digest })])], digests);
  expect(allow(planned)).toBeUndefined();
  expect(allow(decided([{ ...COPY, guards: [{ path: '/etc/x', stamp: 'absent' }] }]))).toBeUndefined();
});

test('other steps, another user, another host and another task are refused', () => {
  const allow = gate([hostPlan([taskPlan({ digest })])], digests);
  expect(allow(decided([other]))?.message).toBe('this is not what the plan says, so it was not done');
  expect(allow(decided([COPY], { identity: 'sudo:root::' }))).toBeDefined();
  expect(allow(decided([COPY], { host: 'web2' }))).toBeDefined();
  const elsewhere = decided([COPY], { task: { ...planned.task, id: 't2' } });
  expect(allow(elsewhere)?.message).toBe('the plan has nothing to do here, so it was not done');
  expect(allow(elsewhere)?.hint).toContain('write /etc/x (2 bytes)');
});

test('a task that was to stay as it is may not change', () => {
  const idle = stepsDigest(decided([]), digests);
  const allow = gate([hostPlan([taskPlan({ verdict: 'unchanged', digest: idle })])], digests);
  expect(allow(planned)).toBeDefined();
  expect(allow(decided([]))).toBeUndefined();
});

test('what nobody could plan is planned now', () => {
  expect(gate([hostPlan([taskPlan({ verdict: 'unknown' })])], digests)(planned)).toBeUndefined();
  expect(gate([hostPlan([taskPlan({ waitsFor: ['the result of «x»'] })])], digests)(planned)).toBeUndefined();
  const include = taskPlan({ id: 'i', action: 'include_tasks', verdict: 'unknown' });
  expect(gate([hostPlan([include])], digests)(planned)).toBeUndefined();
  const known = taskPlan({ id: 'i', action: 'include_tasks', verdict: 'unchanged' });
  expect(gate([hostPlan([known])], digests)(planned)).toBeDefined();
});

test('a rescue may answer a failure, but not a refusal', () => {
  const allow = gate([hostPlan([taskPlan({ id: 'body', digest })])], digests);
  const rescue = decided([other], { rescuing: true, task: { ...planned.task, id: 'rescue' } });
  expect(allow(rescue)).toBeUndefined();
  expect(allow(decided([other], { task: { ...planned.task, id: 'body' } }))).toBeDefined();
  expect(allow(rescue)).toBeDefined();
});

test('what no_log hides isn’t told by the refusal', () => {
  const refusal = gate([hostPlan([])], digests)(decided([COPY], { noLog: true }));
  expect(refusal?.hint).toContain('hidden by no_log');
  expect(refusal?.hint).not.toContain('/etc/x');
});

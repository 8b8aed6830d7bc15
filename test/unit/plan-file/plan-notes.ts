import type { Decided } from '../../../src/core/decided.ts';
import type { TaskReference } from '../../../src/core/event.ts';
import type { HostPlan, TaskPlan } from '../../../src/core/kept-plan.ts';
import type { Step } from '../../../src/core/step.ts';

const place = { file: 'site.yaml', line: 3, column: 7 };

export const COPY: Extract<Step, { do: 'write' }> = {
  do: 'write',
  path: '/etc/x',
  content: { sha256: 'ab', size: 2, read: () => Buffer.from('x\n') },
};

export function taskPlan(more: Partial<TaskPlan> = {}): TaskPlan {
  return {
    id: 't1',
    name: 'A task',
    action: 'copy',
    place,
    handler: false,
    verdict: 'change',
    presumed: [],
    waitsFor: [],
    changes: ['create'],
    differences: [],
    steps: ['write /etc/x (2 bytes)'],
    restsOn: [],
    ...more,
  };
}

export function hostPlan(tasks: readonly TaskPlan[], observations: HostPlan['observations'] = {}): HostPlan {
  return { host: 'web1', tasks, observations };
}

export function decided(steps: readonly Step[], more: Partial<Decided> = {}): Decided {
  const task: TaskReference = {
    id: 't1',
    name: 'A task',
    action: 'copy',
    role: undefined,
    place,
    handler: false,
  };
  return {
    host: 'web1',
    delegate: undefined,
    task,
    item: 0,
    identity: '',
    plan: {
      verdict: steps.length === 0 ? 'unchanged' : 'change',
      changes: [],
      steps,
      effects: [],
      result: {},
    },
    presumed: [],
    basis: [],
    noLog: false,
    rescuing: false,
    ...more,
  };
}

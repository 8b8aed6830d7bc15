import { LARGE, LOCAL, loop, makeLarge, makeTree, TREE } from './measured/files.ts';
import { PLACE, rounds } from './measured/hundred.ts';
import { jupyterlab } from './measured/jupyterlab.ts';
import type { Scenario } from './work.ts';

const ALL = ['jrun', 'ansible', 'mitogen', 'pyinfra'] as const;
/** Those that run playbooks. */
const PLAYBOOKS = ['jrun', 'ansible', 'mitogen'] as const;
const CONVERGED = { before: 'converged', changed: 0 } as const;
/** The tasks make a folder, and one other thing in it. */
const ANEW = { before: { command: `rm -rf ${PLACE}` }, changed: 2 } as const;
const GIGABYTE = 1_000_000_000;

const large = { hosts: 1, tools: ALL, work: LARGE, prepare: (folder: string) => makeLarge(folder, GIGABYTE) };
const tree = { hosts: 1, tools: ALL, work: TREE, prepare: (folder: string) => makeTree(folder, 10_000) };

/** In the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'start-version',
    title: '`--version`',
    hosts: 0,
    tools: ALL,
    work: LOCAL,
    versionOnly: true,
    ...CONVERGED,
  },
  {
    name: 'start-one-task',
    title: 'one task, no connection',
    hosts: 0,
    tools: ALL,
    work: LOCAL,
    ...CONVERGED,
  },
  { name: 'one-host', title: '1 host, 100 tasks', hosts: 1, tools: ALL, work: rounds(20), ...CONVERGED },
  {
    name: 'one-host-50ms',
    title: 'the same, 50 ms round trip',
    hosts: 1,
    roundTrip: 50,
    tools: ALL,
    work: rounds(20),
    ...CONVERGED,
  },
  {
    name: 'fifty-hosts',
    title: '50 hosts, 20 tasks each',
    hosts: 50,
    tools: ALL,
    work: rounds(4),
    ...CONVERGED,
  },
  {
    name: 'two-hundred-hosts',
    title: '200 hosts, 20 tasks each',
    hosts: 200,
    tools: ALL,
    work: rounds(4),
    ...CONVERGED,
  },
  {
    name: 'jupyterlab-converged',
    title: 'JupyterLab, 17 tasks',
    hosts: 1,
    kind: 'lab',
    user: 'ops',
    tools: PLAYBOOKS,
    work: jupyterlab(),
    ...CONVERGED,
  },
  {
    name: 'jupyterlab-fresh',
    title: 'the same on a fresh host',
    hosts: 1,
    kind: 'lab',
    user: 'ops',
    tools: ['jrun', 'script', 'ansible', 'mitogen'],
    work: jupyterlab(),
    before: 'fresh',
    changed: 17,
    records: true,
  },
  {
    name: 'loop-1000-converged',
    title: 'a loop of 1,000 small files, nothing to do',
    hosts: 1,
    tools: ALL,
    work: loop(1000),
    ...CONVERGED,
  },
  {
    name: 'loop-1000-changed',
    title: 'the same, all to be made',
    hosts: 1,
    tools: ALL,
    work: loop(1000),
    ...ANEW,
    operations: 1001,
  },
  { name: 'file-1gb-changed', title: 'a file of 1 GB, to be copied', ...large, ...ANEW },
  { name: 'file-1gb-converged', title: 'the same, in place already', ...large, ...CONVERGED },
  {
    name: 'tree-10000-fresh',
    title: 'a folder of 10,000 files, to be copied',
    ...tree,
    ...ANEW,
  },
  { name: 'tree-10000-converged', title: 'the same, in place already', ...tree, ...CONVERGED },
];

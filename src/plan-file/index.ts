export { type Drift, drift } from './compare.ts';
export { Digests } from './digests.ts';
export { gate, isOpen } from './gate.ts';
export { Gather } from './gather.ts';
export { readPlan } from './read.ts';

import { play } from '../support/playbook.ts';

// A run in a process of its own: the test kills it. Its request comes as JSON in the environment.
const request = JSON.parse(process.env['JRUN_TEST_RUN'] ?? '') as Parameters<typeof play>[0];
void play(request);

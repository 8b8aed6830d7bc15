import { runPlaybook } from '../../support/run-playbook.ts';
import { testConnector } from '../support/playbook.ts';

// A run of a playbook in a process of its own: the test kills it. Its request comes as JSON in the environment.
const request = JSON.parse(process.env['JRUN_TEST_RUN'] ?? '') as Parameters<typeof runPlaybook>[0];
void runPlaybook({ connector: testConnector(), ...request });

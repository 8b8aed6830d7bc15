import { supervisorCases } from '../cases/supervisor.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(supervisorCases);

import { pipCases } from '../cases/pip.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(pipCases);

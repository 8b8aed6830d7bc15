import { aptCases } from '../cases/apt.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(aptCases);

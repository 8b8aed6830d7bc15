import { unitCases } from '../cases/units.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(unitCases);

import { copyCases } from '../cases/copy.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(copyCases);

import { webCases } from '../cases/web.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(webCases);

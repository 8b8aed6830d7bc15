import { downloadCases } from '../cases/downloads.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(downloadCases);

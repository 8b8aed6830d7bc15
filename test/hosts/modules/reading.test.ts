import { readingCases } from '../cases/reading.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(readingCases);

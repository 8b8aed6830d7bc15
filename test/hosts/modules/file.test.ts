import { fileCases } from '../cases/file.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(fileCases);

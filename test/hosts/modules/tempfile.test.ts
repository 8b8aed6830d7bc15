import { tempfileCases } from '../cases/tempfile.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(tempfileCases);

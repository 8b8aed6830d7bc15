import { templateCases } from '../cases/template.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(templateCases);

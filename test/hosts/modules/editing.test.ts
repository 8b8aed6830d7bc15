import { editingCases } from '../cases/editing.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(editingCases);

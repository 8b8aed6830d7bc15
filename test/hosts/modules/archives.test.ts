import { archiveCases } from '../cases/archives.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(archiveCases);

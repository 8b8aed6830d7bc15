import { systemdCases } from '../cases/systemd.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(systemdCases);

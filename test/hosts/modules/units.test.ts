import { unitFileCases } from '../cases/unit-files.ts';
import { unitCases } from '../cases/units.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests([...unitFileCases, ...unitCases]);

import { systemdCases } from '../cases/systemd.ts';
import { userUnitCases } from '../cases/user-units.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests([...systemdCases, ...userUnitCases]);

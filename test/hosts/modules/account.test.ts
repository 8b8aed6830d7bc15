import { accountCases } from '../cases/account.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(accountCases);

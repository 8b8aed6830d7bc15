import { commandCases } from '../cases/command.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(commandCases);

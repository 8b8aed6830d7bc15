import { jupyterPasswordCases } from '../cases/jupyter-password.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(jupyterPasswordCases);

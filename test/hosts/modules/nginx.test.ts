import { nginxCases } from '../cases/nginx.ts';
import { caseTests } from '../honesty/case-tests.ts';

caseTests(nginxCases);

import { dnfCases } from '../cases/dnf.ts';
import { caseTests } from '../honesty/case-tests.ts';
import { dnfLayer } from '../support/dnf-layer.ts';

caseTests(dnfCases, { over: dnfLayer });

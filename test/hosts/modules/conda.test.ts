import { condaCases, condaFileCases } from '../cases/conda.ts';
import { caseTests } from '../honesty/case-tests.ts';
import { condaParts } from '../support/conda/conda-parts.ts';

caseTests([...condaCases, ...condaFileCases], { over: async () => (await condaParts()).conda });

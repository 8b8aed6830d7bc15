import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { condaInstallCases } from '../cases/conda.ts';
import { caseTests } from '../honesty/case-tests.ts';
import { condaParts } from '../support/conda/conda-parts.ts';

const { installer, channels } = await condaParts();
const checksum = createHash('sha256').update(readFileSync(installer)).digest('hex');

caseTests(
  condaInstallCases.map((one) => ({ ...one, vars: { installer, checksum } })),
  { over: async () => channels },
);

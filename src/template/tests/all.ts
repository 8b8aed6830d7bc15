import { COMPARISON_TESTS } from './comparisons.ts';
import { FILE_TESTS } from './files.ts';
import { RESULT_TESTS } from './results.ts';
import type { TestTable } from './test.ts';
import { TEXT_TESTS } from './texts.ts';
import { TYPE_TESTS } from './types.ts';

export const TESTS: TestTable = {
  ...TYPE_TESTS,
  ...COMPARISON_TESTS,
  ...RESULT_TESTS,
  ...TEXT_TESTS,
  ...FILE_TESTS,
};

import type { TestTable } from './test.ts';
export const TESTS: TestTable = {};

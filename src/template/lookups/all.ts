import type { LookupTable } from './lookup.ts';
export const LOOKUPS: LookupTable = {};

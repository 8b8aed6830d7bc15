import type { FilterTable } from './filter.ts';
export const FILTERS: FilterTable = {};

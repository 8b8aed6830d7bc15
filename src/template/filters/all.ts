import { COMBINATORIC_FILTERS } from './combinatorics.ts';
import { DICT_FILTERS } from './dicts.ts';
import type { FilterTable } from './filter.ts';
import { HASH_FILTERS } from './hashes.ts';
import { LOGIC_FILTERS } from './logic.ts';
import { MARKUP_FILTERS } from './markup.ts';
import { NUMBER_FILTERS } from './numbers.ts';
import { PATH_FILTERS } from './paths.ts';
import { RANDOM_FILTERS } from './random.ts';
import { REGEX_FILTERS } from './regex.ts';
import { SELECTION_FILTERS } from './selection.ts';
import { SEQUENCE_FILTERS } from './sequences.ts';
import { SERIALIZATION_FILTERS } from './serialization.ts';
import { SET_FILTERS } from './sets.ts';
import { SHELL_FILTERS } from './shell.ts';
import { TEXT_FILTERS } from './text.ts';
import { TIME_FILTERS } from './times.ts';
import { URL_FILTERS } from './urls.ts';

export const FILTERS: FilterTable = {
  ...TEXT_FILTERS,
  ...MARKUP_FILTERS,
  ...NUMBER_FILTERS,
  ...SEQUENCE_FILTERS,
  ...SELECTION_FILTERS,
  ...DICT_FILTERS,
  ...SET_FILTERS,
  ...COMBINATORIC_FILTERS,
  ...LOGIC_FILTERS,
  ...SERIALIZATION_FILTERS,
  ...REGEX_FILTERS,
  ...RANDOM_FILTERS,
  ...HASH_FILTERS,
  ...PATH_FILTERS,
  ...URL_FILTERS,
  ...SHELL_FILTERS,
  ...TIME_FILTERS,
};

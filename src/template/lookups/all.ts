import { COMMAND_LOOKUPS } from './commands.ts';
import { DATA_LOOKUPS } from './data.ts';
import { FILE_LOOKUPS } from './files.ts';
import type { LookupTable } from './lookup.ts';
import { passwordLookup } from './password.ts';
import { sequenceLookup } from './sequence.ts';
import { TABLE_LOOKUPS } from './tables.ts';
import { VARIABLE_LOOKUPS } from './variables.ts';

export const LOOKUPS: LookupTable = {
  ...DATA_LOOKUPS,
  ...FILE_LOOKUPS,
  ...VARIABLE_LOOKUPS,
  ...COMMAND_LOOKUPS,
  ...TABLE_LOOKUPS,
  sequence: sequenceLookup,
  password: passwordLookup,
};

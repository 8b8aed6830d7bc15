import { placeOf } from '../core/place.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { readConditions } from './conditions.ts';
import type { OwnTaskKeywords } from './inherited.ts';
import { readLiteral } from './keywords.ts';
import { readLoop } from './loops.ts';
import { checkVariableName } from './variable-names.ts';

export function readName(c: Compilation, dict: Dict): string | undefined {
  const name = readLiteral(c, dict, 'name', 'text');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

export function readTaskKeywords(c: Compilation, dict: Dict): OwnTaskKeywords {
  return {
    loop: readLoop(c, dict),
    register: readRegister(c, dict),
    changedWhen: readConditions(c, dict, 'changed_when'),
    failedWhen: readConditions(c, dict, 'failed_when'),
    until: readConditions(c, dict, 'until'),
    retries: readLiteral(c, dict, 'retries', 'int'),
    delay: readLiteral(c, dict, 'delay', 'number'),
    async: readLiteral(c, dict, 'async', 'int'),
    poll: readLiteral(c, dict, 'poll', 'int'),
  };
}

function readRegister(c: Compilation, dict: Dict): string | undefined {
  const name = dict.get('register');
  if (name === undefined || name === null) return undefined;
  return checkVariableName(c, name, placeOf(dict, 'register')) ? (name as string) : undefined;
}

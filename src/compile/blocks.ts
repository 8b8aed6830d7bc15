import { type Place, placeOf, placeOfKey } from '../core/place.ts';
import type { Entry } from '../core/play.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { inherit } from './inherited.ts';
import { BLOCK_KEYWORDS } from './keyword-names.ts';
import { readKeywords, refuseUnknown } from './keywords.ts';
import { noteNotifications } from './notifications.ts';
import type { Scope } from './scope.ts';
import { readName } from './task-keywords.ts';
import { compileTasks } from './tasks.ts';

export function compileBlock(c: Compilation, dict: Dict, scope: Scope, position: string): readonly Entry[] {
  const place = placeOf(dict) ?? { file: scope.file, line: 1, column: 1 };
  refuseUnknown(c, dict, BLOCK_KEYWORDS, 'block');
  const own = readKeywords(c, dict, scope.vars.with(...scope.inherited.vars));
  if (!scope.handlers) noteNotifications(scope, own, dict);
  if (!dict.has('block')) {
    const key = dict.has('rescue') ? 'rescue' : 'always';
    c.error('block', `'${key}' needs a 'block' beside it`, placeOfKey(dict, key));
  }
  const inside: Scope = { ...scope, inherited: inherit(scope.inherited, own) };
  const part = (key: string, within = inside): Entry[] =>
    compileTasks(c, dict.get(key) ?? null, within, `${position}/${key}`, placeOf(dict, key));
  if (scope.handlers) {
    refuseInHandlers(c, dict, scope, place);
    return part('block', { ...inside, inHandlerBlock: true });
  }
  const name = readName(c, dict);
  const [body, rescue, always] = [part('block'), part('rescue'), part('always')];
  return [{ entry: 'block', name, place, body, rescue, always }];
}

/** Each handler runs for itself: a block only lends them its keywords. */
function refuseInHandlers(c: Compilation, dict: Dict, scope: Scope, place: Place): void {
  if (scope.inHandlerBlock) {
    c.error('handler-block', 'a block of handlers can hold no other block', place, {
      hint: 'let several handlers listen to one topic instead (listen: …)',
    });
  }
  for (const key of ['rescue', 'always']) {
    if (!dict.has(key)) continue;
    c.error('handler-block', `'${key}' has no effect among handlers`, placeOfKey(dict, key));
  }
}

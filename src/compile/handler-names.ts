import { placeOf } from '../core/place.ts';
import type { Dict, Value } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import type { Scope } from './scope.ts';
import { isTemplated } from './show-value.ts';

/** The topics a handler listens to; they and its name can be notified from now on. */
export function readListen(
  c: Compilation,
  dict: Dict,
  name: string | undefined,
  scope: Scope,
): readonly Value[] {
  const value = dict.get('listen') ?? null;
  const topics = value === null ? [] : Array.isArray(value) ? value : [value];
  const listen = topics.filter((topic) => typeof topic === 'string');
  if (listen.length < topics.length)
    c.error('keyword-type', "'listen' names topics, which are texts", placeOf(dict, 'listen'));
  const isImport = [...dict.keys()].some((key) =>
    /(^|\.)(import|include)_tasks$|^include$/.test(String(key)),
  );
  if (name === undefined && listen.length === 0 && !isImport) {
    const summary = 'nothing can notify this handler: it has no name and listens to no topic';
    c.warn('nameless-handler', summary, placeOf(dict));
  }
  const prefixes = scope.role ? ['', `${scope.role.name} : `] : [''];
  for (const text of [name, ...listen]) {
    if (text === undefined) continue;
    if (isTemplated(text)) scope.play.uncertain.handlers = true;
    for (const prefix of prefixes) scope.play.notifiable.add(`${prefix}${text}`);
  }
  return listen;
}

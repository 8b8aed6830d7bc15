import { placeOf } from '../core/place.ts';
import { closest } from '../core/spelling.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import type { Inherited } from './inherited.ts';
import type { PlayContext, Scope } from './scope.ts';
import { isTemplated } from './show-value.ts';

/** Says which notifications nobody hears. Ansible fails on them only when the task has changed something. */
export function checkNotifications(c: Compilation, play: PlayContext): void {
  for (const { name, place } of play.notifications) {
    if (play.notifiable.has(name)) continue;
    const near = closest(name, play.notifiable);
    const hint = near === undefined ? {} : { hint: `did you mean '${near}'?` };
    if (play.uncertain.handlers) {
      c.warn(
        'unknown-handler',
        `no handler '${name}' is known yet; an include would have to bring it`,
        place,
        hint,
      );
    } else c.error('unknown-handler', `there is no handler '${name}', and none listens to it`, place, hint);
  }
}

/** Remembers what is notified, to see in the end whether somebody is there to hear it. */
export function noteNotifications(scope: Scope, own: Inherited, dict: Dict): void {
  const value = dict.get('notify');
  for (const [index, name] of (own.notify ?? []).entries()) {
    if (typeof name !== 'string' || isTemplated(name)) continue;
    const place = Array.isArray(value) ? placeOf(value, index) : placeOf(dict, 'notify');
    scope.play.notifications.push({ name, place });
  }
}

import { closest } from '../core/spelling.ts';
import type { Compilation } from './compilation.ts';
import type { PlayContext } from './scope.ts';

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

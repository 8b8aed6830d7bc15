import type { Value } from '../../core/value.ts';
import { renderArguments } from '../arguments.ts';
import { ending } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Waits, or asks the person who runs the playbook; in check mode it does neither. */
export const pause: Directive = async ({ host, scope, check }, action) => {
  const args = renderArguments(action, scope);
  const seconds = Number(args['seconds'] ?? 0) + Number(args['minutes'] ?? 0) * 60;
  const started = host.run.now();
  let answer = '';
  if (!check) {
    if (seconds > 0) {
      await host.run.options.sleep(seconds * 1000, host.run.options.signal);
    } else {
      const prompt = typeof args['prompt'] === 'string' ? args['prompt'] : 'Press Enter to go on';
      answer = await host.run.askOnce(prompt, args['echo'] === false);
    }
  }
  return ending(
    'ok',
    new Map<Value, Value>([
      ['changed', false],
      ['user_input', answer],
      ['echo', args['echo'] !== false],
      ['delta', Math.round((host.run.now() - started) / 1000)],
    ]),
  );
};

import { Ended } from '../host-run.ts';
import { ending } from '../outcome.ts';
import { unknownEnding } from '../task-run.ts';
import type { Directive } from './directive.ts';

/** Steers the run itself. */
export const meta: Directive = async ({ host, scope, doubt }, action) => {
  const what = String(scope.value(action.args.get('action') ?? action.args.get('_raw_params') ?? 'noop'));
  if (doubt) return unknownEnding(doubt);
  switch (what) {
    case 'flush_handlers':
      await host.flushHandlers();
      return undefined;
    case 'end_host':
      throw new Ended('host');
    case 'end_play':
      throw new Ended('play');
    case 'end_batch':
      throw new Ended('batch');
    case 'end_role':
      throw new Ended('role');
    case 'clear_facts':
      host.variables.facts.clear();
      host.variables.version++;
      break;
    case 'clear_host_errors':
      host.run.clearFailures();
      break;
    case 'reset_connection':
      host.machine().connected?.reopen('');
      host.machine().world.forgetRegion({ everything: true });
      break;
    default:
      break;
  }
  return ending('ok', new Map([['changed', false]]));
};

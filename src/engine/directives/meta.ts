import { isUnknown } from '../../core/unknown.ts';
import { Ended } from '../ended.ts';
import { SILENT, unknownEnding } from '../outcome.ts';
import type { Directive } from './directive.ts';

/** Steers the run itself. */
export const meta: Directive = async ({ host, task, scope, doubt }, action) => {
  const raw = scope.value(action.args.get('action') ?? action.args.get('_raw_params') ?? 'noop');
  if (doubt) return unknownEnding(doubt);
  if (isUnknown(raw)) return unknownEnding(raw);
  switch (String(raw)) {
    case 'flush_handlers':
      await host.flushHandlers();
      break;
    case 'end_host':
      throw new Ended('host');
    case 'end_play':
      throw new Ended('play');
    case 'end_batch':
      throw new Ended('batch');
    case 'end_role':
      if (task.role) host.endedRoles.add(task.role);
      break;
    case 'clear_facts':
      for (const other of host.play.hosts) other.variables.forgetFacts();
      break;
    case 'clear_host_errors':
      host.run.clearFailures();
      break;
    case 'reset_connection':
      host.machine().reset();
      break;
    case 'refresh_inventory':
      host.run.refreshInventory();
      break;
    default:
      break;
  }
  return SILENT;
};

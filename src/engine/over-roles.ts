import type { Task } from '../core/play.ts';
import type { HostRun } from './host-run.ts';

/** Whether it stands in a role that `meta: end_role` ended, or that this host has been through elsewhere in the play. */
export function isOver(host: HostRun, task: Task): boolean {
  const before = task.role?.once === undefined ? undefined : host.ranRoles.get(task.role.once);
  if (before && before !== task.role) return true;
  if (host.endedRoles.size === 0 || !task.role) return false;
  return [task.role, ...task.role.parents].some((role) => host.endedRoles.has(role));
}

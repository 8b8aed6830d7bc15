import type { UnitScope } from '../../probes/unit.ts';

/** What `systemd` and `service` can ask of a unit. */
export interface UnitWish {
  readonly name?: string;
  readonly state?: 'started' | 'stopped' | 'restarted' | 'reloaded';
  readonly enabled?: boolean;
  readonly masked?: boolean;
  readonly daemon_reload?: boolean;
  readonly daemon_reexec?: boolean;
  readonly scope?: UnitScope;
  readonly no_block?: boolean;
  readonly force?: boolean;
}

import type { ArgumentProperty } from '../../core/schema.ts';
import type { UnitWish } from './unit-wish.ts';

/** The arguments that `systemd` and `service` have in common. */
export const UNIT_PROPERTIES = {
  name: {
    'x-type': 'string',
    description: 'The unit. Without a suffix it is a `.service`.',
    'x-aliases': ['service', 'unit'],
  },
  state: {
    'x-type': 'string',
    enum: ['reloaded', 'restarted', 'started', 'stopped'],
    description:
      '`started` and `stopped` act only where needed; `restarted` and `reloaded` act always, and start a unit that does not run.',
  },
  enabled: { 'x-type': 'bool', description: 'Whether it starts at boot.' },
  masked: { 'x-type': 'bool', description: 'Whether it is masked: a masked unit cannot be started at all.' },
  force: {
    'x-type': 'bool',
    default: false,
    description: 'Override links that are in the way of enabling or masking.',
  },
  daemon_reload: {
    'x-type': 'bool',
    default: false,
    description:
      'Have systemd read its unit files again first. It is done without being asked for wherever a unit is acted on whose files changed.',
    'x-aliases': ['daemon-reload'],
  },
  daemon_reexec: {
    'x-type': 'bool',
    default: false,
    description: 'Have systemd execute itself again first.',
    'x-aliases': ['daemon-reexec'],
  },
  scope: {
    'x-type': 'string',
    enum: ['system', 'user', 'global'],
    default: 'system',
    description:
      "Whose units: `system`, the system's; `user`, those of the manager of the user the task runs as (`become_user`), which runs while they are logged in, or always with `loginctl enable-linger`; `global`, what is enabled or masked for all users.",
  },
  no_block: {
    'x-type': 'bool',
    default: false,
    description: 'Do not wait until it is done: whether it starts well, nobody looks at then.',
  },
} as const satisfies Record<string, ArgumentProperty>;

export const UNIT_RETURNS = {
  name: 'The unit, as the task names it.',
  state: 'What was asked for: `started` or `stopped`.',
  enabled: 'Whether it starts at boot, where the task says so.',
  status:
    "What `systemctl show` says about it afterwards, by systemd's names (ActiveState, MainPID, FragmentPath …).",
};

/** Mistakes that can be seen without a host. */
export function unitMistakes(args: UnitWish): { message: string; argument: string }[] {
  const name = args.name;
  if (name !== undefined && /[*?[\]\s]/.test(name)) {
    return [{ message: `'${name}' is not the name of one unit`, argument: 'name' }];
  }
  const needing = (['state', 'enabled', 'masked'] as const).filter(
    (argument) => args[argument] !== undefined,
  );
  if (args.scope === 'global' && args.state !== undefined) {
    return [
      {
        message: 'a unit of all users is enabled or masked; it runs for each of them, by scope: user',
        argument: 'state',
      },
    ];
  }
  if (name === undefined && needing[0])
    return [{ message: `${needing[0]} needs the name of a unit`, argument: needing[0] }];
  return [];
}

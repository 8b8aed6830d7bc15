import { defineModule } from '../core/module.ts';
import { planUnit, unitKeys } from './unit/unit-plan.ts';
import { UNIT_PROPERTIES, UNIT_RETURNS, unitMistakes } from './unit/unit-schema.ts';
import type { UnitWish } from './unit/unit-wish.ts';

const OTHER_SYSTEMS = 'it is for init systems other than systemd';

export default defineModule<UnitWish>({
  name: 'service',
  description: `Controls a service: whether it runs, and whether it starts at boot.

On hosts with systemd, which is all that jrun knows, it is the module \`systemd\` under its older name.`,
  schema: {
    type: 'object',
    properties: {
      ...UNIT_PROPERTIES,
      use: {
        'x-type': 'string',
        default: 'auto',
        description: 'The service manager; only systemd is there.',
      },
      sleep: {
        'x-type': 'int',
        description: 'Seconds between stop and start when it is restarted.',
        'x-ignored': OTHER_SYSTEMS,
      },
      pattern: { 'x-type': 'string', description: 'What to look for in `ps`.', 'x-ignored': OTHER_SYSTEMS },
      runlevel: { 'x-type': 'string', description: "OpenRC's runlevel.", 'x-ignored': OTHER_SYSTEMS },
      arguments: {
        'x-type': 'string',
        description: 'More words for the init script.',
        'x-aliases': ['args'],
        'x-ignored': OTHER_SYSTEMS,
      },
    },
    required: ['name'],
    'x-required-one-of': [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']],
  },
  examples: [
    {
      title: 'Start a service now and at every boot',
      yaml: `- service:
    name: ssh
    state: started
    enabled: true`,
    },
    {
      title: 'Reload a service from a handler',
      yaml: `- service: name=nginx state=reloaded`,
    },
  ],
  returns: UNIT_RETURNS,
  differences: ['Only systemd is supported; see the module `systemd` for the rest.'],
  check: unitMistakes,
  observe: unitKeys,
  plan: (args, seen, _inputs, context) => planUnit(args, seen, context.check),
});

import { defineModule } from '../core/module.ts';
import { planUnit, unitKeys } from './unit/unit-plan.ts';
import { UNIT_PROPERTIES, UNIT_RETURNS, unitMistakes } from './unit/unit-schema.ts';
import type { UnitWish } from './unit/unit-wish.ts';

export default defineModule<UnitWish>({
  name: 'systemd',
  description: `Controls a systemd unit: whether it runs, starts at boot, or is masked.

A unit that fails to start fails the task, with the end of its journal; one that was started and died within a
moment too. In check mode a unit that an earlier task would install or write is known: the task says what it would do
rather than failing.`,
  schema: {
    type: 'object',
    properties: UNIT_PROPERTIES,
    'x-required-one-of': [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']],
  },
  examples: [
    {
      title: 'Start a service now and at every boot',
      yaml: `- systemd:
    name: nginx
    state: started
    enabled: true`,
    },
    {
      title: 'Restart a service from a handler',
      yaml: `- systemd:
    name: jupyterlab
    state: restarted`,
    },
    {
      title: "Enable a timer of a user's own manager, which also runs when nobody is logged in",
      yaml: `- command:
    cmd: loginctl enable-linger dev
    creates: /var/lib/systemd/linger/dev

- systemd:
    name: backup.timer
    scope: user
    enabled: true
    state: started
  become: true
  become_user: dev`,
    },
  ],
  returns: UNIT_RETURNS,
  differences: [
    'Whenever a unit is acted on whose files changed, systemd reads them first (daemon-reload), asked for or not.',
    '`daemon_reload: true` with a name does nothing where systemd has read all its files.',
    'A service of Type=simple is looked at again a moment after its start; one that failed by then fails the task.',
    'Units that nothing can enable or disable (static, indirect, generated ones) count as being as asked.',
    '`status` holds a selection of properties rather than all 250.',
  ],
  check: unitMistakes,
  observe: unitKeys,
  plan: (args, seen, _inputs, context) => planUnit(args, seen, context.check),
});

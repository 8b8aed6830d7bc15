import { defineModule } from '../core/module.ts';
import { supervised } from '../probes/supervisor.ts';
import { connectionOf, type SupervisorArguments } from './supervisor/supervisor-arguments.ts';
import { planSupervisor, supervisorReach } from './supervisor/supervisor-plan.ts';

export default defineModule<SupervisorArguments>({
  name: 'supervisorctl',
  description: `Controls a program, or a group of programs, that supervisord looks after.

Write the program's file first (\`template\` to \`/etc/supervisor/conf.d/NAME.conf\`), then ask for \`started\`: supervisord is
told to read its files where they changed, so no separate \`supervisorctl update\` is needed. A program that fails to start
fails the task, with the end of its log. In check mode a file that an earlier task would write is known, also where
supervisor itself would only be installed.`,
  schema: {
    type: 'object',
    properties: {
      name: {
        'x-type': 'string',
        description:
          'A program (`jupyterlab`), one process of a group (`web:web_00`), all of a group (`web:`, with a colon), or `all`.',
      },
      state: {
        'x-type': 'string',
        enum: ['present', 'started', 'stopped', 'restarted', 'absent', 'signalled'],
        description:
          '`present` has supervisord know the program; `started` also that it runs, with the configuration that its file has now; `stopped` ends it; `restarted` acts always; `absent` has supervisord forget it (its file stays); `signalled` sends it `signal`.',
      },
      signal: {
        'x-type': 'string',
        description: 'For `signalled`: `HUP`, `USR1` …',
      },
      stop_before_removing: {
        'x-type': 'bool',
        default: false,
        description: 'For `absent`: stop what still runs, which fails the task otherwise.',
      },
      config: {
        'x-type': 'path',
        description: "supervisord's configuration file, where supervisorctl would not find it by itself.",
      },
      server_url: {
        'x-type': 'string',
        description: 'Where supervisord listens: `unix:///run/supervisor.sock`, `http://127.0.0.1:9001`.',
      },
      username: { 'x-type': 'string', description: 'The user that supervisord asks for.' },
      password: {
        'x-type': 'string',
        'x-secret': true,
        description: 'The password that supervisord asks for; it never stands in an argument list.',
      },
      supervisorctl_path: {
        'x-type': 'path',
        description:
          'The program `supervisorctl`, where it is not in PATH: `/opt/supervisor/bin/supervisorctl`.',
      },
    },
    required: ['name', 'state'],
    'x-required-if': [['state', 'signalled', ['signal']]],
  },
  examples: [
    {
      title: 'A program of its own, running with the file it has now',
      yaml: `- template:
    src: jupyterlab.conf.j2
    dest: /etc/supervisor/conf.d/jupyterlab.conf
- supervisorctl:
    name: jupyterlab
    state: started`,
    },
    {
      title: 'All processes of a group, from a handler',
      yaml: `- supervisorctl:
    name: "workers:"
    state: restarted`,
    },
    {
      title: 'Have a program read its settings again',
      yaml: `- supervisorctl:
    name: nginx
    state: signalled
    signal: HUP`,
    },
    {
      title: 'Remove a program with its file',
      yaml: `- supervisorctl:
    name: jupyterlab
    state: absent
    stop_before_removing: true
- file:
    path: /etc/supervisor/conf.d/jupyterlab.conf
    state: absent`,
    },
  ],
  returns: {
    name: 'The program or group.',
    state: 'The state that was asked for.',
    affected: 'The processes that were started, stopped or signalled.',
    msg: 'Why it failed: what supervisorctl said, and the end of the log of what failed to start.',
  },
  differences: [
    '`started` has supervisord take over a file that is new or changed; in Ansible only `restarted` and `present` do.',
    '`restarted` takes over what changed of the program it names, not of all others too.',
    '`stopped` also ends what supervisord keeps trying to start (BACKOFF).',
    'Looking at the state has supervisord read its files (`reread`), in check mode too; that starts and stops nothing.',
    '`name: program:` also finds a program that is a group by itself.',
  ],
  touches: supervisorReach,
  observe: (args) => [supervised(args.name, connectionOf(args))],
  plan: (args, seen) => planSupervisor(args, seen),
});

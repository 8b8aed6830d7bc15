import { becomes, unsettles } from '../../src/core/effect.ts';
import { made } from '../../src/probes/path-state.ts';
import { content, nginxConfiguration, path, unit } from './shapes.ts';
import type { Signature } from './signature.ts';

/** A site is written, tested together with all the rest, put back where the test fails; only then reloaded. */
export const site: Signature<{ site: string; src: string; enabled: boolean }> = {
  args: { site: 'app', src: 'app.conf.j2', enabled: true },
  inputs: { source: { input: 'template', src: 'app.conf.j2' } },
  observe: [
    [
      path('/etc/nginx/sites-available/app', 'hash', 'content'),
      path('/etc/nginx/sites-enabled/app'),
      nginxConfiguration,
      unit('nginx.service'),
    ],
  ],
  plan: {
    verdict: 'change',
    changes: ['write site app', 'enable site app', 'reload nginx'],
    steps: [
      {
        do: 'transaction',
        steps: [
          { do: 'write', path: '/etc/nginx/sites-available/app', content },
          { do: 'link', path: '/etc/nginx/sites-enabled/app', target: '../sites-available/app' },
        ],
        validate: { do: 'run', argv: ['nginx', '-t', '-q'] },
        guards: [{ path: '/etc/nginx/sites-enabled/app', stamp: 'absent' }],
      },
      { do: 'run', argv: ['systemctl', 'reload', 'nginx.service'], timeLimit: 60 },
    ],
    effects: [
      becomes(
        path('/etc/nginx/sites-available/app', 'hash'),
        made('/etc/nginx/sites-available/app', { type: 'file', content }),
      ),
      becomes(
        path('/etc/nginx/sites-enabled/app'),
        made('/etc/nginx/sites-enabled/app', { type: 'link', target: '../sites-available/app' }),
      ),
      becomes(
        unit('nginx.service'),
        { load: 'loaded', active: 'active', enabled: 'enabled', needsReload: false },
        { unproven: 'a reload leaves the unit active, as it was' },
      ),
      unsettles({ kind: 'nginx' }, 'the loaded configuration'),
    ],
    result: {},
  },
};

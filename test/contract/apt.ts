import { becomes, presumes, unsettles } from '../../src/core/effect.ts';
import { Unknown } from '../../src/core/unknown.ts';
import { aptSimulation, deb, unit } from './shapes.ts';
import type { Signature } from './signature.ts';

/** `present` needs only what is installed; what else comes along is told where detail is asked for (a simulation). */
export const present: Signature<{ name: readonly string[]; state: 'present'; update_cache: boolean }> = {
  args: { name: ['nginx'], state: 'present', update_cache: false },
  observe: [[deb('nginx')], [aptSimulation(['install', 'nginx'])]],
  plan: {
    verdict: 'change',
    changes: ['install nginx', 'with it: nginx-common'],
    steps: [
      { do: 'run', argv: ['apt-get', '-y', 'install', 'nginx'], env: { DEBIAN_FRONTEND: 'noninteractive' } },
    ],
    effects: [
      unsettles({ kind: 'deb' }, 'the packages that come with nginx'),
      becomes(deb('nginx'), {
        installed: true,
        version: Unknown.of('the version of nginx that is installed'),
      }),
      unsettles({ kind: 'path', subject: '/etc/nginx', below: true }, 'the files of nginx'),
      presumes({ kind: 'path' }, 'the package makes no path that another task names'),
      becomes(
        unit('nginx.service'),
        { load: 'loaded', active: 'active', enabled: 'enabled', needsReload: false },
        { presumed: [{ text: 'Debian starts a service it installs' }] },
      ),
    ],
    result: {},
    finish: ([output]) => ({ stdout: output?.stdout.toString('utf8') ?? '', stderr: output?.stderr ?? '' }),
  },
};

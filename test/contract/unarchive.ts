import { becomes, unsettles } from '../../src/core/effect.ts';
import { made } from '../../src/probes/path-state.ts';
import { content, path } from './shapes.ts';
import type { Signature } from './signature.ts';

/** The plan reads the members out of the archive's content: what would change is told without unpacking anything. */
export const unpacked: Signature<{ src: string; dest: string }> = {
  args: { src: 'app.tar.gz', dest: '/opt/app' },
  inputs: { archive: { input: 'file', src: 'app.tar.gz' } },
  observe: [[path('/opt/app'), path('/opt/app/bin/run', 'hash')]],
  plan: {
    verdict: 'change',
    changes: ['bin/run'],
    steps: [{ do: 'run', argv: ['tar', '-xz', '-C', '/opt/app', '-f', '-'], stdin: content }],
    effects: [
      unsettles({ kind: 'path', subject: '/opt/app', below: true }, 'what is in /opt/app'),
      becomes(
        path('/opt/app/bin/run', 'hash'),
        made('/opt/app/bin/run', { type: 'file', mode: 0o755, sha256: 'ab' }),
      ),
    ],
    result: { dest: '/opt/app' },
  },
};

/** A zip can't be unpacked from standard input: it is there for as long as unzip runs. */
export const zip: Signature<{ src: string; dest: string }> = {
  ...unpacked,
  plan: {
    ...unpacked.plan,
    steps: [
      {
        do: 'run',
        argv: ['unzip', '-o', '{attachment}', '-d', '/opt/app'],
        attachment: { name: 'app.zip', content },
      },
    ],
  },
};

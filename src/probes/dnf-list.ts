import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quoteAll } from '../core/quote.ts';
import { withoutTrace } from './private-mounts.ts';

export interface ListedRpm {
  readonly name: string;
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
  readonly repo: string;
  readonly yumstate: 'installed' | 'available';
}

/** What dnf lists: `words` follow `dnf repoquery`, or are `repolist` and what follows it. */
export function dnfList(words: readonly string[]): Key<readonly ListedRpm[] | readonly string[]> {
  return key('dnf-list', JSON.stringify(words));
}

const FORM = '%{name}|%{epoch}|%{version}|%{release}|%{arch}|%{reponame}\\n';
const MARK = '== dnf-list';

const probe: Probe<readonly ListedRpm[] | readonly string[]> = {
  kind: 'dnf-list',
  simulation: true,
  timeLimit: 300,

  script(keys) {
    const each = keys.map((k) => {
      const words = JSON.parse(k.subject) as string[];
      const command =
        words[0] === 'repolist'
          ? `dnf -q ${quoteAll(words)}`
          : `dnf -q repoquery --qf ${quoteAll([FORM, ...words])}`;
      return `echo '${MARK}'\n${command} && echo 'status 0'`;
    });
    return withoutTrace(each.join('\n'));
  },

  parse(output, keys) {
    const sections = output.stdout.toString().split(`${MARK}\n`).slice(1);
    return keys.map((k, index) => {
      const section = sections[index] ?? '';
      if (!/^status 0$/m.test(section)) return new ReadFailure(output.stderr.trim() || 'dnf gave no answer');
      const lines = section.split('\n').filter((line) => line !== '' && line !== 'status 0');
      if (k.subject.startsWith('["repolist"')) return lines.slice(1).map((line) => line.split(/\s/)[0] ?? '');
      return lines.flatMap((line) => {
        const [name, epoch, version, release, arch, repo] = line.split('|');
        if (!name || !version || !release || !arch) return [];
        const yumstate = (repo ?? '').startsWith('@') ? 'installed' : 'available';
        return [{ name, epoch: epoch ?? '0', version, release, arch, repo: repo ?? '', yumstate } as const];
      });
    });
  },

  restsOn: () => [{ kind: 'rpm' }, { kind: 'path', subject: '/etc/yum.repos.d', below: true }],
};

export default probe;

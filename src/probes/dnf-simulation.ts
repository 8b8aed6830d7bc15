import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quoteAll } from '../core/quote.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { withoutTrace } from './private-mounts.ts';
import { rpm } from './rpm.ts';

export interface SimulatedRpm {
  readonly name: string;
  /** `version-release`, with an epoch in front of it where there is one. */
  readonly version: string;
  readonly architecture: string;
}

/** What dnf says it would do. */
export interface DnfSimulation {
  readonly installs: readonly SimulatedRpm[];
  /** Upgraded, downgraded or reinstalled: the version that comes. */
  readonly replaces: readonly SimulatedRpm[];
  readonly removes: readonly SimulatedRpm[];
  /** Names of groups that it would mark as installed or removed. */
  readonly groups: readonly string[];
  /** Why it would refuse; '' where it wouldn't. */
  readonly refusal: string;
  /** Tasks before this one are expected to change packages: that it has nothing to do may be over then. */
  readonly stale?: true;
  /** What it found no package for. */
  readonly unmatched: readonly string[];
}

/** `words` are what follows `dnf`. */
export function dnfSimulation(words: readonly string[]): Key<DnfSimulation> {
  return key<DnfSimulation>('dnf-simulation', JSON.stringify(words));
}

const MARK = '== dnf-simulation';

const probe: Probe<DnfSimulation> = {
  kind: 'dnf-simulation',
  simulation: true,
  timeLimit: 300,

  script(keys) {
    const each = keys.map((k) => {
      const words = JSON.parse(k.subject) as string[];
      return `echo '${MARK}'\ndnf --assumeno --color=never ${quoteAll(words)} 2>&1\necho "status $?"`;
    });
    return withoutTrace(each.join('\n'));
  },

  parse(output, keys) {
    const sections = output.stdout.toString().split(`${MARK}\n`).slice(1);
    return keys.map((_, index) => {
      const section = sections[index];
      return section === undefined
        ? new ReadFailure(output.stderr.trim() || 'dnf gave no answer')
        : simulated(section);
    });
  },

  restsOn: () => [
    { kind: 'rpm' },
    { kind: 'path', subject: '/etc/yum.repos.d', below: true },
    { kind: 'path', subject: '/etc/dnf', below: true },
  ],

  /** What was simulated before other tasks installed something still tells most of it; other repositories may tell anything. */
  derive(_key, before, expected) {
    if (isUnknown(before)) return { value: before };
    if (before.refusal !== '')
      return { value: Unknown.of('what dnf finds once other tasks changed its repositories or packages') };
    const isThere = (name: string): boolean => {
      const found = expected.get(rpm(name));
      return !isUnknown(found) && found.installed.length > 0;
    };
    return {
      value: { ...before, stale: true, installs: before.installs.filter(({ name }) => !isThere(name)) },
      presumed: [{ text: 'the tasks before this one leave its packages and their versions as they are' }],
    };
  },
};

export default probe;

const SECTIONS: Readonly<Record<string, 'installs' | 'replaces' | 'removes' | 'groups' | undefined>> = {
  Installing: 'installs',
  'Installing dependencies': 'installs',
  'Installing weak dependencies': 'installs',
  'Installing group/module packages': 'installs',
  'Installing group packages': 'installs',
  Upgrading: 'replaces',
  Downgrading: 'replaces',
  Reinstalling: 'replaces',
  Removing: 'removes',
  'Removing dependent packages': 'removes',
  'Removing unused dependencies': 'removes',
  'Installing Groups': 'groups',
  'Removing Groups': 'groups',
};

/** A table under headings. Rows are `name architecture version repository size`, broken where a name is long. */
function simulated(text: string): DnfSimulation {
  const found = {
    installs: [] as SimulatedRpm[],
    replaces: [] as SimulatedRpm[],
    removes: [] as SimulatedRpm[],
    groups: [] as string[],
  };
  const [table = ''] = text.split(/^Transaction Summary/m);
  for (const [, heading = '', rows = ''] of table.matchAll(/^([A-Z][A-Za-z/ ]+):\n((?: .*\n)*)/gm)) {
    const section = SECTIONS[heading];
    if (section === undefined) continue;
    if (section === 'groups')
      found.groups.push(
        ...rows
          .split('\n')
          .map((row) => row.trim())
          .filter(Boolean),
      );
    else found[section].push(...packagesIn(rows));
  }
  const unmatched = [...text.matchAll(/^(?:No match for argument: |Can not load RPM file: )(.+?)\.?$/gm)];
  const errors = [...text.matchAll(/^Error: (.*(?:\n .*)*)/gm)].map(([, error = '']) => error);
  const failed = !/^status 0$/m.test(text) && !/^Operation aborted\.?$/m.test(text);
  const refusal = failed ? errors.join('\n') || text.replace(/^status \d+$/m, '').trim() : '';
  return { ...found, refusal, unmatched: unmatched.map(([, what = '']) => what.trim()) };
}

function packagesIn(rows: string): SimulatedRpm[] {
  const words = rows
    .replace(/^ {2,}replacing .*\n/gm, '')
    .split(/\s+/)
    .filter(Boolean);
  const packages: SimulatedRpm[] = [];
  for (let at = 0; at + 4 < words.length; ) {
    const [name = '', architecture = '', version = ''] = words.slice(at, at + 3);
    packages.push({ name, version, architecture });
    at += 5;
    // A size has a unit, or is too small for one.
    if (/^([kMGT]|[KMGT]i?B|B)$/.test(words[at] ?? '')) at++;
  }
  return packages;
}

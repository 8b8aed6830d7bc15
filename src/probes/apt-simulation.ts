import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { quoteAll } from '../core/quote.ts';
import { isUnknown } from '../core/unknown.ts';
import { aptRefresh } from './apt-refresh.ts';
import { deb } from './deb.ts';

/** What apt says it would do. */
export interface AptSimulation {
  /** `from` is the version that is installed now, '' for none. */
  readonly installs: readonly { readonly name: string; readonly version: string; readonly from: string }[];
  readonly removes: readonly { readonly name: string; readonly from: string }[];
  /** How many archives `autoclean` would delete. */
  readonly deletes: number;
  /** Why it would refuse; '' where it wouldn't. */
  readonly refusal: string;
  /** It couldn't be simulated with the lists that are there now, and is taken to work with refreshed ones. */
  readonly blind?: true;
}

/** Without these apt writes its caches, which a probe may not. */
const OFFLINE_CACHE = '-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=';

/** `words` are what follows `apt-get`. */
export function aptSimulation(words: readonly string[]): Key<AptSimulation> {
  return key<AptSimulation>('apt-simulation', JSON.stringify(words));
}

const MARK = '== apt-simulation';

const probe: Probe<AptSimulation> = {
  kind: 'apt-simulation',
  simulation: true,
  timeLimit: 300,

  /** Even a simulation writes a planner log and an empty history. */
  script(keys) {
    return keys
      .map((k) => {
        const words = JSON.parse(k.subject) as string[];
        return `echo '${MARK}'
apt-get -s -q ${OFFLINE_CACHE} -o Dir::Log::Planner= -o Dir::Log=/dev/null -o Debug::NoLocking=true ${quoteAll(words)} 2>&1
echo "status $?"`;
      })
      .join('\n');
  },

  parse(output, keys) {
    const sections = output.stdout.toString().split(`${MARK}\n`).slice(1);
    return keys.map((_, index) => {
      const section = sections[index];
      if (section === undefined) return new ReadFailure(output.stderr.trim() || 'apt-get gave no answer');
      // A slow host, and the reading was ended: half an answer is none.
      if (!/^status \d+$/m.test(section))
        return new ReadFailure("apt-get's simulation did not come to its end");
      return simulated(section);
    });
  },

  restsOn: () => [
    { kind: 'deb' },
    { kind: 'apt-refresh' },
    { kind: 'path', subject: '/etc/apt', below: true },
  ],

  /** What was simulated before other tasks installed something, or lists were refreshed, still tells most of it. */
  derive(_key, before, expected) {
    if (isUnknown(before)) return { value: before };
    if (before.refusal !== '') {
      const refresh = expected.get(aptRefresh);
      // What no list has is missing whatever is installed; only other lists may have it.
      if (isUnknown(refresh)) return { value: refresh };
      if (!refresh.planned) return { value: before };
      const presumed = [{ text: 'the refreshed package lists have what is missing now' }];
      const value: AptSimulation = { installs: [], removes: [], deletes: 0, refusal: '', blind: true };
      return { value, presumed };
    }
    const isThere = (name: string): boolean => {
      const found = expected.get(deb(name));
      return !isUnknown(found) && found.state === 'installed';
    };
    const installs = before.installs.filter((one) => one.from !== '' || !isThere(one.name));
    const presumed = [
      { text: 'the tasks before this one leave its packages and their versions as they are' },
    ];
    return { value: { ...before, installs }, presumed };
  },
};

export default probe;

function simulated(text: string): AptSimulation {
  const installs = [...text.matchAll(/^Inst (\S+) (?:\[([^\]]*)\] )?\((\S+)/gm)].map((m) => ({
    name: m[1] ?? '',
    version: m[3] ?? '',
    from: m[2] ?? '',
  }));
  const removes = [...text.matchAll(/^(?:Remv|Purg) (\S+)(?: \[([^\]]*)\])?/gm)].map((m) => ({
    name: m[1] ?? '',
    from: m[2] ?? '',
  }));
  const failed = !/^status 0$/m.test(text);
  const errors = text.split('\n').filter((line) => line.startsWith('E: '));
  const refusal = failed ? errors.map((line) => line.slice(3)).join('\n') || text.trim() : '';
  const deletes = [...text.matchAll(/^Del /gm)].length;
  return { installs, removes, deletes, refusal };
}

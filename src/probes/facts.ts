import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { apart } from './facts/apart.ts';
import { distribution } from './facts/distribution.ts';
import type { FactGroup, Facts } from './facts/fact-value.ts';
import { Findings } from './facts/findings.ts';
import { gathering } from './facts/gathering.ts';
import { hardware } from './facts/hardware.ts';
import { localFacts } from './facts/local-facts.ts';
import { network } from './facts/network.ts';
import * as platform from './facts/platform.ts';
import { virtualization } from './facts/virtualization.ts';

export type { Fact, FactGroup, Facts } from './facts/fact-value.ts';

export const LOCAL_FACTS = '/etc/ansible/facts.d';

/** Facts of the machine, by groups; the host's own ones are in `folder`. */
export function facts(groups: readonly FactGroup[], folder = LOCAL_FACTS): Key<Facts> {
  return key<Facts>('facts', folder, groups);
}

const probe: Probe<Facts> = {
  kind: 'facts',
  given: true,
  script: (keys) =>
    keys
      .map(
        ({ subject, aspects }) => `echo facts\n(\n${gathering(aspects as FactGroup[], subject)}\n) | base64`,
      )
      .join('\n'),
  parse({ stdout, stderr }, keys) {
    const parts = stdout
      .toString('latin1')
      .split(/^facts\n/m)
      .slice(1);
    return keys.map(({ aspects }, i) => {
      const part = parts[i];
      if (part === undefined) return new ReadFailure(`the host tells no facts\n${stderr}`.trim());
      return apart(factsOf(new Findings(Buffer.from(part, 'base64')), aspects as FactGroup[]));
    });
  },
  restsOn: ({ subject }) => [{ kind: 'path', subject, below: true }],
  // Only the host's own facts come from what tasks may write.
  derive: (_key, before) => ({
    value: isUnknown(before) ? before : { ...before, local: Unknown.of("the host's own facts") },
  }),
  // Most of them change all the time.
  lasting: () => undefined,
  differences: () => [],
};

function factsOf(found: Findings, groups: readonly FactGroup[]): Facts {
  return {
    ...(groups.includes('min') ? least(found) : {}),
    ...(groups.includes('hardware') ? hardware(found) : {}),
    ...(groups.includes('network') ? network(found) : {}),
    ...(groups.includes('virtual') ? virtualization(found) : {}),
  };
}

function least(found: Findings): Facts {
  const distro = distribution(found);
  return {
    ...platform.platform(found),
    ...distro,
    ...platform.account(found),
    ...platform.commandLine(found),
    ...platform.security(found),
    ...platform.hostKeys(found),
    ...platform.python(found),
    service_mgr: platform.serviceManager(found),
    pkg_mgr: platform.packageManager(found, distro['os_family']),
    env: platform.environment(found),
    date_time: platform.dateTime(found),
    dns: platform.nameServers(found),
    lsb: platform.lsb(found),
    loadavg: platform.loadAverage(found),
    local: localFacts(found),
  };
}

export default probe;

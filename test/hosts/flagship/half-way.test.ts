import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connector, FarEnd } from '../../../src/core/far-end.ts';
import { agreement } from '../../support/verdicts.ts';
import type { FrozenState } from '../support/host-disk.ts';
import { testConnector } from '../support/playbook.ts';
import { Lab, troubles } from './lab.ts';

/**
 * A run that ended here leaves the host like this. Of the states without JupyterLab's packages only the first and the last
 * count: from each of them all that takes long is done once more.
 */
interface HalfWay {
  readonly state: FrozenState;
  /** What would have been done next. */
  readonly next: string;
}

const halfWay: HalfWay[] = [];
let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({});
});
afterAll(() => lab?.close());

/** Keeps the host's disk as it is before each change: the run waits for its answer meanwhile. */
function keepingStates(own: Connector): Connector {
  return {
    connect: async (target, signal) => {
      const end = await own.connect(target, signal);
      const act: FarEnd['act'] = async (deed, as) => {
        const next = JSON.stringify(deed.steps[0]).slice(0, 100);
        const hasPackages =
          (await lab.host.exec('test -e /srv/jupyterlab/venv/bin/jupyter-lab')).status === 0;
        if (!hasPackages) halfWay.splice(1);
        halfWay.push({ state: await lab.host.freeze(), next });
        return end.act(deed, as);
      };
      return Object.assign(Object.create(end), { act }) as FarEnd;
    },
  };
}

it('is deployed, change by change', { timeout: 1_200_000 }, async () => {
  const run = await lab.run({ connector: keepingStates(testConnector()) });
  expect(troubles(run.events)).toEqual([]);
  expect(halfWay.length).toBeGreaterThan(8);
});

it('from every state on the way, check mode tells what the run then does', {
  timeout: 3_000_000,
}, async () => {
  const wrong: string[] = [];
  let [presumed, presumedWrong] = [0, 0];
  for (const [index, { state, next }] of halfWay.entries()) {
    const host = await lab.fleet.startHost({ name: `half${index}`, from: state });
    const check = await lab.run({ check: true, host });
    const run = await lab.run({ host });
    const compared = agreement(check.events, run.events);
    const found = [
      ...troubles(check.events),
      ...troubles(run.events),
      ...compared.wrong,
      ...compared.unforetold,
    ];
    wrong.push(...found.map((line) => `before ${next}: ${line}`));
    presumed += compared.presumed;
    presumedWrong += compared.presumedWrong.length;
    await lab.fleet.stopHost(host);
  }
  expect(wrong).toEqual([]);
  expect(presumedWrong).toBeLessThanOrEqual(presumed * 0.05);
});

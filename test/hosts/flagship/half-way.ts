import type { Connector, DeedAnswer, FarEnd } from '../../../src/core/far-end.ts';
import { act as actAlone } from '../../support/act.ts';
import { agreement } from '../../support/verdicts.ts';
import type { FrozenState } from '../support/host-disk.ts';
import { testConnector } from '../support/playbook.ts';
import { type Lab, troubles } from './lab.ts';

/** A run that ended here leaves the host like this. */
export interface HalfWay {
  readonly state: FrozenState;
  /** What would have been done next. */
  readonly next: string;
}

export interface Deployed {
  readonly troubles: readonly string[];
  readonly states: readonly HalfWay[];
}

/** Deploys, and keeps the host's disk as it is before each change: the run waits for its answer meanwhile. */
export async function deployKeepingStates(lab: Lab): Promise<Deployed> {
  const states: HalfWay[] = [];
  const own = testConnector();
  const connector: Connector = {
    connect: async (target, signal) => {
      const end = await own.connect(target, signal);
      // One at a time, though they would travel together.
      const act: FarEnd['act'] = (deeds, as) => {
        let before = Promise.resolve<DeedAnswer>({ outputs: [], readings: [] });
        return deeds.map((deed) => {
          const mine = before.then(async ({ outputs }) => {
            if (outputs.some(({ outcome }) => outcome !== 'done'))
              throw new Error('a step of the deployment failed');
            const next = JSON.stringify(deed.steps[0]).slice(0, 100);
            states.push({ state: await lab.host.freeze(), next });
            return actAlone(end, deed, as);
          });
          before = mine;
          return mine;
        });
      };
      return Object.assign(Object.create(end), { act }) as FarEnd;
    },
  };
  const run = await lab.run({ connector });
  return { troubles: troubles(run.events), states };
}

/** What check mode said from each of these states, held against what the run then did. */
export async function foretoldFrom(
  lab: Lab,
  states: readonly HalfWay[],
): Promise<{ readonly wrong: readonly string[]; readonly presumed: number; readonly presumedWrong: number }> {
  const wrong: string[] = [];
  let [presumed, presumedWrong] = [0, 0];
  for (const [index, { state, next }] of states.entries()) {
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
  return { wrong, presumed, presumedWrong };
}

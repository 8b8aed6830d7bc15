import { afterEach, expect, it } from 'vitest';
import { condaParts } from '../support/conda/conda-parts.ts';
import { deployKeepingStates, foretoldFrom, type HalfWay } from './half-way.ts';
import { Lab, type LabOptions } from './lab.ts';

let lab: Lab | undefined;
afterEach(async () => {
  await lab?.close();
  lab = undefined;
});

interface Variant {
  readonly name: string;
  readonly options: () => Promise<LabOptions>;
  /** Which of the states are tried. */
  readonly tried: (states: readonly HalfWay[]) => readonly HalfWay[];
}

/** The last one, and one that is halfway there. */
const sample = (states: readonly HalfWay[]) =>
  [states.at(Math.floor(states.length / 2)), states.at(-1)].filter((state) => state !== undefined);

const VARIANTS: readonly Variant[] = [
  {
    name: 'by pip and systemd, from every state on the way',
    options: async () => ({}),
    tried: (states) => states,
  },
  {
    name: 'by pip and supervisor, from some states',
    options: async () => ({
      variables: { jupyterlab_service: 'supervisor', jupyterlab_https: false },
    }),
    tried: sample,
  },
  {
    name: 'by conda, from some states',
    options: async () => {
      const { channels, installer } = await condaParts();
      return {
        host: { over: channels },
        variables: { jupyterlab_install: 'conda', jupyterlab_conda_installer: installer },
      };
    },
    tried: sample,
  },
];

it.each(VARIANTS)(
  '$name: check mode tells what the run then does',
  { timeout: 3_600_000 },
  async (variant) => {
    lab = await Lab.open(await variant.options());
    const { troubles, states } = await deployKeepingStates(lab);
    expect(troubles).toEqual([]);
    expect(states.length).toBeGreaterThan(8);
    const { wrong, presumed, presumedWrong } = await foretoldFrom(lab, variant.tried(states));
    expect(wrong).toEqual([]);
    expect(presumedWrong).toBeLessThanOrEqual(presumed * 0.05);
  },
);

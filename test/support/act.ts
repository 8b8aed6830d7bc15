import type { Deed, DeedAnswer, FarEnd } from '../../src/core/far-end.ts';
import type { Identity } from '../../src/core/identity.ts';

/** One deed alone. */
export async function act(farEnd: FarEnd, deed: Deed, as: Identity): Promise<DeedAnswer> {
  const [answer] = farEnd.act([deed], as);
  return (await answer) as DeedAnswer;
}

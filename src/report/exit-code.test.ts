import { expect, it } from 'vitest';
import type { Recap } from '../core/event.ts';
import { exitCode } from './exit-code.ts';

const fine: Recap = {
  host: 'web1',
  ok: 3,
  changed: 0,
  unreachable: 0,
  failed: 0,
  skipped: 0,
  rescued: 1,
  ignored: 1,
  presumed: 0,
  unknown: 1,
  notConverged: 0,
  traffic: undefined,
  elapsed: 10,
};
const changed = { changed: 2 };
const usual = { strict: false, detailedExitcode: false };

it.each([
  ['fine', [{}], usual, 0],
  ['no host', [], usual, 0],
  ['changed', [changed], usual, 0],
  ['changed, asked for', [changed], { ...usual, detailedExitcode: true }, 3],
  ['a host failed', [{ failed: 1 }, changed], { ...usual, detailedExitcode: true }, 2],
  ['a host was unreachable', [{ unreachable: 1 }], usual, 4],
  ['both', [{ unreachable: 1 }, { failed: 1 }], usual, 6],
  ['not converged', [{ notConverged: 1 }], usual, 0],
  ['not converged, strict', [{ notConverged: 1 }], { ...usual, strict: true }, 2],
])('%s', (_name, recaps, options, code) => {
  expect(
    exitCode(
      recaps.map((r) => ({ ...fine, ...r })),
      false,
      options,
    ),
  ).toBe(code);
});

it('an interrupt is told before all else', () => {
  expect(exitCode([{ ...fine, failed: 1 }], true, usual)).toBe(130);
});

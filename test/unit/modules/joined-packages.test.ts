import { describe, expect, it } from 'vitest';
import type { AptArguments } from '../../../src/modules/apt/apt-arguments.ts';
import { joinedPackages } from '../../../src/modules/apt/joined.ts';
import apt from '../../../src/modules/apt.ts';
import packageModule from '../../../src/modules/package.ts';
import { withDefaults } from './support/decide.ts';

const of = (name: string | readonly string[], more: Partial<AptArguments> = {}) =>
  withDefaults(apt, { name: typeof name === 'string' ? [name] : name, ...more }) as unknown as AptArguments;

describe('packages of a loop', () => {
  it('are got together, with their versions', () => {
    const items = [of('nginx'), of('git=1:2.*'), of(['tree', 'curl'])];
    expect(joinedPackages(items)).toEqual(of(['nginx', 'git=1:2.*', 'tree', 'curl']));
  });

  it.each([
    ['where anything else differs', [of('a'), of('b', { install_recommends: false })]],
    [
      'where one is to go: what goes with it is another one’s',
      [of('a', { state: 'absent' }), of('b', { state: 'absent' })],
    ],
    ['where the newest is wanted', [of('a', { state: 'latest' }), of('b', { state: 'latest' })]],
    ['where one is named twice', [of('a'), of('a=1')]],
    ['where one is named for two architectures', [of('a'), of('a:i386')]],
    ['where a name stands for many', [of('a'), of('b*')]],
    ['where dependencies go along', [of('a', { autoremove: true }), of('b', { autoremove: true })]],
    ['of nobody', []],
  ])('go one by one %s', (_why, items) => {
    expect(joinedPackages(items)).toBeUndefined();
  });

  it('of whatever manager only where that is known to be apt', () => {
    const join = packageModule.kind === 'module' ? packageModule.join : undefined;
    const items = (use: string) =>
      ['a', 'b'].map((name) => withDefaults(packageModule, { name: [name], use }));
    expect(join?.(items('apt'))).toEqual(withDefaults(packageModule, { name: ['a', 'b'], use: 'apt' }));
    expect(join?.(items('dnf'))).toBeUndefined();
    expect(join?.(items('auto'))).toBeUndefined();
  });
});

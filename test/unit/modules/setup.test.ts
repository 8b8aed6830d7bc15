import { expect, it } from 'vitest';
import { Unknown } from '../../../src/core/unknown.ts';
import { factGroups } from '../../../src/modules/setup/fact-groups.ts';
import { matchesAny } from '../../../src/modules/setup/wildcard.ts';
import setup from '../../../src/modules/setup.ts';
import { facts } from '../../../src/probes/facts.ts';
import { cases } from './support/cases.ts';

const SEEN = { system: 'Linux', default_ipv4: { address: '10.0.0.5' }, memtotal_mb: 512 };

cases(setup, [
  {
    name: 'tells everything',
    args: {},
    seen: [[facts([]), SEEN]],
    expect: {
      verdict: 'unchanged',
      asked: ['facts:/etc/ansible/facts.d?hardware,min,network,virtual'],
      result: {
        ansible_facts: {
          ansible_system: 'Linux',
          ansible_default_ipv4: { address: '10.0.0.5' },
          gather_subset: ['all'],
          module_setup: true,
        },
      },
    },
  },
  {
    name: 'tells what is asked for',
    args: { gather_subset: ['!all', 'network'], filter: ['ansible_mem*', 'system'], fact_path: '/opt/facts' },
    seen: [[facts([], '/opt/facts'), SEEN]],
    expect: {
      verdict: 'unchanged',
      asked: ['facts:/opt/facts?min,network'],
      result: { ansible_facts: { ansible_system: 'Linux', ansible_memtotal_mb: 512 } },
    },
  },
  {
    name: 'knows no such part',
    args: { gather_subset: ['hardwar'] },
    expect: { verdict: 'invalid', message: "there is no subset 'hardwar'; did you mean 'hardware'?" },
  },
  {
    name: 'of which nothing is known',
    args: {},
    seen: [[facts([]), Unknown.of('the host')]],
    expect: { verdict: 'unknown' },
  },
]);

it.each([
  [['all'], ['min', 'hardware', 'network', 'virtual']],
  [[], ['min', 'hardware', 'network', 'virtual']],
  [['!all'], ['min']],
  [['!all', '!min'], []],
  [['!all', '!min', 'network'], ['network']],
  [
    ['network', 'virtual'],
    ['min', 'network', 'virtual'],
  ],
  [['!hardware'], ['min', 'network', 'virtual']],
  [
    ['all', '!hardware'],
    ['min', 'network', 'virtual'],
  ],
  [['min'], ['min']],
  [['mounts'], ['min', 'hardware']],
  [['!facter'], ['min', 'hardware', 'network', 'virtual']],
  [['!all', '!min', 'distribution'], ['min']],
])('of %j come %j', (subsets, groups) => {
  expect(factGroups(subsets)).toEqual(groups);
});

it('matches names as a shell does', () => {
  expect(matchesAny('eth0', ['ansible_eth[0-2]'])).toBe(true);
  expect(matchesAny('eth3', ['ansible_eth[!3]'])).toBe(false);
  expect(matchesAny('memfree_mb', ['*_mb'])).toBe(true);
  expect(matchesAny('system', ['syste?'])).toBe(true);
  expect(matchesAny('system', ['stem'])).toBe(false);
});

import { describe, expect, it } from 'vitest';
import simulation, { dnfSimulation } from '../../../src/probes/dnf-simulation.ts';
import probe, { rpm } from '../../../src/probes/rpm.ts';

const output = (stdout: string, status = 0, stderr = '') => ({ status, stdout: Buffer.from(stdout), stderr });

describe('rpms', () => {
  it('are told by what rpm prints', () => {
    const text = `E|lamp
I|lamp|0:2.0-3|noarch
E|lamp-1.0
N|lamp|0:2.0-3|noarch
E|webserver
P|nginx|1:1.26-1|x86_64
E|/srv/match.rpm
F|match|0:1.0-1|noarch
`;
    const keys = ['lamp', 'lamp-1.0', 'webserver', '/srv/match.rpm', 'cut off'].map(rpm);
    expect(probe.parse(output(text), keys)).toMatchObject([
      { installed: [{ name: 'lamp', version: '0:2.0-3' }] },
      { installed: [], namesakes: [{ name: 'lamp' }] },
      { installed: [], providers: ['nginx'] },
      { installed: [], file: { name: 'match', version: '0:1.0-1' } },
      { message: 'rpm gave no answer' },
    ]);
  });

  it('are unreadable on other systems', () => {
    expect(probe.parse(output('', 3, 'rpm is not on this host\n'), [rpm('a')])).toMatchObject([
      { message: 'rpm is not on this host' },
    ]);
  });
});

describe('what dnf would do', () => {
  const read = (text: string) =>
    simulation.parse(output(`== dnf-simulation\n${text}`), [dnfSimulation(['x'])])[0];

  it('is read from its table, long names broken off', () => {
    const text = `Dependencies resolved.
================================================================================
 Package            Architecture      Version           Repository         Size
================================================================================
Installing:
 policycoreutils-python-utils
                    noarch            99-1              local             6.0 k
Installing dependencies:
 battery            noarch            1:1.0-1           local             5.9 k
Upgrading:
 lamp               noarch            2.0-3             local             5.9 k
     replacing  bulb.noarch 1.0-1
Removing unused dependencies:
 torch              noarch            1.0-1             @local              6  
Installing Groups:
 Lighting at Home                                                              

Transaction Summary
================================================================================
Install  2 Packages

Operation aborted.
status 1
`;
    const noarch = { architecture: 'noarch' };
    expect(read(text)).toEqual({
      installs: [
        { name: 'policycoreutils-python-utils', version: '99-1', ...noarch },
        { name: 'battery', version: '1:1.0-1', ...noarch },
      ],
      replaces: [{ name: 'lamp', version: '2.0-3', ...noarch }],
      removes: [{ name: 'torch', version: '1.0-1', ...noarch }],
      groups: ['Lighting at Home'],
      refusal: '',
      unmatched: [],
    });
  });

  it('is a refusal where it finds nothing', () => {
    expect(
      read('No match for argument: nosuch\nError: Unable to find a match: nosuch\nstatus 1\n'),
    ).toMatchObject({ refusal: 'Unable to find a match: nosuch', unmatched: ['nosuch'] });
  });

  it('is nothing where there is nothing to do', () => {
    expect(read('Dependencies resolved.\nNothing to do.\nComplete!\nstatus 0\n')).toMatchObject({
      installs: [],
      refusal: '',
    });
  });
});

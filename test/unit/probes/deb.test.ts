import { describe, expect, it } from 'vitest';
import { ReadFailure } from '../../../src/core/observation.ts';
import lists, { aptLists } from '../../../src/probes/apt-lists.ts';
import simulation, { aptSimulation } from '../../../src/probes/apt-simulation.ts';
import probe, { deb } from '../../../src/probes/deb.ts';

const output = (stdout: string, status = 0, stderr = '') => ({ status, stdout: Buffer.from(stdout), stderr });

describe('packages', () => {
  const text = `I|nginx|amd64|1.22.1-9|install|installed
I|libc6|amd64|2.36|install|installed
I|libc6|i386|2.36|hold|installed
I|gone|amd64|1.0|deinstall|config-files
I|half|amd64|1.0|install|half-configured
P|postfix|mail-transport-agent
A|libc6|amd64
N|amd64
`;
  const names = ['nginx', 'libc6', 'libc6:i386', 'gone', 'half', 'mail-transport-agent', 'nosuch'];

  it('are told apart by architecture and state', () => {
    expect(probe.parse(output(text), names.map(deb))).toMatchObject([
      { state: 'installed', version: '1.22.1-9', automatic: false, held: false },
      { state: 'installed', architecture: 'amd64', automatic: true },
      { state: 'installed', architecture: 'i386', held: true, automatic: false },
      { state: 'config-files', version: '' },
      { state: 'broken' },
      { state: 'absent', providedBy: ['postfix'] },
      { state: 'absent', providedBy: [] },
    ]);
  });

  it('are unreadable on other systems', () => {
    expect(probe.parse(output('', 3, 'dpkg is not on this host\n'), [deb('a')])).toMatchObject([
      { message: 'dpkg is not on this host' },
    ]);
  });
});

describe('what apt would do', () => {
  it('is not known where its simulation was cut off', () => {
    const text = '== apt-simulation\nReading package lists...\nBuilding dependency tree...\n';
    expect(simulation.parse(output(text, 143), [aptSimulation(['install', 'nginx'])])).toEqual([
      new ReadFailure("apt-get's simulation did not come to its end"),
    ]);
  });

  it('is read from its simulation', () => {
    const text = `== apt-simulation
Inst libssl3 [3.0.14] (3.0.15 Debian:12.8/stable [amd64])
Inst nginx (1.22.1-9 Debian:12.8/stable [amd64])
Remv apache2 [2.4.62]
Conf nginx (1.22.1-9 Debian:12.8/stable [amd64])
status 0
== apt-simulation
E: Unable to locate package nosuch
status 100
`;
    expect(simulation.parse(output(text), [aptSimulation(['a']), aptSimulation(['b'])])).toEqual([
      {
        installs: [
          { name: 'libssl3', version: '3.0.15', from: '3.0.14' },
          { name: 'nginx', version: '1.22.1-9', from: '' },
        ],
        removes: [{ name: 'apache2', from: '2.4.62' }],
        deletes: 0,
        refusal: '',
      },
      { installs: [], removes: [], deletes: 0, refusal: 'Unable to locate package nosuch' },
    ]);
  });
});

it('package lists are older than a source that was added since', () => {
  expect(lists.parse(output('1000\n2000\nfilled\n1500\n'), [aptLists])).toEqual([
    { updated: 1000, now: 2000, empty: false, outdated: true },
  ]);
});

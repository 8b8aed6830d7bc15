import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workplace } from './jrun.ts';

// The first run of all loads every module there is, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

const repository = path.resolve(import.meta.dirname, '../../..');
const role = path.join(repository, 'playbooks/roles/jupyterlab');

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.remove());

describe('the example of an inventory', () => {
  it('fits the playbook, and its vault opens as docs/jupyterlab.md says', async () => {
    place.write({ password: 'open sesame\n' });
    const words = ['-i', path.join(repository, 'inventory/prod'), '--vault-password-file', 'password'];
    const { code, out, err } = await place.jrun([
      path.join(repository, 'playbooks/jupyterlab.yaml'),
      ...words,
      '--list-hosts',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('lab1.example.org\n');
    expect(out).toContain('lab2.example.org\n');
  });
});

describe('the version of JupyterLab that is wanted', () => {
  it.each([
    ['2.3.2', true],
    ['1', true],
    ['==2.*', true],
    ['~=2.3', true],
    ['>=2,<3', true],
    ['>=2.0, <3.0', true],
    ['<=2.3', true],
    ['4.6.6', false],
    ['20.1', false],
    ['>=4,<5', false],
    ['>=2', false],
    ['>=2,<4', false],
    ['<30', false],
    ['', false],
  ])('%s is older than 3: %s', async (version, older) => {
    place.write({
      'site.yml': `- hosts: localhost
  gather_facts: false
  vars_files: ${JSON.stringify([`${role}/defaults/main.yaml`, `${role}/vars/main.yaml`])}
  tasks:
    - assert: { that: [jupyterlab_before_3 == ${older}, ('notebook<7' in jupyterlab_packages) == ${older}] }
`,
    });
    const extra = JSON.stringify({ jupyterlab_version: version, ansible_connection: 'local' });
    const { code, out } = await place.jrun(['site.yml', '-i', 'localhost,', '-e', extra]);
    expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
  });
});

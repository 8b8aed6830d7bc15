import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secrets } from '../../../src/core/secrets.ts';
import { Vault } from '../../../src/load/index.ts';
import { Workplace } from './jrun.ts';

// The first run of all loads every module there is, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

let place: Workplace;
let folder = '';
beforeEach(() => {
  place = new Workplace();
  folder = place.folder;
});
afterEach(() => place.remove());

function jrun(files: Record<string, string>, words: string, environment: Record<string, string> = {}) {
  return place.write(files).jrun(words.split(' '), { environment });
}

const HOSTS =
  'web1 ansible_connection=local\nweb2 ansible_connection=local\n\n[db]\ndb1 ansible_connection=local\n';
const PLAY = `- name: Say
  hosts: all:!db
  gather_facts: false
  tasks:
    - name: Greet
      debug: {msg: "hello {{ inventory_hostname }} {{ who }}"}
      tags: [greet]
    - name: End
      fail: {msg: "no more"}
      when: stop
      tags: [end]
`;

describe('a run from the command line', () => {
  it('runs the plays and tells how they ended', async () => {
    const { code, out, err } = await jrun(
      { 'site.yml': PLAY, hosts: HOSTS },
      'site.yml -i hosts -e {"stop":false,"who":"you"}',
    );
    expect(err).toBe('');
    expect(out).toContain('ok: [web1] => hello web1 you');
    expect(out).toContain('web2 : ok=1');
    expect(code).toBe(0);
  });

  it('ends with 2 where a host failed, and keeps to --limit', async () => {
    const { code, out } = await jrun(
      { 'site.yml': PLAY, hosts: HOSTS },
      'site.yml -i hosts -l web2 -e stop=true -e who=x',
    );
    expect(out).toContain('failed: [web2] no more');
    expect(out).not.toContain('web1');
    expect(code).toBe(2);
  });

  it('lists hosts, tasks and tags', async () => {
    const { out } = await jrun(
      { 'site.yml': PLAY, hosts: HOSTS },
      'site.yml -i hosts --list-hosts --list-tasks --list-tags -t greet',
    );
    expect(out.replaceAll(`${folder}/`, '')).toMatchInlineSnapshot(`
      "
      playbook: site.yml

        play #1 (all:!db): Say	TAGS: []
          pattern: ['all:!db']
          hosts (2):
            web1
            web2
          tasks:
            Greet	TAGS: [greet]
            TASK TAGS: [greet]
      "
    `);
  });

  it('tells all mistakes at once, before a host is touched', async () => {
    const { code, out, err } = await jrun(
      { 'site.yml': PLAY.replace('debug', 'debgu').replace('fail:', 'fial:'), hosts: HOSTS },
      'site.yml -i hosts',
    );
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('site.yml:6:7: error: ');
    expect(err).toContain('2 errors');
    expect(err).not.toContain(folder);
  });

  it.each([
    ['sit.yml -i hosts', /there is no playbook .*sit\.yml\n.*did you mean 'site\.yml'\?/],
    ['site.yml -i hosts -l nobody', /--limit nobody leaves no host/],
    ['site.yml -i hosts --vault-password-file none', /there is no vault password file/],
    ['site.yml -i hosts --ssh-common-args=-F', /'-F ' is not supported/],
  ])('%s is a mistake with words', async (words, text) => {
    const { code, err } = await jrun({ 'site.yml': PLAY, hosts: HOSTS }, words);
    expect(err).toMatch(text);
    expect(code).toBe(1);
  });

  it('speaks JSON only, mistakes too', async () => {
    const { code, out, err } = await jrun({ 'site.yml': PLAY, hosts: HOSTS }, 'site.yml -i nowhere --json');
    expect(err).toBe('');
    const records = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.every((record) => record.record === 'diagnostic')).toBe(true);
    expect(code).toBe(1);
  });

  it('takes settings from ansible.cfg and the environment', async () => {
    const files = { 'site.yml': PLAY, hosts: HOSTS, 'ansible.cfg': '[defaults]\ninventory = hosts\n' };
    const { out } = await jrun(files, 'site.yml --list-hosts');
    expect(out).toContain('hosts (2)');
    const other = await jrun({ ...files, more: 'x1\nx2\nx3\n' }, 'site.yml --list-hosts', {
      JRUN_INVENTORY: `${folder}/more`,
    });
    expect(other.out).toContain('hosts (3)');
  });

  it('asks what a play asks for, and hides what was said in confidence', async () => {
    const play = `- hosts: web1
  gather_facts: false
  vars_prompt:
    - {name: token, prompt: The token}
  tasks:
    - debug: {msg: "the token is {{ token }}"}
`;
    const { code, out } = await jrun({ 'site.yml': play, hosts: HOSTS }, 'site.yml -i hosts');
    expect(out).toContain('the token is ********');
    expect(out).not.toContain('answer');
    expect(code).toBe(0);
  });

  it('opens vaulted variables with the password from a file, and never shows them', async () => {
    const secrets = new Secrets();
    const vault = new Vault([{ id: 'default', password: 'open sesame' }], secrets);
    const play = `- hosts: web1
  gather_facts: false
  vars_files: [secret.yml]
  tasks:
    - debug: {msg: "length {{ key | length }}, key {{ key }}"}
`;
    const files = {
      'site.yml': play,
      hosts: HOSTS,
      'secret.yml': vault.encrypt('key: hidden-treasure\n'),
      password: 'open sesame\n',
    };
    const { code, out } = await jrun(
      files,
      `site.yml -i hosts --json --vault-password-file ${folder}/password`,
    );
    expect(out).toContain('length 15, key ********');
    expect(out).not.toContain('hidden-treasure');
    expect(code).toBe(0);
  });
});

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeptPlan } from '../../../src/core/kept-plan.ts';
import { Secrets } from '../../../src/core/secrets.ts';
import { Vault } from '../../../src/load/index.ts';
import { Workplace } from '../../unit/cli/jrun.ts';
import { HostFleet } from '../support/host-fleet.ts';
import type { TestHost } from '../support/test-host.ts';

const VAULT_PASSWORD = 'a vault of its own';
const SECRET = 'correct horse battery';

const PLAYBOOK = `
- hosts: all
  become: true
  gather_facts: false
  vars_files: [secrets.yaml]
  tasks:
    - name: A user
      user: { name: keeper, shell: /bin/sh }
    - name: A folder
      file: { path: /srv/app, state: directory, owner: keeper, mode: "0750" }
    - name: Its settings
      template: { src: app.conf.j2, dest: /srv/app/app.conf, mode: "0600" }
      notify: Reload
    - name: What was there
      file: { path: /srv/there, mode: "0640", state: file }
    - name: A link
      file: { src: /srv/there, dest: /srv/link, state: link }
    - name: An unwanted file
      file: { path: /srv/old, state: absent }
    - name: A service
      systemd: { name: ticker, state: started }
    - name: No package
      apt: { name: hello-traditional, state: absent }
    - name: Ask
      command: cat /srv/there
      register: there
    - name: Depends on the answer
      copy: { content: "{{ there.stdout }}", dest: /srv/app/answer }
    - name: Every line
      copy: { content: "{{ item }}\\n", dest: "/srv/app/{{ item }}" }
      loop: "{{ names }}"
  handlers:
    - name: Reload
      command: touch /srv/reloaded
`;

const TEMPLATE = 'password = {{ password }}\nport = {{ port }}\n';
const UNIT = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';

// biome-ignore lint/suspicious/noExplicitAny: the test looks into what it prints
const recordsOf = (text: string): any[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

let fleet: HostFleet;
let host: TestHost;
let place: Workplace;

const words = (...more: string[]) => [...more, '--vault-password-file', 'vault-password'];
const plan = (...more: string[]) =>
  place.jrun(words('plan', 'site.yaml', '-i', 'hosts.yaml', '-o', 'plan.json', ...more));
const apply = (...more: string[]) => place.jrun(words('apply', 'plan.json', ...more));
const kept = (): KeptPlan => JSON.parse(readFileSync(path.join(place.folder, 'plan.json'), 'utf8'));

function inventory(more: object = {}): string {
  const hosts = {
    it: {
      ansible_host: host.address,
      ansible_user: 'ops',
      ansible_ssh_private_key_file: fleet.keyFile,
      ansible_ssh_known_hosts_file: fleet.knownHostsFile,
    },
  };
  return JSON.stringify({ all: { hosts: { ...hosts, ...more }, vars: { port: 8080 } } });
}

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  await host.must(`echo there > /srv/there; chmod 600 /srv/there; touch /srv/old
    cat > /etc/systemd/system/ticker.service <<'UNIT'\n${UNIT}UNIT
    systemctl daemon-reload`);
  const vault = new Vault([{ id: 'default', password: VAULT_PASSWORD }], new Secrets());
  place = new Workplace().write({
    'site.yaml': PLAYBOOK,
    'hosts.yaml': inventory(),
    'vault-password': VAULT_PASSWORD,
    'secrets.yaml': vault.encrypt(`password: ${SECRET}\n`),
    'templates/app.conf.j2': TEMPLATE,
    'group_vars/all.yaml': 'names: [one, two]\n',
  });
});

afterAll(async () => {
  place?.remove();
  await fleet?.stop();
});

describe('a plan that is kept', () => {
  it('says what would be done, for whom it is for', async () => {
    const said = await plan();
    expect(said.err).toContain('The plan is in plan.json');
    expect(said.code).toBe(0);
    const [only] = kept().hosts;
    const verdicts = only?.tasks.map(({ name, verdict }) => `${name}: ${verdict}`);
    expect(verdicts).toEqual([
      'A user: change',
      'A folder: change',
      'Its settings: change',
      'What was there: change',
      'A link: change',
      'An unwanted file: change',
      'A service: change',
      'No package: unchanged',
      'Ask: change',
      'Depends on the answer: change',
      'Every line: change',
      'Every line: change',
      'Reload: change',
    ]);
    expect(only?.observations['path:/srv/there as root']).toMatchObject({ type: 'file', mode: '0600' });
    const shown = await place.jrun(['show', 'plan.json']);
    expect(shown.out).toContain('~ A link site.yaml:');
    expect(shown.out).toContain('· link /srv/link to /srv/there');
    const markdown = await place.jrun(['show', 'plan.json', '--markdown']);
    expect(markdown.out).toContain('| change | A link |');
  });

  it('holds no secret in the clear, and nobody else may read it', () => {
    const text = readFileSync(path.join(place.folder, 'plan.json'), 'utf8');
    for (const spelt of [SECRET, Buffer.from(SECRET).toString('base64').replace(/=+$/, ''), VAULT_PASSWORD]) {
      expect(text).not.toContain(spelt);
    }
    expect(kept().hidden).toMatchObject({ sealed: expect.stringMatching(/^\$ANSIBLE_VAULT;1\.1;AES256\n/) });
    expect(statSync(path.join(place.folder, 'plan.json')).mode & 0o777).toBe(0o600);
  });

  it('can be refused for what nobody can plan', async () => {
    const said = await apply('--no-unknown');
    expect(said.code).toBe(1);
    expect(said.err).toContain('«Depends on the answer» (site.yaml:');
  });

  it('isn’t opened by another vault password', async () => {
    place.write({ 'other-password': 'another' });
    const said = await place.jrun(['apply', 'plan.json', '--vault-password-file', 'other-password']);
    expect(said.code).toBe(1);
    expect(said.err).toContain('none of the vault passwords given opens this');
  });
});

interface Change {
  readonly what: string;
  /** On the control machine: file → text. */
  readonly files?: () => Readonly<Record<string, string>>;
  readonly undo?: () => Readonly<Record<string, string>>;
  /** On the host. */
  readonly run?: string;
  readonly back?: string;
  readonly says: RegExp;
}

const CHANGES: readonly Change[] = [
  {
    what: 'the playbook',
    files: () => ({ 'site.yaml': PLAYBOOK.replace('mode: "0640"', 'mode: "0644"') }),
    undo: () => ({ 'site.yaml': PLAYBOOK }),
    says: /site\.yaml has changed/,
  },
  {
    what: 'a variable of the inventory',
    files: () => ({ 'hosts.yaml': inventory().replace('8080', '9090') }),
    undo: () => ({ 'hosts.yaml': inventory() }),
    says: /hosts\.yaml has changed[\s\S]*«Its settings» \(site\.yaml:\d+\) would do the same with other contents/,
  },
  {
    what: 'a new host',
    files: () => ({ 'hosts.yaml': inventory({ also: { ansible_connection: 'local', port: 1 } }) }),
    undo: () => ({ 'hosts.yaml': inventory() }),
    says: /also: also is a new host/,
  },
  {
    what: 'group variables',
    files: () => ({ 'group_vars/all.yaml': 'names: [one, three]\n' }),
    undo: () => ({ 'group_vars/all.yaml': 'names: [one, two]\n' }),
    says: /group_vars\/all\.yaml has changed[\s\S]*«Every line» \(site\.yaml:\d+, item two\)/,
  },
  {
    what: 'a template',
    files: () => ({ 'templates/app.conf.j2': `${TEMPLATE}# more\n` }),
    undo: () => ({ 'templates/app.conf.j2': TEMPLATE }),
    says: /templates\/app\.conf\.j2 has changed/,
  },
  {
    what: 'a secret',
    files: () => ({
      'secrets.yaml': new Vault([{ id: 'default', password: VAULT_PASSWORD }], new Secrets()).encrypt(
        'password: another\n',
      ),
    }),
    says: /secrets\.yaml has changed/,
  },
  {
    what: 'the mode of a file',
    run: 'chmod 604 /srv/there',
    back: 'chmod 600 /srv/there',
    says: /path:\/srv\/there as root mode was "0600", is now "0604"/,
  },
  {
    what: 'a link that somebody made',
    run: 'ln -s /etc /srv/link',
    back: 'rm /srv/link',
    says: /path:\/srv\/link as root was "absent", is now "link"/,
  },
  {
    what: 'a file that is gone',
    run: 'rm /srv/old',
    back: 'touch /srv/old',
    says: /path:\/srv\/old as root was "file", is now "absent"/,
  },
  {
    what: 'a user that somebody made',
    run: 'useradd -m -s /bin/bash keeper',
    back: 'userdel -r keeper 2>/dev/null',
    says: /user:keeper/,
  },
  {
    what: 'a service that somebody started',
    run: 'systemctl start ticker',
    back: 'systemctl stop ticker',
    says: /unit:ticker[^ ]* as root active was "inactive", is now "active"/,
  },
  {
    what: 'a package that somebody installed',
    run: `d=$(mktemp -d) && mkdir -p $d/p/DEBIAN && printf 'Package: hello-traditional\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' > $d/p/DEBIAN/control && dpkg-deb -b $d/p $d/p.deb >/dev/null && dpkg -i $d/p.deb >/dev/null`,
    back: 'dpkg --purge hello-traditional >/dev/null',
    says: /deb:hello-traditional/,
  },
];

describe('applying refuses, and does nothing, when something has changed:', () => {
  const state = () =>
    host.must(
      'ls -lR --time-style=full-iso /srv; getent passwd; systemctl is-active ticker; dpkg -l | md5sum',
    );

  it.each(CHANGES)('$what', async ({ files, undo, run, back, says }) => {
    const secrets = readFileSync(path.join(place.folder, 'secrets.yaml'), 'utf8');
    if (files) place.write(files());
    if (run) await host.must(run);
    const before = await state();
    const said = await apply();
    expect(said.code).toBe(1);
    expect(said.err).toMatch(says);
    expect(said.err).toContain('nothing was done');
    expect(await state()).toBe(before);
    if (files) place.write(undo?.() ?? { 'secrets.yaml': secrets });
    if (back) await host.must(back);
  });
});

describe('applying', () => {
  it('does precisely what the plan says', async () => {
    const planned = kept().hosts.flatMap(({ tasks }) => tasks.filter(({ verdict }) => verdict === 'change'));
    const said = await apply('--json');
    expect(said.err).toBe('');
    expect(said.code).toBe(0);
    const done = recordsOf(said.out)
      .filter(
        ({ record, loop, status }) =>
          (record === 'item' || (record === 'task' && !loop)) && status === 'changed',
      )
      .map(({ task, item }) => `${task.name} ${item?.label ?? ''}`);
    expect(done).toEqual(planned.map(({ name, item }) => `${name} ${item?.label ?? ''}`));
    expect(await host.must('cat /srv/app/app.conf')).toBe(`password = ${SECRET}\nport = 8080\n`);
    expect(await host.must('cat /srv/app/answer /srv/app/one /srv/app/two; ls /srv')).toBe(
      'thereone\ntwo\napp\nlink\nreloaded\nthere\n',
    );
  });

  it('a second time it is refused: that was done', async () => {
    const said = await apply();
    expect(said.code).toBe(1);
    expect(said.err).toContain('«A link» (site.yaml:');
  });
});

describe('drift', () => {
  const drift = (...more: string[]) => place.jrun(words('drift', 'site.yaml', '-i', 'hosts.yaml', ...more));

  it('is silent where all is as described, whatever commands run every time', async () => {
    // What depends on such a command's answer can't be told; it is no drift.
    expect(await drift()).toEqual({ code: 0, out: '', err: '' });
    expect((await drift('--strict')).code).toBe(3);
  });

  it('tells what somebody changed, to people and to programs', async () => {
    await host.must('echo changed >> /srv/app/app.conf; systemctl stop ticker');
    const said = await drift();
    expect(said.code).toBe(3);
    expect(said.out).toContain('Its settings');
    expect(said.out).toContain('-changed');
    expect(said.out).not.toContain(SECRET);
    const records = recordsOf((await drift('--json')).out);
    expect(
      records.filter(({ status }) => status === 'changed').map(({ task, changes }) => [task.name, changes]),
    ).toEqual([
      ['Its settings', ['content']],
      ['A service', ['start']],
    ]);
  });

  it('a host that can’t be looked at is no drift', async () => {
    await host.must('systemctl stop ssh');
    const said = await drift();
    expect(said.code).toBe(4);
    await host.must('systemctl start ssh');
  });
});

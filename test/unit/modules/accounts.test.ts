import { describe, expect, it } from 'vitest';
import { becomes } from '../../../src/core/effect.ts';
import type { Key } from '../../../src/core/key.ts';
import type { Plan } from '../../../src/core/plan.ts';
import { Unknown } from '../../../src/core/unknown.ts';
import group from '../../../src/modules/group.ts';
import user from '../../../src/modules/user.ts';
import type { AccountDefaults } from '../../../src/probes/account-defaults.ts';
import { type GroupState, group as groupKey } from '../../../src/probes/group.ts';
import { made, path } from '../../../src/probes/path.ts';
import { sshKey } from '../../../src/probes/ssh-key.ts';
import { type Account, type Shadow, user as userKey } from '../../../src/probes/user.ts';
import { type Case, cases, mayBeUnknown } from './support/cases.ts';
import { content, fileInput } from './support/content.ts';
import { decide } from './support/decide.ts';
import { ACCOUNTS, aFolder, ordinaryHost } from './support/host.ts';
import type { Entry } from './support/observations.ts';

mayBeUnknown('user', ['uid', 'gid', 'comment', 'home', 'shell', 'groups', 'group', 'shadow', 'local']);
mayBeUnknown('group', ['gid', 'members']);

const DEFAULTS: AccountDefaults = {
  homes: '/home',
  shell: '/bin/sh',
  ownGroup: true,
  group: '100',
  homeMode: 0o755,
  skeleton: '/etc/skel',
};
const HASH = '$6$salt$0123456789';

const otherwise = (key: Key) => (key.kind === 'account-defaults' ? DEFAULTS : ordinaryHost(key));
const on = (all: readonly Case[]) => all.map((one) => ({ otherwise, ...one }));

const dev = (more: Partial<Account> = {}, shadow?: Partial<Shadow>): Entry => [
  userKey('dev', 'groups', 'shadow'),
  {
    ...(ACCOUNTS['dev'] as Account),
    group: 'dev',
    groups: [],
    ...(shadow ? { shadow: { password: '*', ...shadow } } : {}),
    ...more,
  },
];
const home = aFolder('/home/dev', { owner: 'dev', uid: 1000 });
const aGroup = (name: string, gid: number): Entry => [
  groupKey(name),
  { exists: true, name, gid, members: [] } satisfies GroupState,
];

describe('new accounts', () => {
  cases(
    user,
    on([
      {
        name: 'with nothing said but the name',
        args: { name: 'ada' },
        expect: {
          verdict: 'change',
          changes: ['create user ada'],
          steps: [{ do: 'run', argv: ['useradd', '-m', 'ada'] }],
          result: {
            name: 'ada',
            state: 'present',
            home: '/home/ada',
            shell: '/bin/sh',
            uid: Unknown.of('the id of the new user ada'),
          },
        },
      },
      {
        name: 'with everything',
        args: {
          name: 'ada',
          uid: 2000,
          non_unique: true,
          group: 'dev',
          groups: ['www-data', 'dev'],
          comment: 'Ada Lovelace',
          home: '/srv/people/ada',
          shell: '/bin/bash',
          skeleton: '/etc/skel2',
          system: true,
          expires: 1700000000,
          password_expire_max: 90,
          umask: '077',
          password: HASH,
        },
        expect: {
          verdict: 'change',
          steps: [
            { do: 'mkdir', path: '/srv/people', mode: 0o755 },
            {
              do: 'run',
              argv: [
                ...['useradd', '-u', '2000', '-o', '-g', 'dev', '-G', 'www-data', '-c', 'Ada Lovelace'],
                ...['-d', '/srv/people/ada', '-s', '/bin/bash', '-e', '2023-11-14', '-m', '-k', '/etc/skel2'],
                ...['-K', 'UMASK=077', '-r', 'ada'],
              ],
            },
            { do: 'run', argv: ['chpasswd', '-e'], stdin: `ada:${HASH}\n`, secret: true },
            { do: 'run', argv: ['chage', '-M', '90', 'ada'] },
          ],
          result: { uid: 2000, group: 1000, groups: 'www-data,dev', password: 'NOT_LOGGING_PASSWORD' },
        },
      },
      {
        name: 'where a group of that name is there already',
        args: { name: 'ada', create_home: false },
        seen: [aGroup('ada', 3000)],
        expect: { verdict: 'change', steps: [{ do: 'run', argv: ['useradd', '-N', '-M', 'ada'] }] },
      },
      {
        name: 'in a group that is not there',
        args: { name: 'ada', groups: ['nobody-made-it'] },
        expect: { verdict: 'fails', message: 'Group nobody-made-it does not exist' },
      },
      {
        name: 'in a group that will be there',
        args: { name: 'ada', groups: ['docker'] },
        seen: [
          [
            groupKey('docker'),
            { exists: true, name: 'docker', gid: Unknown.of('the id of the new group docker'), members: [] },
          ],
        ],
        expect: { verdict: 'change', steps: [{ do: 'run', argv: ['useradd', '-G', 'docker', '-m', 'ada'] }] },
      },
      {
        name: 'with a locked password',
        args: { name: 'ada', password: HASH, password_lock: true },
        expect: {
          verdict: 'change',
          steps: [
            { do: 'run', argv: ['useradd', '-m', 'ada'] },
            { do: 'run', argv: ['chpasswd', '-e'], stdin: `ada:!${HASH}\n`, secret: true },
          ],
        },
      },
      {
        name: 'with a password that was not hashed',
        args: { name: 'ada', password: 'secret' },
        expect: {
          verdict: 'change',
          warnings: ['the password does not look like a hash; nobody will be able to log in with it'],
        },
      },
      {
        name: 'with an ssh key',
        args: { name: 'ada', generate_ssh_key: true, ssh_key_type: 'ed25519', ssh_key_comment: "it's hers" },
        seen: [[sshKey('/home/ada/.ssh/id_ed25519'), { exists: false, publicExists: false }]],
        expect: {
          verdict: 'change',
          changes: ['create user ada', 'create ssh key /home/ada/.ssh/id_ed25519'],
          does: ['run', 'run'],
          result: { ssh_key_file: '/home/ada/.ssh/id_ed25519' },
        },
      },
      {
        name: 'of which nobody knows whether they are there',
        args: { name: 'ada' },
        seen: [[userKey('ada', 'groups'), Unknown.of('what «setup» did')]],
        expect: { verdict: 'unknown', waitsFor: ['what «setup» did'] },
      },
      {
        name: 'append without groups',
        args: { name: 'ada', append: true },
        expect: { verdict: 'change', warnings: ['append says nothing without groups'] },
      },
    ]),
  );

  it('are expected with their home and their own group', () => {
    const plan = (decide(user, { name: 'ada' }, { otherwise }) as { decision: Plan }).decision;
    const gid = Unknown.of('the group of the new user ada');
    const uid = Unknown.of('the id of the new user ada');
    expect(plan.effects).toContainEqual(
      becomes(
        path('/home/ada'),
        made('/home/ada', { type: 'directory', owner: 'ada', uid, gid, group: 'ada', mode: 0o755 }),
      ),
    );
    expect(plan.effects).toContainEqual(
      becomes(groupKey('ada'), { exists: true, name: 'ada', gid, members: [] }),
    );
    expect(plan.effects.at(-1)).toMatchObject({
      key: userKey('ada', 'groups'),
      value: { exists: true, groups: [] },
    });
  });

  it('hand a passphrase to ssh-keygen by a program, never in an argument', () => {
    const args = { name: 'ada', generate_ssh_key: true, ssh_key_passphrase: "it's" };
    const program = "#!/bin/sh\nprintf '%s\\n' 'it'\\''s'\n";
    expect(user.inputs?.({ ...args, ssh_key_type: 'rsa', ssh_key_bits: 0 }, {} as never)).toEqual({
      passphrase: { input: 'text', text: program },
    });
    const decided = decide(user, args, {
      otherwise,
      inputs: { passphrase: fileInput(program) },
      seen: [[sshKey('/home/ada/.ssh/id_rsa'), { exists: false, publicExists: false }]],
    });
    const step = (decided as { decision: Plan }).decision.steps.at(-1);
    expect(step).toMatchObject({
      attachment: { name: 'passphrase', content: { sha256: content(program).sha256 } },
    });
    expect(JSON.stringify(step)).not.toContain("it's");
  });
});

describe('accounts that are there', () => {
  cases(
    user,
    on([
      {
        name: 'as wanted',
        args: {
          name: 'dev',
          shell: '/bin/sh',
          group: 'dev',
          groups: ['www-data'],
          comment: '',
          home: '/home/dev/',
        },
        seen: [dev({ groups: ['www-data'] }), home],
        expect: {
          verdict: 'unchanged',
          result: { name: 'dev', uid: 1000, group: 1000, home: '/home/dev', shell: '/bin/sh', append: false },
        },
      },
      {
        name: 'with another shell, comment and id',
        args: { name: 'dev', shell: '/bin/bash', comment: 'Dev', uid: 1001 },
        seen: [dev(), home],
        expect: {
          verdict: 'change',
          changes: ['uid 1000 → 1001', "comment '' → 'Dev'", 'shell /bin/sh → /bin/bash'],
          steps: [{ do: 'run', argv: ['usermod', '-u', '1001', '-c', 'Dev', '-s', '/bin/bash', 'dev'] }],
          result: { uid: 1001, shell: '/bin/bash' },
        },
      },
      {
        name: 'with another group',
        args: { name: 'dev', group: 'www-data' },
        seen: [dev(), home],
        expect: { verdict: 'change', changes: ['group dev → www-data'], result: { group: 33 } },
      },
      {
        name: 'added to groups',
        args: { name: 'dev', groups: ['www-data', 'root'], append: true },
        seen: [dev({ groups: ['root', 'sudo'] }), home],
        expect: {
          verdict: 'change',
          changes: ['add to groups www-data'],
          steps: [{ do: 'run', argv: ['usermod', '-a', '-G', 'www-data', 'dev'] }],
        },
      },
      {
        name: 'in these groups only',
        args: { name: 'dev', groups: ['www-data', 'dev'] },
        seen: [dev({ groups: ['root', 'sudo'] }), home],
        expect: {
          verdict: 'change',
          changes: ['add to groups www-data, remove from groups root, sudo'],
          steps: [{ do: 'run', argv: ['usermod', '-G', 'www-data', 'dev'] }],
        },
      },
      {
        name: 'in no groups',
        args: { name: 'dev', groups: [] },
        seen: [dev({ groups: ['sudo'] }), home],
        expect: { verdict: 'change', steps: [{ do: 'run', argv: ['usermod', '-G', '', 'dev'] }] },
      },
      {
        name: 'with the password they have',
        args: { name: 'dev', password: HASH },
        seen: [dev({}, { password: `!${HASH}` }), home],
        expect: { verdict: 'unchanged', result: { password: 'NOT_LOGGING_PASSWORD' } },
      },
      {
        name: 'with another password',
        args: { name: 'dev', password: HASH },
        seen: [dev({}, { password: '$6$other$x' }), home],
        expect: {
          verdict: 'change',
          changes: ['password'],
          steps: [{ do: 'run', argv: ['chpasswd', '-e'], stdin: `dev:${HASH}\n`, secret: true }],
        },
      },
      {
        name: 'with another password, set when they were made',
        args: { name: 'dev', password: HASH, update_password: 'on_create' },
        seen: [dev({}, { password: '$6$other$x' }), home],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'locked, and unlocked',
        args: { name: 'dev', password_lock: true },
        seen: [dev({}, { password: HASH }), home],
        expect: { verdict: 'change', steps: [{ do: 'run', argv: ['usermod', '-L', 'dev'] }] },
      },
      {
        name: 'unlocked',
        args: { name: 'dev', password_lock: false },
        seen: [dev({}, { password: `!${HASH}` }), home],
        expect: { verdict: 'change', steps: [{ do: 'run', argv: ['usermod', '-U', 'dev'] }] },
      },
      {
        name: 'that expire',
        args: {
          name: 'dev',
          expires: 1700000000,
          password_expire_min: 1,
          password_expire_account_disable: 5,
        },
        seen: [dev({}, { minDays: 0, inactiveDays: undefined }), home],
        expect: {
          verdict: 'change',
          steps: [
            { do: 'run', argv: ['usermod', '-e', '2023-11-14', '-f', '5', 'dev'] },
            { do: 'run', argv: ['chage', '-m', '1', 'dev'] },
          ],
        },
      },
      {
        name: 'that expire as wanted',
        args: { name: 'dev', expires: 1700000000, password_expire_max: 90 },
        seen: [dev({}, { expires: 19675, maxDays: 90 }), home],
        expect: { verdict: 'unchanged' },
      },
      {
        name: 'that never expire',
        args: { name: 'dev', expires: -1 },
        seen: [dev({}, { expires: 19675 }), home],
        expect: { verdict: 'change', steps: [{ do: 'run', argv: ['usermod', '-e', '', 'dev'] }] },
      },
      {
        name: 'whose password nobody but root may read',
        args: { name: 'dev', password: HASH },
        seen: [dev(), home],
        expect: { verdict: 'unknown', waitsFor: ['the password of dev, which only root may read'] },
      },
      {
        name: 'whose home is missing',
        args: { name: 'dev' },
        seen: [dev()],
        expect: {
          verdict: 'change',
          changes: ['create home /home/dev'],
          steps: [
            {
              do: 'run',
              script:
                'set -e\nmkdir -p -- /home/dev\nif [ -d /etc/skel ]; then cp -R -- /etc/skel/. /home/dev; fi\nchown -R -- dev: /home/dev\nchmod 755 /home/dev',
            },
          ],
        },
      },
      {
        name: 'whose home moves',
        args: { name: 'dev', home: '/srv/dev', move_home: true },
        seen: [dev(), home],
        expect: {
          verdict: 'change',
          changes: ['home /home/dev → /srv/dev'],
          steps: [{ do: 'run', argv: ['usermod', '-d', '/srv/dev', '-m', 'dev'] }],
        },
      },
      {
        name: 'with an ssh key that is there',
        args: { name: 'dev', generate_ssh_key: true },
        seen: [
          dev(),
          home,
          [
            sshKey('/home/dev/.ssh/id_rsa'),
            {
              exists: true,
              publicExists: true,
              publicKey: 'ssh-rsa AAAA dev',
              fingerprint: '3072 SHA256:x dev (RSA)',
            },
          ],
        ],
        expect: {
          verdict: 'unchanged',
          result: { ssh_public_key: 'ssh-rsa AAAA dev', ssh_fingerprint: '3072 SHA256:x dev (RSA)' },
          warnings: ['there is an ssh key at /home/dev/.ssh/id_rsa already; it is kept'],
        },
      },
      {
        name: 'that are to go',
        args: { name: 'dev', state: 'absent' },
        seen: [dev()],
        expect: {
          verdict: 'change',
          steps: [{ do: 'run', argv: ['userdel', 'dev'] }],
          result: { state: 'absent' },
        },
      },
      {
        name: 'that are to go with their homes',
        args: { name: 'dev', state: 'absent', remove: true, force: true },
        seen: [dev(), home],
        expect: {
          verdict: 'change',
          changes: ['remove user dev', 'remove /home/dev'],
          steps: [{ do: 'run', argv: ['userdel', '-f', '-r', 'dev'] }],
        },
      },
      {
        name: 'that are gone',
        args: { name: 'ada', state: 'absent' },
        expect: { verdict: 'unchanged', result: { name: 'ada', state: 'absent' } },
      },
    ]),
  );
});

cases(
  group,
  on([
    {
      name: 'is there',
      args: { name: 'dev' },
      expect: { verdict: 'unchanged', result: { name: 'dev', state: 'present', gid: 1000, system: false } },
    },
    {
      name: 'is made',
      args: { name: 'app', gid: 500, system: true, non_unique: true },
      expect: {
        verdict: 'change',
        changes: ['create group app'],
        steps: [{ do: 'run', argv: ['groupadd', '-g', '500', '-o', '-r', 'app'] }],
        result: { gid: 500, system: true },
      },
    },
    {
      name: 'gets another id',
      args: { name: 'dev', gid: 1500 },
      expect: {
        verdict: 'change',
        changes: ['gid 1000 → 1500'],
        steps: [{ do: 'run', argv: ['groupmod', '-g', '1500', 'dev'] }],
      },
    },
    {
      name: 'cannot get an id that another one has',
      args: { name: 'app', gid: 33 },
      seen: [[groupKey('33'), { exists: true, name: 'www-data', gid: 33, members: [] }]],
      expect: { verdict: 'fails', message: "GID '33' already exists: it is that of 'www-data'" },
    },
    {
      name: 'goes',
      args: { name: 'dev', state: 'absent', force: true },
      expect: { verdict: 'change', steps: [{ do: 'run', argv: ['groupdel', '-f', 'dev'] }] },
    },
    { name: 'is gone', args: { name: 'app', state: 'absent' }, expect: { verdict: 'unchanged' } },
  ]),
);

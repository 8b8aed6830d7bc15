import { describe, expect, it } from 'vitest';
import { inventoryOf, machinesOf, NoInventory } from '../../../scripts/vagrant-ssh-config.ts';

// As Vagrant 2.3.4 prints it, with its empty lines; the second machine has a private key in a folder with a space.
const TWO = `Host host1
  HostName 127.0.0.1
  User vagrant
  Port 2222
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no

  IdentityFile /srv/lab/.vagrant/machines/host1/virtualbox/private_key
  IdentitiesOnly yes
  LogLevel FATAL

Host host2
  HostName 10.0.3.17
  User vagrant
  Port 22
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no

  IdentityFile "/srv/our lab/.vagrant/machines/host2/lxc/private_key"
  IdentitiesOnly yes
  LogLevel FATAL

`;

const [host1, host2] = [
  {
    name: 'host1',
    address: '127.0.0.1',
    port: 2222,
    user: 'vagrant',
    identityFile: '/srv/lab/.vagrant/machines/host1/virtualbox/private_key',
  },
  {
    name: 'host2',
    address: '10.0.3.17',
    port: 22,
    user: 'vagrant',
    identityFile: '/srv/our lab/.vagrant/machines/host2/lxc/private_key',
  },
] as const;

describe('what vagrant ssh-config prints', () => {
  it('is one block a machine, with quotes around a path with spaces', () => {
    expect(machinesOf(TWO)).toEqual([host1, host2]);
  });

  it('may have a warning of a plugin in between', () => {
    expect(machinesOf(`[fog][WARNING] Unrecognized arguments: libvirt_ip_command\n${TWO}`)).toHaveLength(2);
  });

  it('has the first of several private keys count', () => {
    const [machine] = machinesOf(
      'Host a\n  HostName b\n  User c\n  IdentityFile /one\n  IdentityFile /two\n',
    );
    expect(machine).toEqual({ name: 'a', address: 'b', port: 22, user: 'c', identityFile: '/one' });
  });

  it.each([
    ['nothing', '', /told of no machine/],
    ['a machine without an address', 'Host host1\n  User vagrant\n', /how to reach host1/],
    ['a machine without a user', 'Host host1\n  HostName 10.0.0.1\n', /how to reach host1/],
    ['a port that is none', 'Host host1\n  HostName 10.0.0.1\n  User v\n  Port ssh\n', /how to reach host1/],
    [
      'a machine behind a ProxyCommand',
      'Host host1\n  HostName 10.0.0.1\n  User v\n  ProxyCommand ssh far -W %h:%p\n',
      /host1 is reached through a ProxyCommand/,
    ],
  ])('is refused when it is %s', (_, text, why) => {
    expect(() => machinesOf(text)).toThrow(NoInventory);
    expect(() => machinesOf(text)).toThrow(why);
  });
});

describe('the inventory of Vagrant machines', () => {
  it('names them all in one group, with their host keys where these are known', () => {
    const inventory = inventoryOf([host1, host2], (machine) =>
      machine === host2 ? '/srv/our lab/.vagrant/machines/host2/lxc/known_hosts' : undefined,
    );
    expect(inventory).toEqual({
      _meta: {
        hostvars: {
          host1: {
            ansible_host: '127.0.0.1',
            ansible_port: 2222,
            ansible_user: 'vagrant',
            ansible_ssh_private_key_file: host1.identityFile,
          },
          host2: {
            ansible_host: '10.0.3.17',
            ansible_port: 22,
            ansible_user: 'vagrant',
            ansible_ssh_private_key_file: host2.identityFile,
            ansible_ssh_common_args:
              '-o \'UserKnownHostsFile="/srv/our lab/.vagrant/machines/host2/lxc/known_hosts"\'',
          },
        },
      },
      vagrant: { hosts: ['host1', 'host2'] },
    });
  });

  it('never says that host keys are not to be checked', () => {
    expect(JSON.stringify(inventoryOf(machinesOf(TWO), () => undefined))).not.toMatch(
      /checking|\/dev\/null/i,
    );
  });
});

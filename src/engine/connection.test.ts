import { expect, it } from 'vitest';
import type { Value } from '../core/value.ts';
import { targetOf } from './connection.ts';
import type { TaskScope } from './scope.ts';

function target(variables: Readonly<Record<string, Value>>) {
  const scope = { variable: (name: string) => variables[name] } as Partial<TaskScope> as TaskScope;
  return targetOf('web1', scope, undefined, { knownHostsFile: '/default' });
}

it.each<[string, Record<string, Value>, object]>([
  ['a jump host', { ansible_ssh_common_args: '-J me@bastion' }, { proxyJump: 'me@bastion' }],
  ['a jump host as an option', { ansible_ssh_extra_args: '-o ProxyJump=bastion' }, { proxyJump: 'bastion' }],
  [
    'known hosts in a folder with a space and with what looks like an option',
    { ansible_ssh_common_args: `-o 'UserKnownHostsFile="/our -Jolly lab/known_hosts"'` },
    { knownHostsFile: '/our -Jolly lab/known_hosts' },
  ],
  ['no check', { ansible_ssh_args: '-o StrictHostKeyChecking=no' }, { checkHostKey: false }],
  ['a check', { ansible_ssh_args: '-o StrictHostKeyChecking=accept-new' }, { checkHostKey: true }],
  ['a key', { ansible_ssh_common_args: '-i /key' }, { privateKeyFile: '/key' }],
  [
    'the first of two options, as ssh is given them',
    { ansible_ssh_args: '-o ProxyJump=one', ansible_ssh_common_args: '-o ProxyJump=two' },
    { proxyJump: 'one' },
  ],
])('arguments for ssh in variables: %s', (_, variables, expected) => {
  const found = target(variables);
  expect(found).toMatchObject(expected);
  if (!('proxyJump' in expected)) expect(found).not.toHaveProperty('proxyJump');
});

import { expect, it } from 'vitest';
import { readSshArguments } from './ssh-arguments.ts';

it.each([
  ['-J bastion', { proxyJump: 'bastion' }],
  ['-Jme@bastion:2222', { proxyJump: 'me@bastion:2222' }],
  ['-o ProxyJump=bastion -o "StrictHostKeyChecking no"', { proxyJump: 'bastion', checkHostKeys: false }],
  ['-oStrictHostKeyChecking=accept-new', { checkHostKeys: true }],
  [`-o UserKnownHostsFile="/my known" -i 'a key'`, { knownHostsFile: '/my known', privateKeyFile: 'a key' }],
  ['-o ConnectTimeout=5 -l me -C -4', { timeout: 5, user: 'me' }],
  ['-o ControlMaster=auto -o ControlPersist=60s -o ServerAliveInterval=30', {}],
])('%s', (text, wishes) => {
  expect(readSshArguments([text], '--ssh-common-args')).toEqual({ wishes, diagnostics: [] });
});

it.each([
  ['-o ProxyCommand="nc %h %p"', '-o ProxyCommand=nc %h %p'],
  ['-F other_config', '-F other_config'],
  ['-p 2222', '-p 2222'],
  ['host', 'host'],
])('%s is refused', (text, what) => {
  const [found] = readSshArguments([text], '--ssh-common-args').diagnostics;
  expect(found?.summary).toBe(`--ssh-common-args: '${what}' is not supported`);
});

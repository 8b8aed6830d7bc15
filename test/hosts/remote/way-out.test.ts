import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Request } from '../../../src/core/step.ts';
import { act, SshHosts } from './ssh-host.ts';

/** Requests leave from the host, which has no client for them. */
let hosts: SshHosts;

beforeAll(async () => {
  hosts = await SshHosts.start();
});
afterAll(() => hosts?.stop());
afterEach(() => hosts.closeAll());

const request = (url: string): Request => ({
  do: 'request',
  url,
  method: 'GET',
  headers: {},
  timeLimit: 5,
  verifyCertificate: true,
  followRedirects: 'none',
});

/** The host's own sshd is a server that only the host reaches by this name. */
const sshd = {
  do: 'await-port',
  host: 'localhost',
  connectLimit: 2,
  delay: 0,
  interval: 0.2,
  timeLimit: 2,
} as const;

test('the host resolves the name and is what the server sees', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  const outputs = await act(farEnd, [
    { ...sshd, port: 22, until: 'open', matches: '^SSH-2' },
    { ...sshd, port: 23, until: 'closed' },
  ]);
  expect(outputs.map(({ outcome, stderr }) => [outcome, stderr])).toEqual([
    ['done', ''],
    ['done', ''],
  ]);
  const [late] = await act(farEnd, [{ ...sshd, port: 23, until: 'open', timeLimit: 1 }]);
  expect(late?.outcome).toBe('timed-out');
  const [refused] = await act(farEnd, [request('http://localhost:23/')]);
  expect(refused).toMatchObject({
    outcome: 'failed',
    status: -1,
    stderr: expect.stringContaining('cannot connect to localhost:23'),
  });
  const [nobody] = await act(farEnd, [request('http://no.such.name.invalid/')]);
  expect(nobody).toMatchObject({ outcome: 'failed', stderr: expect.stringContaining('cannot connect') });
});

test('a web server and a unix socket on the host', async () => {
  // The smallest server there is without any package: systemd hands each connection to a shell.
  const unit = `[Service]
ExecStart=/bin/sh -c 'while read -r l && [ "$$l" != "$$(printf "\\\\r")" ]; do :; done; printf "HTTP/1.0 200 OK\\\\r\\\\nX-From: host\\\\r\\\\n\\\\r\\\\nhello"'
StandardInput=socket
`;
  await hosts.host.must('cat > /etc/systemd/system/web@.service', { input: unit });
  await hosts.host.must('cat > /etc/systemd/system/web.socket', {
    input: '[Socket]\nListenStream=127.0.0.1:8080\nListenStream=/run/web.sock\nSocketMode=0666\nAccept=yes\n',
  });
  await hosts.host.must('systemctl daemon-reload; systemctl start web.socket');
  const farEnd = await hosts.connect(hosts.target('ops'));
  const [tcp, unix] = await act(farEnd, [
    request('http://localhost:8080/'),
    { ...request('http://web/'), unixSocket: '/run/web.sock' },
  ]);
  for (const output of [tcp, unix]) {
    expect(output).toMatchObject({
      outcome: 'done',
      status: 200,
      response: { headers: { 'x-from': 'host' } },
    });
    expect(output?.stdout.toString()).toBe('hello');
  }
});

test('a host that lets nothing out says so', async () => {
  await hosts.host.must(
    'echo "AllowTcpForwarding no" > /etc/ssh/sshd_config.d/forward.conf; systemctl restart ssh',
  );
  await hosts.host.untilUp();
  const farEnd = await hosts.connect(hosts.target('ops'));
  const [asked] = await act(farEnd, [request('http://localhost:8080/')]);
  expect(asked).toMatchObject({ outcome: 'failed', stderr: expect.stringContaining('AllowTcpForwarding') });
  const began = Date.now();
  const [waited] = await act(farEnd, [{ ...sshd, port: 22, until: 'open', timeLimit: 60 }]);
  expect(waited).toMatchObject({ outcome: 'failed', stderr: expect.stringContaining('AllowTcpForwarding') });
  expect(Date.now() - began).toBeLessThan(5000);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { act, outcomes, read, SshHosts, sudo } from './ssh-host.ts';

/** What a run leaves on a host: nothing. */
let hosts: SshHosts;

beforeAll(async () => {
  hosts = await SshHosts.start();
});
afterAll(() => hosts?.stop());
afterEach(() => hosts.closeAll());

const OURS =
  'ls -A /tmp /home/ops /root | grep jrun; ps -A -o user,args | grep -E "^ops|[s]leep" | grep -v grep; true';

test('reading writes nothing at all', async () => {
  const before = await hosts.host.snapshot();
  const farEnd = await hosts.connect(hosts.target('ops'));
  for (const as of [sudo(), sudo('bob')]) await read(farEnd, 'id; ls -l /etc; cat /etc/shadow', as);
  await farEnd.close();
  const { diffSnapshots, describeChange } = await import('../support/snapshot-diff.ts');
  const changed = diffSnapshots(before, await hosts.host.snapshot())
    .map(describeChange)
    .filter((line) => !/journal|lastlog|wtmp|btmp|\/run\/sudo|lectured|utmp/.test(line));
  expect(changed).toEqual([]);
});

test('acting leaves what it was to do', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  await act(farEnd, [{ do: 'run', script: 'echo hello' }]);
  await act(farEnd, [{ do: 'run', script: 'echo hello' }], sudo());
  await farEnd.close();
  expect(await hosts.host.must(OURS)).toBe('');
});

test('a command that is cancelled ends, by sudo too, and nothing stays', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 700);
  const outputs = await act(farEnd, [{ do: 'run', script: 'sleep 1000 & sleep 1001' }], sudo(), {
    signal: abort.signal,
  });
  expect(outcomes(outputs)).toEqual(['cancelled']);
  await farEnd.close();
  expect(await hosts.host.must(OURS)).toBe('');
});

test('closing in the middle drops the connection at once', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  const acting = act(farEnd, [{ do: 'run', script: 'sleep 2; echo over >> over' }]).catch(
    (error: unknown) => error,
  );
  await sleep(500);
  const began = Date.now();
  await farEnd.close();
  expect(Date.now() - began).toBeLessThan(1000);
  expect(await acting).toMatchObject({ name: 'Unreachable', undecided: true });
  // The next run of that user sweeps what this one could not.
  await sleep(2500);
  const next = await hosts.connect(hosts.target('ops'));
  await act(next, [{ do: 'run', argv: ['rm', '-f', 'over'] }]);
  await next.close();
  expect(await hosts.host.must(OURS)).toBe('');
});

test('a time limit ends it, by sudo too', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  const outputs = await act(
    farEnd,
    [{ do: 'run', script: 'trap "" TERM; sleep 1002; sleep 1003', timeLimit: 1 }],
    sudo(),
  );
  expect(outcomes(outputs)).toEqual(['timed-out']);
  await farEnd.close();
  await sleep(1000);
  expect(await hosts.host.must(OURS)).toBe('');
});

test('a daemon that keeps its output does not keep the connection', async () => {
  const farEnd = await hosts.connect(hosts.target('ops'));
  const began = Date.now();
  const outputs = await act(farEnd, [{ do: 'run', script: '(sleep 4; echo late) & echo started' }], sudo());
  expect(outputs[0]?.stdout.toString()).toBe('started\n');
  await farEnd.close();
  expect(Date.now() - began).toBeLessThan(2500);
});

test.each(['/bin/sh', '/bin/bash'])(
  'a big file keeps its bytes, its owner and its mode, through %s',
  async (shell) => {
    const farEnd = await hosts.connect(hosts.target('ops', { shell }));
    await read(farEnd, 'true', sudo());
    const bytes = Buffer.alloc(20_000_000);
    for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE((i * 2654435761) % 2 ** 32, i);
    const { createHash } = await import('node:crypto');
    const began = Date.now();
    const outputs = await act(
      farEnd,
      [
        {
          do: 'write',
          path: '/root/big',
          content: { sha256: '', size: bytes.length, read: () => bytes },
          owner: 'bob',
          mode: 0o640,
        },
      ],
      sudo(),
    );
    expect(outcomes(outputs)).toEqual(['done']);
    expect(Date.now() - began).toBeLessThan(30_000);
    const printed = await hosts.host.must('sha256sum /root/big; stat -c "%U %a" /root/big; rm /root/big');
    expect(printed).toBe(`${createHash('sha256').update(bytes).digest('hex')}  /root/big\nbob 640\n`);
  },
);

test.each(['/bin/sh', '/bin/bash'])('a disk that is full, through %s', async (shell) => {
  await hosts.host.must('mkdir -p /small; mount -t tmpfs -o size=300k none /small');
  try {
    const farEnd = await hosts.connect(hosts.target('root', { shell }));
    await read(farEnd, 'true');
    const bytes = Buffer.alloc(1_000_000, '\ntouch /small/evil /root/evil\n');
    const outputs = await act(farEnd, [
      { do: 'write', path: '/small/f', content: { sha256: '', size: bytes.length, read: () => bytes } },
    ]);
    expect(outcomes(outputs)).toEqual(['failed']);
    expect(outputs[0]?.stderr).toContain('No space left');
    expect(await read(farEnd, 'ls -A /small; ls /root | grep evil')).toBe('');
  } finally {
    await hosts.host.must('umount /small');
  }
});

test('access lists and extended attributes of a replaced file stay', async () => {
  await hosts.host.must('command -v setfattr || { apt-get update -qq; apt-get install -y -qq attr acl; }');
  await hosts.host.must(
    'cd /root; echo old > f; chmod 640 f; setfacl -m u:bob:r f; setfattr -n user.mark -v kept f; chown ops:bob f',
  );
  const farEnd = await hosts.connect(hosts.target('root'));
  await act(farEnd, [
    { do: 'write', path: '/root/f', content: { sha256: '', size: 4, read: () => Buffer.from('new\n') } },
  ]);
  const printed = await hosts.host.must(
    'cd /root; cat f; getfacl -cE f; getfattr --only-values -n user.mark f; stat -c " %U:%G" f',
  );
  expect(printed).toBe('new\nuser::rw-\nuser:bob:r--\ngroup::r--\nmask::r--\nother::---\n\nkept ops:bob\n');
}, 120_000);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';
import { leftBehind } from './left-behind.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  await host.must('apt-get -qq update && apt-get -qq install --no-install-recommends nginx >/dev/null 2>&1');
});

afterAll(() => fleet?.stop());

/** Whoever asks for a reload waits, until the test lets it go; everything else is nginx's own. */
const HELD_RELOAD = `#!/bin/sh
if [ "$1 $2" = '-s reload' ]; then
  echo $$ > /run/asked.new; mv /run/asked.new /run/asked
  until [ -e /run/go ]; do sleep 0.02; done
fi
exec /usr/sbin/nginx "$@"
`;

const ANSWER = `bash --norc -c 'exec 3<>/dev/tcp/127.0.0.1/80; printf "GET / HTTP/1.0\\r\\nHost: it\\r\\n\\r\\n" >&3; tail -n 1 <&3'`;

const request = () => ({
  tasks: `
- name: the site
  nginx: { name: it, content: "server { listen 80; server_name it; return 200 new; }" }
`,
  hosts: { it: variablesFor(fleet, host, 'ops') },
});

test('a run that was killed between writing and reloading leaves the reload to the next one', async () => {
  await host.must(`cat > /usr/local/sbin/nginx <<'END'\n${HELD_RELOAD}END\nchmod 755 /usr/local/sbin/nginx`);
  const program = fileURLToPath(new URL('./killed-run.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, JRUN_TEST_RUN: JSON.stringify(request()) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const asked = async (): Promise<boolean> => (await host.exec('[ -e /run/asked ]')).status === 0;
  await expect.poll(asked, { timeout: 30_000 }).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // What was about to reload dies, too, and nginx never hears of it.
  await host.must(
    'pid=$(cat /run/asked); kill -KILL "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done; rm /usr/local/sbin/nginx',
  );
  expect(await host.must('cat /etc/nginx/sites-enabled/it')).toContain('return 200 new');
  expect(await host.must(ANSWER)).not.toContain('new');

  const check = await play({ ...request(), check: true });
  expect(check.endings).toEqual(['it: the site → changed']);
  const next = await play(request());
  expect(next.endings).toEqual(['it: the site → changed']);
  expect(await host.must(ANSWER)).toContain('new');
  expect((await play(request())).endings).toEqual(['it: the site → ok']);
  expect(await leftBehind(host)).toEqual([]);
});

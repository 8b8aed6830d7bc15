import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlaybookRun } from '../../support/run-playbook.ts';
import { HostFleet } from '../support/host-fleet.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost();
  await host.must('mkdir /srv/old; ln -s nowhere /srv/old/link; echo 0 > /srv/value');
});

afterAll(() => fleet?.stop());

/** Each task stands on what the ones before it will have made, on a host where nothing of it is there. */
const TASKS = `
- name: user
  user: { name: keeper, shell: /bin/sh }
- name: folder
  file: { path: /srv/kept, state: directory, owner: keeper, mode: "0750" }
- name: file in it
  copy: { content: "#!/bin/sh\\nexec sleep 1000000\\n", dest: /srv/kept/run, owner: keeper, mode: "0755" }
- name: mode of it again
  file: { path: /srv/kept/run, mode: "0755", owner: keeper }
- name: template of a value
  template: { src: value.j2, dest: /srv/kept/value }
- name: link
  file: { path: /srv/current, src: /srv/kept/run, state: link }
- name: unit
  copy:
    content: |
      [Service]
      ExecStart=/srv/current
      User=keeper
      [Install]
      WantedBy=multi-user.target
    dest: /etc/systemd/system/keeper.service
  notify: restarted
- name: started
  systemd: { name: keeper, state: started, enabled: true, daemon_reload: true }
- name: gone
  file: { path: /srv/old, state: absent }
- name: there again
  file: { path: /srv/old, state: directory }
- name: gone for good
  file: { path: /srv/old/link, state: absent }
- name: unless it is there
  command: { cmd: touch /srv/never, creates: /srv/kept/run }
- name: where it was
  command: { cmd: touch /srv/never, removes: /srv/old/link }
- name: file of nobody's folder
  copy: { content: x, dest: /srv/kept/sub/x }
  when: ansible_check_mode and false
`;
const HANDLERS = '- name: restarted\n  systemd: { name: keeper, state: restarted, daemon_reload: true }';

const run = (check: boolean): Promise<PlaybookRun> =>
  play({
    tasks: TASKS,
    handlers: HANDLERS,
    files: { 'templates/value.j2': '{{ 6 * 7 }}\n' },
    hosts: { it: variablesFor(fleet, host, 'ops') },
    check,
  });

const known = ({ summary }: PlaybookRun) => summary.recap.map(({ unknown }) => unknown);

test('a check of a fresh host foretells every task, and the run does as it said', async () => {
  const foretold = await run(true);
  const done = await run(false);
  expect(foretold.endings).toEqual(done.endings);
  expect(known(foretold)).toEqual([0]);
  expect(done.summary.recap).toMatchObject([{ failed: 0, notConverged: 0 }]);
  expect(await host.must('systemctl is-active keeper; systemctl is-enabled keeper; ls /srv')).toBe(
    'active\nenabled\ncurrent\nkept\nold\nvalue\n',
  );
  const again = await run(true);
  expect(again.endings.filter((line) => line.endsWith('changed'))).toEqual([
    // It is there and gone again each time.
    'it: gone → changed',
    'it: there again → changed',
  ]);
});

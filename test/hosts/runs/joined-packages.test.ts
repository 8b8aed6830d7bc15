import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostFleet } from '../support/host-fleet.ts';
import { AptCalls, offerPackages } from '../support/local-packages.ts';
import { play, variablesFor } from '../support/playbook.ts';
import type { TestHost } from '../support/test-host.ts';

const NAMES = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].map((name) => `jrun-${name}`);

let fleet: HostFleet;
let together: TestHost;
let alone: TestHost;
let calls: { readonly together: AptCalls; readonly alone: AptCalls };

beforeAll(async () => {
  fleet = await HostFleet.open();
  const [one, other] = await fleet.startHosts(2);
  if (!one || !other) throw new Error('there are no hosts');
  [together, alone] = [one, other];
  for (const host of [one, other]) {
    await offerPackages(host, [
      ...NAMES.map((name) => ({ name, ...(name === 'jrun-fifth' ? { depends: 'jrun-sixth' } : {}) })),
      { name: 'jrun-broken', depends: 'jrun-nowhere' },
      { name: 'jrun-seventh' },
      { name: 'jrun-eighth' },
    ]);
  }
  calls = { together: await AptCalls.on(one), alone: await AptCalls.on(other) };
});
afterAll(() => fleet?.stop());

const run = (host: TestHost, tasks: string, more: Partial<Parameters<typeof play>[0]> = {}) =>
  play({ tasks, hosts: { it: variablesFor(fleet, host) }, ...more });

/** The same loop in a way that is never joined: an item is tried again where it fails. */
const loop = (names: readonly string[], more = '') => `
- name: packages
  apt: { name: "{{ item }}", update_cache: true, cache_valid_time: 3600 }
  loop: [${names.join(', ')}]
  register: done
${more}
- name: told
  debug: { msg: "{{ done.results | map(attribute='item') | join(' ') }} {{ done.results | map(attribute='changed') | join(' ') }} {{ done.results | map(attribute='cache_updated') | join(' ') }}" }
`;
const ONE_BY_ONE = '  retries: 1\n  until: true\n';

describe('a loop over six packages, one of them there already', () => {
  test('makes one call of apt-get to install them, and each item tells what it would tell by itself', async () => {
    for (const host of [together, alone])
      await host.must(`apt-get -qq update; apt-get -qq install -y jrun-second`);
    for (const host of [together, alone]) await host.must('touch -d "2 days ago" /var/lib/apt/lists');
    await calls.together.take();
    await calls.alone.take();
    const check = await run(together, loop(NAMES), { check: true });
    const joined = await run(together, loop(NAMES));
    const single = await run(alone, loop(NAMES, ONE_BY_ONE));
    expect(joined.endings).toEqual(single.endings);
    expect(joined.endings.filter((line) => line.includes('changed'))).toHaveLength(6);
    expect(check.endings.map((line) => line.replace(/ \(presumed\)$/, ''))).toEqual(joined.endings);
    const messages = [joined, single].map(({ events }) =>
      events.flatMap((event) =>
        event.event === 'task-ended' && event.task.name === 'told' ? [event.outcome.result['msg']] : [],
      ),
    );
    expect(messages[0]).toEqual(messages[1]);
    expect(await calls.together.take()).toEqual(['update', 'install']);
    expect((await calls.alone.take()).filter((call) => call === 'install')).toHaveLength(4);
  });

  test('all of them are there, and nobody asks again', async () => {
    await together.must(`dpkg-query -W ${NAMES.join(' ')}`);
    const marked = await together.must('apt-mark showmanual');
    expect(marked.split('\n')).toEqual(expect.arrayContaining(NAMES));
    const again = await run(together, loop(NAMES));
    expect(again.endings.filter((line) => line.includes('changed'))).toEqual([]);
    expect(await calls.together.take()).toEqual([]);
  });
});

test('where the joint call fails, the item that is to blame is named, and the others are there', async () => {
  const names = ['jrun-seventh', 'jrun-broken', 'jrun-eighth'];
  const { endings, summary } = await run(together, loop(names));
  expect(endings).toEqual([
    'it: packages (jrun-seventh) → changed',
    'it: packages (jrun-broken) → failed',
    'it: packages (jrun-eighth) → changed',
    'it: packages → failed',
  ]);
  expect(summary.recap).toMatchObject([{ failed: 1 }]);
  await together.must('dpkg-query -W jrun-seventh jrun-eighth');
  expect(await calls.together.take()).toEqual(['install', 'install', 'install', 'install']);
});

test('conditions of an item, and other arguments than the name, count', async () => {
  await together.must('apt-get -qq purge -y jrun-first jrun-third jrun-fourth');
  await calls.together.take();
  const tasks = `
- name: some
  apt: { name: "{{ item }}", install_recommends: "{{ item == 'jrun-third' }}" }
  loop: [jrun-first, jrun-third, jrun-fourth]
  when: item != 'jrun-fourth'
`;
  const { endings } = await run(together, tasks);
  expect(endings).toEqual([
    'it: some (jrun-first) → changed',
    'it: some (jrun-third) → changed',
    'it: some (jrun-fourth) → skipped',
    'it: some → changed',
  ]);
  expect(await calls.together.take()).toEqual(['install', 'install']);
});

test('behind another change, they go together all the same', async () => {
  await together.must('apt-get -qq purge -y jrun-third jrun-fourth jrun-first');
  await calls.together.take();
  const tasks = `
- name: a file
  copy: { content: text, dest: /srv/before }
- name: packages
  apt: { name: "{{ item }}" }
  loop: [jrun-third, jrun-fourth, jrun-first]
- name: a file behind
  copy: { content: text, dest: /srv/behind }
`;
  const { endings, summary } = await run(together, tasks);
  expect(endings.filter((line) => line.endsWith(' → changed'))).toHaveLength(6);
  expect(await calls.together.take()).toEqual(['install']);
  expect(summary.recap).toMatchObject([{ changed: 3, failed: 0 }]);
});

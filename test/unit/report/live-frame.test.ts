import { expect, it } from 'vitest';
import { frameLines } from '../../../src/report/live-frame.ts';
import { unpainted } from '../../../src/report/paint.ts';
import { RunState } from '../../../src/report/run-state.ts';
import { textWidth } from '../../../src/report/text-width.ts';
import { outcome, Story, task } from './told.ts';

const install = task('Install nginx', { role: 'nginx' });
const build = task('Build all that there is to build, and then some', { role: 'app' });

function frame(story: Story, width: number, height: number): string[] {
  const state = new RunState();
  for (const event of story.events) state.apply(event);
  return frameLines(state, story.now, { width, height, paint: unpainted, spinner: '*' });
}

function busy(count: number, check = false): Story {
  const hosts = Array.from({ length: count }, (_, i) => `web${i + 1}`);
  const story = new Story().run({ check }).play('Web servers', hosts);
  hosts.forEach((host, i) => {
    story.after(100);
    if (i % 7 === 6) return;
    story.starts(host, install);
    if (i % 5 === 4) {
      story.ends(host, install, outcome(i % 2 === 0 ? 'changed' : 'ok'));
      if (i % 3 === 0)
        story.starts(host, build).prints(host, build, '\x1b[32mUnpacking\x1b[0m part 1\rUnpacking part 2');
      else story.leaves(host, 'finished');
    } else if (i % 11 === 3) story.ends(host, install, outcome('failed', { failure: { message: 'no' } }));
    else if (i % 13 === 5) story.lost(host, 'gone');
    else story.prints(host, install, 'Setting up nginx-common …');
  });
  return story.after(12_000);
}

it.each([
  [1, 80, 24, false],
  [3, 60, 24, true],
  [10, 80, 24, false],
  [100, 100, 30, false],
  [100, 60, 12, false],
])('%i hosts on %i × %i', async (count, width, height, check) => {
  const lines = frame(busy(count, check), width, height);
  expect(lines.length).toBeLessThan(height);
  for (const line of lines) expect(textWidth(line)).toBeLessThan(width);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`./golden/frame-${count}-${width}x${height}.txt`);
});

it('hosts that wait for their turn are counted, and only shown where there is room', () => {
  const hosts = ['web1', 'web2', 'web3', 'web4'];
  const story = new Story().run().play('Web servers', hosts);
  for (const host of hosts) story.starts(host, install);
  for (const host of ['web2', 'web3']) story.add({ event: 'queued', host });
  story.after(5_000).add({ event: 'turn', host: 'web3' }).after(2_000);
  expect(frame(story, 80, 24).slice(1)).toEqual([
    '* Web servers  4 hosts: 3 running, 1 waiting                                 7s',
    '  web1  0 ok      7s  nginx : Install nginx',
    '  web2  0 ok          waiting for its turn (--forks)',
    '  web3  0 ok      2s  nginx : Install nginx',
    '  web4  0 ok      7s  nginx : Install nginx',
  ]);
  const small = frame(story, 80, 7);
  expect(small.join('\n')).not.toContain('web2');
});

it.each([
  [200, 5, 3],
  [200, 20, 6],
  [5, 12, 5],
])('never taller or wider than the terminal: %i hosts on %i × %i', (count, width, height) => {
  const lines = frame(busy(count), width, height);
  expect(lines.length).toBeLessThan(height);
});

it('is empty between plays', () => {
  expect(frame(busy(3).add({ event: 'play-ended', name: 'Web servers' }), 80, 24)).toEqual([]);
});

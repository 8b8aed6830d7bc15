/**
 * Plays an invented run in real time, to look at what a person would see:
 * `npx tsx test/unit/report/stage.ts HOSTS [live|log] [-v] [--check] [--diff] [--seed N] [--speed N]`
 */
import process from 'node:process';
import type { Outcome, Recap, RunEvent, TaskReference } from '../../../src/core/event.ts';
import { LiveReport } from '../../../src/report/live-report.ts';
import { LogReport } from '../../../src/report/log-report.ts';
import { colourWanted, painted, unpainted } from '../../../src/report/paint.ts';
import { outcome, recap, task } from './told.ts';

const words = process.argv.slice(2);
const number = (flag: string, otherwise: number) => {
  const at = words.indexOf(flag);
  return at < 0 ? otherwise : Number(words[at + 1]);
};
const count = Number(words[0] ?? 3);
const live = words[1] !== 'log';
const check = words.includes('--check');
const diff = words.includes('--diff');
const speed = number('--speed', 1);
const verbosity = words.filter((w) => w === '-v').length;
let seed = number('--seed', 7);

function random(): number {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}

const in_ = (file: string, line: number) => ({ place: { file, line, column: 3 } });
const nginx = (name: string, line: number): TaskReference =>
  task(name, { id: name, role: 'nginx', ...in_('roles/nginx/tasks/main.yml', line) });
const tasks: readonly TaskReference[] = [
  task('Gathering Facts', in_('site.yml', 1)),
  task('Refresh the package lists', in_('site.yml', 9)),
  nginx('Install nginx', 3),
  nginx('Write the configuration', 12),
  nginx('Enable the sites', 20),
  task('Unpack the release', { role: 'app', ...in_('roles/app/tasks/main.yml', 4) }),
  task('Make a virtual environment for the workers and install what they need', {
    role: 'app',
    ...in_('roles/app/tasks/main.yml', 18),
  }),
  task('Restart the workers', { handler: true, role: 'app', ...in_('roles/app/handlers/main.yml', 1) }),
];

const chatter = [
  'Reading package lists... Done',
  'Get:14 bookworm/main amd64 libnginx-mod-stream amd64 1.22.1-9+deb12u1 [112 kB]',
  'Unpacking nginx-common (1.22.1-9) ...',
  'Setting up nginx (1.22.1-9) ...',
  'Collecting numpy==1.26.4 (from -r requirements.txt (line 3))',
  '\x1b[32mSuccessfully\x1b[0m built app 日本語',
];

const start = Date.now();
const paint = colourWanted(Boolean(process.stdout.isTTY), process.env) ? painted : unpainted;
const write = (lines: readonly string[]) => void process.stdout.write(`${lines.join('\n')}\n`);
const report = live
  ? new LiveReport({ paint, verbosity, screen: process.stdout, now: Date.now, mask: (text) => text })
  : new LogReport({ paint, verbosity, write });
const send = (event: RunEvent) => report.add(event);
const ticking = live ? undefined : setInterval(() => (report as LogReport).tick(Date.now()), 200);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms / speed));

const hosts =
  count === 1
    ? ['web1']
    : Array.from({ length: count }, (_, i) => `web${String(i + 1).padStart(String(count).length, '0')}`);

function ending(of: TaskReference): Outcome {
  const chance = random();
  if (of.name === 'Unpack the release' && chance < 0.04) {
    return outcome('failed', {
      failure: {
        message: 'the archive could not be unpacked: tar exited with status 2',
        command: 'tar -xzf /var/tmp/release.tar.gz -C /srv/app',
        status: 2,
        stderr:
          'gzip: stdin: unexpected end of file\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now',
        hint: 'is the download complete?',
      },
    });
  }
  if (of.name === 'Write the configuration') {
    return outcome('changed', {
      changes: ['content', 'mode 0644 → 0600'],
      differences: [
        {
          subject: '/etc/nginx/nginx.conf',
          before: 'user www-data;\nworker_processes 1;\n',
          after: 'user www-data;\nworker_processes auto;\n',
        },
      ],
    });
  }
  if (of.name === 'Install nginx' && chance < 0.7)
    return outcome('changed', { changes: ['install nginx 1.22.1-9'] });
  if (of.handler) {
    const presumed = check ? [{ text: 'Debian starts a service it installs' }] : [];
    return outcome('changed', { changes: ['restarted'], presumed });
  }
  return chance < 0.1 ? outcome('skipped', { skipReason: "os == 'Alpine'" }) : outcome('ok');
}

async function host(name: string): Promise<Recap> {
  const totals = { ok: 0, changed: 0, failed: 0, skipped: 0, unreachable: 0 };
  await pause(random() * count * 30);
  send({ event: 'connecting', time: Date.now(), host: name });
  await pause(300 + random() * 900);
  if (count > 20 && random() < 0.02) {
    const message = 'connection refused';
    send({
      event: 'unreachable',
      time: Date.now(),
      host: name,
      message,
      hint: 'is sshd running?',
      task: undefined,
    });
    return recap(name, { unreachable: 1 });
  }
  send({ event: 'connected', time: Date.now(), host: name });
  for (const of of tasks) {
    send({ event: 'task-started', time: Date.now(), host: name, task: of, items: undefined });
    const long = of.name.startsWith('Install') || of.name.startsWith('Make') ? 4000 : 300;
    const until = Date.now() + (random() * long * 2 + 50) / speed;
    while (Date.now() < until) {
      await pause(150 + random() * 200);
      if (long < 1000) continue;
      const line = chatter[Math.floor(random() * chatter.length)] ?? '';
      send({ event: 'progress', time: Date.now(), host: name, task: of, item: undefined, line });
    }
    const ended = ending(of);
    const base = {
      time: Date.now(),
      host: name,
      task: of,
      elapsed: 1,
      delegate: undefined,
      loop: false,
    } as const;
    send({ event: 'task-ended', outcome: ended, ...base });
    if (ended.status !== 'unknown') totals[ended.status] += 1;
    if (ended.status === 'changed') totals.ok += 1;
    if (ended.status === 'failed') break;
  }
  const how = totals.failed > 0 ? 'failed' : 'finished';
  const nothing = { task: undefined, notBegun: [], notified: [] };
  send({ event: 'host-ended', time: Date.now(), host: name, how, ...nothing });
  return recap(name, totals);
}

send({ event: 'run-started', time: start, check, diff, playbooks: ['site.yml'] });
send({
  event: 'play-started',
  time: start,
  name: 'Web servers',
  place: { file: 'site.yml', line: 1, column: 3 },
  hosts,
});
const recaps = await Promise.all(hosts.map(host));
send({ event: 'play-ended', time: Date.now(), name: 'Web servers' });
send({ event: 'run-ended', time: Date.now(), recap: recaps, interrupted: false, notBegun: [] });
if (report instanceof LiveReport) await report.end();
clearInterval(ticking);

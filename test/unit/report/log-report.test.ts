import { describe, expect, it } from 'vitest';
import { LogReport } from '../../../src/report/log-report.ts';
import { unpainted } from '../../../src/report/paint.ts';
import { outcome, recap, Story, task } from './told.ts';

const install = task('Install nginx', {
  role: 'nginx',
  place: { file: 'roles/nginx/tasks/main.yml', line: 3, column: 3 },
});
const configure = task('Write the configuration', {
  role: 'nginx',
  place: { file: 'roles/nginx/tasks/main.yml', line: 12, column: 3 },
});
const reload = task('Reload nginx', {
  handler: true,
  role: 'nginx',
  place: { file: 'roles/nginx/handlers/main.yml', line: 1, column: 3 },
});
const build = task('Build the application', { place: { file: 'site.yml', line: 31, column: 7 } });

function log(story: Story, verbosity = 0): string {
  const lines: string[] = [];
  const report = new LogReport({ verbosity, paint: unpainted, write: (more) => lines.push(...more) });
  let last = story.events[0]?.time ?? 0;
  for (const event of story.events) {
    // The clock ticks between events as it does in a run.
    for (let now = last + 1000; now < event.time; now += 1000) report.tick(now);
    last = event.time;
    report.add(event);
  }
  return `${lines.join('\n')}\n`;
}

function golden(name: string): string {
  return `./golden/${name}.txt`;
}

describe('the log of a run', () => {
  it('is short where nothing changes', async () => {
    const hosts = ['web1', 'web2'];
    const story = new Story().run().play('Web servers', hosts);
    for (const host of hosts) {
      story.starts(host, install).after(120).ends(host, install, outcome('ok'));
      story
        .ends(host, configure, outcome('ok'))
        .ends(host, build, outcome('skipped', { skipReason: 'build_it' }));
    }
    story.ended(
      'Web servers',
      hosts.map((h) => recap(h, { ok: 2, skipped: 1 })),
    );
    await expect(log(story)).toMatchFileSnapshot(golden('log-converged'));
    await expect(log(story, 1)).toMatchFileSnapshot(golden('log-converged-verbose'));
  });

  it('shares a line between hosts of which the same is to be said', async () => {
    const hosts = Array.from({ length: 100 }, (_, i) => `web${String(i + 1).padStart(3, '0')}`);
    const story = new Story().run({ diff: true }).play('Web servers', hosts);
    const written = outcome('changed', {
      changes: ['content', 'mode 0644 → 0600'],
      differences: [
        {
          subject: '/etc/nginx/nginx.conf',
          before: 'user www;\nworkers 1;\n',
          after: 'user www;\nworkers 4;\n',
        },
        { subject: '/etc/nginx/nginx.conf (attributes)', before: 'mode: 0644\n', after: 'mode: 0600\n' },
      ],
    });
    for (const host of hosts) {
      const done = host === 'web050' ? outcome('changed', { changes: ['installed 1.22.1'] }) : outcome('ok');
      story.starts(host, install).after(5).ends(host, install, done);
      if (host !== 'web099') story.starts(host, configure).ends(host, configure, written);
    }
    story.after(10_000).ends('web099', configure, written);
    for (const host of hosts.slice(0, 3))
      story.ends(host, reload, outcome('changed', { changes: ['reloaded'] }));
    story.after(3000).ended(
      'Web servers',
      hosts.map((h) => recap(h, { ok: 2, changed: 1 })),
    );
    await expect(log(story)).toMatchFileSnapshot(golden('log-hundred-hosts'));
  });

  it('keeps the order in which a host came to its tasks', () => {
    const changed = outcome('changed', { changes: ['content'] });
    const story = new Story().run().play('Web servers', ['web1', 'web2', 'web3']);
    story.ends('web1', install, changed).after(500).ends('web1', configure, changed);
    story.after(1550).add({ event: 'connected', host: 'web3' });
    story.after(50).ends('web2', install, changed).after(100).ends('web2', configure, changed);
    story.after(5000).leaves('web3', 'finished');
    expect(
      log(story)
        .match(/^(TASK|changed).*/gm)
        ?.map((line) => line.slice(0, 24)),
    ).toEqual([
      'TASK [nginx : Install ng',
      'changed: [web1] content',
      'changed: [web2] content',
      'TASK [nginx : Write the ',
      'changed: [web1, web2] co',
    ]);
  });

  it('names the hosts on which a handler is due', () => {
    const story = new Story().run().play('Web servers', ['web1', 'web2', 'web3']);
    const summary = "the handler 'reload' is due: an earlier run was over before it: it runs now";
    const diagnostic = { code: 'handler-due', severity: 'warning', summary } as const;
    for (const host of ['web1', 'web3']) story.add({ event: 'warning', host, diagnostic });
    story.after(5000).leaves('web2', 'finished');
    expect(log(story)).toContain(`\nwarning: [web1, web3] ${summary}\n`);
  });

  it('tells failures as text, once for all hosts', async () => {
    const failure = {
      message: 'non-zero return code',
      command: 'make -C /srv/app all',
      status: 2,
      stdout: Array.from({ length: 90 }, (_, i) => `cc -o part${i}.o part${i}.c`).join('\n'),
      stderr:
        "\x1b[31mmain.c:3:1: error:\x1b[0m unknown type name 'imt'\nmake: *** [Makefile:2: main.o] Error 1\n",
      hint: 'the compiler is at fault',
    };
    const hosts = ['web1', 'web2', 'db1', 'db2'];
    const story = new Story().run().play('Build', hosts);
    for (const host of ['web1', 'web2'])
      story.starts(host, build).ends(host, build, outcome('failed', { failure }));
    story
      .add({ event: 'connected', host: 'db1' })
      .starts('db1', build)
      .lost('db1', 'the connection was closed by the host', 'whether the command ended is not known', build);
    story.ends('db2', build, outcome('failed', { failure, ignored: 'ignore_errors' }));
    story
      .starts('db2', install)
      .ends(
        'db2',
        install,
        outcome('failed', { failure: { message: 'no package nginxx' }, ignored: 'rescued' }),
      );
    story.starts('db2', configure);
    story.leaves('web1', 'failed', { notified: ['Restart the application'] });
    story.leaves('web2', 'failed').leaves('db1', 'unreachable');
    story.leaves('db2', 'interrupted', {
      task: configure,
      notBegun: [install, build],
      notified: ['Reload nginx'],
    });
    story
      .after(700)
      .ended(
        'Build',
        [
          recap('web1', { failed: 1 }),
          recap('web2', { failed: 1 }),
          recap('db1', { unreachable: 1 }),
          recap('db2', { ok: 1, rescued: 1, ignored: 1 }),
        ],
        true,
      );
    await expect(log(story)).toMatchFileSnapshot(golden('log-failures'));
  });

  it('speaks of what would happen in check mode', async () => {
    const story = new Story().run({ check: true }).play('Web servers', ['web1']);
    story.ends('web1', install, outcome('changed', { changes: ['install nginx'] }));
    story.ends(
      'web1',
      task('Start nginx', { place: { file: 'site.yml', line: 8, column: 3 } }),
      outcome('ok', { presumed: [{ text: 'Debian starts a service it installs' }] }),
    );
    story.ends(
      'web1',
      task('Enable it', { place: { file: 'site.yml', line: 9, column: 3 } }),
      outcome('changed', {
        changes: ['enabled'],
        presumed: [{ text: 'Debian starts a service it installs' }],
      }),
    );
    story.ends(
      'web1',
      configure,
      outcome('unknown', {
        waitsFor: [
          { what: 'the result of «Ask the version»', place: { file: 'site.yml', line: 5, column: 3 } },
        ],
      }),
    );
    story.after(400).ended('Web servers', [recap('web1', { ok: 3, changed: 2, presumed: 2, unknown: 1 })]);
    await expect(log(story)).toMatchFileSnapshot(golden('log-check'));
  });

  it('tells loops item by item, and hides what no_log hides', async () => {
    const users = task('Make users', { place: { file: 'site.yml', line: 20, column: 3 } });
    const story = new Story().run().play('Users', ['db1']).starts('db1', users, 3);
    story
      .item('db1', users, 0, 'ann', outcome('ok'))
      .item('db1', users, 1, 'bob', outcome('changed', { changes: ['user bob'] }));
    story.item(
      'db1',
      users,
      2,
      'eve',
      outcome('failed', { failure: { message: 'useradd: group staff does not exist' } }),
    );
    story.ends(
      'db1',
      users,
      outcome('failed', { failure: { message: 'one or more items failed' }, ignored: 'ignore_errors' }),
      { loop: true },
    );
    const hidden = task('Set passwords', { place: { file: 'site.yml', line: 25, column: 3 } });
    story.item('db1', hidden, 0, 'bob:secret', outcome('changed', { changes: ['password'], noLog: true }));
    story.ends('db1', hidden, outcome('changed', { noLog: true }), { loop: true });
    story.says('db1', task('Say', { place: { file: 'site.yml', line: 30, column: 3 } }), 'two\nlines');
    story.ends('db1', build, outcome('changed', { changes: ['ran'] }), { delegate: 'web1' });
    story.ends(
      'db1',
      configure,
      outcome('changed', { changes: ['content'], notConverged: ['path:/etc/x: mode is 0644, not 0600'] }),
    );
    story.ended('Users', [recap('db1', { ok: 4, changed: 3, ignored: 1, notConverged: 1 })]);
    await expect(log(story)).toMatchFileSnapshot(golden('log-loops'));
  });

  it('says what it is waiting for when nothing happened for long', async () => {
    const story = new Story().run().play('Slow', ['web1', 'web2']);
    story
      .starts('web1', install)
      .starts('web2', install)
      .after(4000)
      .prints('web1', install, 'Unpacking nginx (1.22.1-9) ...');
    story
      .after(61_000)
      .ends('web1', install, outcome('ok'))
      .ends('web2', install, outcome('ok'))
      .ended('Slow', [recap('web1', { ok: 1 })]);
    await expect(log(story)).toMatchFileSnapshot(golden('log-slow'));
  });
});

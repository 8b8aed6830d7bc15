import type { Terminal } from '@xterm/headless';
import xterm from '@xterm/headless';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { LiveReport } from '../../../src/report/live-report.ts';
import { unpainted } from '../../../src/report/paint.ts';
import { outcome, recap, Story, task } from './told.ts';

// A recorded run, shown by the real renderer on a terminal as xterm.js has it; the clock is the recording's.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

class Screen {
  readonly terminal: Terminal;
  readonly writes: string[] = [];
  private readonly stream: NodeJS.WriteStream;

  constructor(columns: number, rows: number) {
    this.terminal = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 1000,
      allowProposedApi: true,
      convertEol: true,
    });
    const write = (text: string) => {
      this.writes.push(text);
      this.terminal.write(text);
      return true;
    };
    this.stream = { write, isTTY: true } as unknown as NodeJS.WriteStream;
  }

  /** Plays what happened; at each moment asked for, what the screen shows (with what scrolled off above it). */
  async shows(events: readonly RunEvent[], moments: readonly number[], resized?: () => void) {
    const { terminal, stream } = this;
    const screen = {
      get columns() {
        return terminal.cols;
      },
      get rows() {
        return terminal.rows;
      },
      stream,
    };
    const start = events[0]?.time ?? 0;
    vi.setSystemTime(start);
    const live = new LiveReport({ paint: unpainted, verbosity: 0, screen, now: Date.now, mask: (t) => t });
    const frames: string[] = [];
    const comeTo = async (time: number) => {
      while (moments.length > frames.length && start + (moments[frames.length] ?? 0) <= time) {
        vi.advanceTimersByTime(Math.max(0, start + (moments[frames.length] ?? 0) - Date.now()));
        frames.push(await this.text());
        resized?.();
      }
      vi.advanceTimersByTime(Math.max(0, time - Date.now()));
    };
    for (const event of events) {
      await comeTo(event.time);
      live.add(event);
      // listr2 begins to draw a moment after it is told to.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await live.end();
    frames.push(await this.text());
    return frames
      .map((frame, i) => `=== ${i < moments.length ? `${moments[i]} ms` : 'end'}\n${frame}\n`)
      .join('');
  }

  private async text(): Promise<string> {
    await new Promise<void>((resolve) => this.terminal.write('', resolve));
    const { active } = this.terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  }
}

const install = task('Install nginx', {
  role: 'nginx',
  place: { file: 'roles/nginx/tasks/main.yml', line: 3, column: 3 },
});
const unpack = task('Unpack the release of the application with a long name, and what it brings', {
  role: 'app',
});

function recording(count: number, check: boolean): Story {
  const hosts = Array.from({ length: count }, (_, i) => `web${String(i + 1).padStart(2, '0')}`);
  const story = new Story().run({ check }).play('Web servers', hosts);
  for (const host of hosts) story.add({ event: 'connecting', host });
  story.after(400);
  hosts.forEach((host, i) => {
    story.after(20);
    if (i === 4) story.lost(host, 'no route to host', 'is it switched on?').leaves(host, 'unreachable');
    else story.add({ event: 'connected', host }).starts(host, install);
  });
  story.after(1_200);
  for (const host of hosts.slice(0, 3)) story.prints(host, install, 'Unpacking nginx-common (1.22.1-9) ...');
  hosts.forEach((host, i) => {
    if (i === 4) return;
    story.after(150);
    if (i === 2) {
      const failure = {
        message: 'no package is called nginxx',
        command: 'apt-get install nginxx',
        status: 100,
      };
      story.ends(host, install, outcome('failed', { failure })).leaves(host, 'failed');
      return;
    }
    const presumed = check ? [{ text: 'Debian starts a service it installs' }] : [];
    story.ends(host, install, outcome('changed', { changes: ['install nginx 1.22.1-9'], presumed }));
    story.starts(host, unpack);
  });
  story.after(1_500);
  hosts.forEach((host, i) => {
    if (i === 2 || i === 4) return;
    story.after(100);
    const waitsFor = [{ what: 'the result of «Ask the version»' }];
    story.ends(host, unpack, check && i === 0 ? outcome('unknown', { waitsFor }) : outcome('ok'));
    story.leaves(host, 'finished');
  });
  const recaps = hosts.map((host, i) =>
    recap(host, i === 4 ? { unreachable: 1 } : i === 2 ? { failed: 1 } : { ok: 2, changed: 1 }),
  );
  return story.after(300).ended('Web servers', recaps);
}

test.each([
  [1, 80, 24, false],
  [10, 80, 24, true],
  [10, 120, 40, false],
  [100, 120, 40, false],
])('%i hosts on %i × %i, check mode %s', async (count, columns, rows, check) => {
  const shown = await new Screen(columns, rows).shows(
    recording(count, check).events,
    [300, 1_000, 2_500, 4_000],
  );
  await expect(shown).toMatchFileSnapshot(`./golden/screen-${count}-${columns}x${rows}.txt`);
});

test('a window made narrower and wider again while it runs keeps what was printed, once', async () => {
  const screen = new Screen(120, 40);
  const sizes = [
    [60, 20],
    [100, 30],
  ] as const;
  let next = 0;
  const shown = await screen.shows(recording(10, false).events, [1_500, 2_500], () => {
    const [columns, rows] = sizes[next++] ?? [100, 30];
    screen.terminal.resize(columns, rows);
  });
  const end = shown.slice(shown.indexOf('=== end'));
  expect(end.match(/PLAY \[Web servers\]/g)).toHaveLength(1);
  expect(end.match(/^failed: \[web03\]/gm)).toHaveLength(1);
  expect(end.match(/hosts: \d+ running/g)).toBeNull();
});

test('every change of the screen is one piece, which the terminal shows at once', async () => {
  const screen = new Screen(80, 24);
  await screen.shows(recording(10, false).events, []);
  const drawing = screen.writes.filter((text) => text.includes('\n'));
  expect(drawing.length).toBeGreaterThan(20);
  for (const text of drawing) {
    expect(text.startsWith('\x1b[?2026h')).toBe(true);
    expect(text.endsWith('\x1b[?2026l')).toBe(true);
  }
});

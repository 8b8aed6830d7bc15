import type { RunEvent, Time } from '../core/event.ts';
import { placeText, taskTitle } from './block-text.ts';
import { clock } from './duration.ts';
import { allHosts, foldedHosts } from './host-names.ts';
import type { Paint } from './paint.ts';
import { type HostState, RunState } from './run-state.ts';
import { ToldLines } from './told-lines.ts';

/** After so long without a line, a log says what is going on. */
const SILENCE = 30_000;

export interface LogOptions {
  readonly paint: Paint;
  readonly verbosity: number;
  write(lines: readonly string[]): void;
}

/** A run as lines for a log: nothing moves in it, and nothing is silent for long. */
export class LogReport {
  private readonly lines: ToldLines;
  private readonly state = new RunState();
  private lastWritten: Time | undefined;
  private now: Time = 0;

  constructor(private readonly options: LogOptions) {
    this.lines = new ToldLines({
      paint: options.paint,
      verbosity: options.verbosity,
      width: () => undefined,
      write: (lines) => this.write(lines),
    });
  }

  add(event: RunEvent): void {
    this.now = event.time;
    this.lastWritten ??= event.time;
    this.lines.add(event);
    this.state.apply(event);
    this.tick(event.time);
  }

  tick(now: Time): void {
    this.now = now;
    this.lines.tick(now);
    const silence = now - (this.lastWritten ?? now);
    if (silence >= SILENCE) this.stillRunning(this.state.busy);
  }

  private write(lines: readonly string[]): void {
    this.lastWritten = this.now;
    this.options.write(lines);
  }

  private stillRunning(busy: readonly HostState[]): void {
    const oldest = busy[0];
    if (!oldest) return;
    const same = busy.filter((h) => h.doing === oldest.doing && h.task?.id === oldest.task?.id);
    const names = same.map((h) => h.name);
    const hosts = same.length <= 5 ? allHosts(names) : foldedHosts(names, 60);
    const what = oldest.task ? `${taskTitle(oldest.task)} ${placeText(oldest.task.place)}` : oldest.doing;
    const since = clock(this.now - oldest.since);
    const elsewhere = busy.length > same.length ? `, ${busy.length - same.length} hosts elsewhere` : '';
    const line = oldest.line === '' ? '' : `: ${oldest.line}`;
    this.write([this.options.paint('quiet', `… [${hosts}] in ${what} for ${since}${elsewhere}${line}`)]);
  }
}

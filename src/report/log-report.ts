import type { RunEvent, Time } from '../core/event.ts';
import { logBlock, placeText, taskTitle } from './block-text.ts';
import { diagnosticLines } from './diagnostic-text.ts';
import { clock } from './duration.ts';
import { type Block, Gather } from './gather.ts';
import { allHosts, foldedHosts } from './host-names.ts';
import { recapLines } from './recap-text.ts';
import { type HostState, RunState } from './run-state.ts';
import type { Manner } from './saying.ts';
import { Tally } from './tally.ts';

/** How long results of one task are held for other hosts to join them. */
const HOLD = 2_000;
/** After so long without a line, a log says what is going on. */
const SILENCE = 30_000;

export interface LogOptions extends Omit<Manner, 'check' | 'diff'> {
  write(lines: readonly string[]): void;
}

/**
 * A run as lines for a log. What stays as it was is not told (but counted at the end, and told with -v), so a run
 * that changes nothing is its plays and its recap.
 */
export class LogReport {
  private readonly gather: Gather;
  private readonly state = new RunState();
  private readonly tally = new Tally();
  private readonly warned = new Set<string>();
  private diff = false;
  private titled: string | undefined;
  private lastWritten: Time = 0;
  private now: Time = 0;

  constructor(private readonly options: LogOptions) {
    this.gather = new Gather(
      HOLD,
      () => ({ ...options, check: this.state.check, diff: this.diff }),
      (block) => this.writeBlock(block),
    );
  }

  add(event: RunEvent): void {
    this.now = event.time;
    if (event.event === 'run-started') {
      this.lastWritten = event.time;
      this.diff = event.diff;
    }
    this.tally.apply(event);
    this.gather.add(event);
    this.state.apply(event);
    if (event.event === 'play-started') this.writePlay(event);
    else if (event.event === 'warning') this.writeWarning(event);
    else if (event.event === 'run-ended') this.writeRecap(event);
    else if (this.options.verbosity >= 1) this.writeDetail(event);
    this.tick(event.time);
  }

  tick(now: Time): void {
    this.now = now;
    this.gather.tick(now);
    const busy = this.state.busy;
    if (busy.length > 0 && now - this.lastWritten >= SILENCE) this.writeStillRunning(busy);
  }

  private write(lines: readonly string[]): void {
    this.lastWritten = this.now;
    this.options.write(lines);
  }

  private writePlay(event: Extract<RunEvent, { event: 'play-started' }>): void {
    const { paint } = this.options;
    const mode = this.state.check ? ', check mode' : '';
    const hosts = event.hosts.length === 1 ? (event.hosts[0] ?? '') : `${event.hosts.length} hosts`;
    this.titled = undefined;
    this.write([
      '',
      `${paint('heading', `PLAY [${event.name}]`)} ${paint('quiet', `${placeText(event.place)} (${hosts}${mode})`)}`,
    ]);
  }

  private writeBlock(block: Block): void {
    const titled = block.task === undefined || block.task.id !== this.titled;
    this.titled = block.task?.id;
    this.write(logBlock(block, titled, this.options.paint));
  }

  private writeWarning(event: Extract<RunEvent, { event: 'warning' }>): void {
    const lines = diagnosticLines(event.diagnostic, this.options.paint);
    const text = lines.join('\n');
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.titled = undefined;
    this.write(['', ...lines]);
  }

  private writeRecap(event: Extract<RunEvent, { event: 'run-ended' }>): void {
    const { paint, verbosity } = this.options;
    const elapsed = event.time - this.tally.started;
    const manner = { paint, verbosity, width: undefined, elapsed, interrupted: event.interrupted };
    this.write(recapLines(event.recap, this.tally, manner));
  }

  /** With -v who notified what and what is tried again, with -vvv also connections and readings. */
  private writeDetail(event: RunEvent): void {
    const quiet = (text: string) => this.write([this.options.paint('quiet', text)]);
    if (event.event === 'notified') {
      quiet(`notified: [${event.host}] ${event.handler}, by ${taskTitle(event.task)}`);
    } else if (event.event === 'retry') {
      const item = event.item === undefined ? '' : ` => (item=${event.item.label})`;
      const attempt = `attempt ${event.attempt} failed, ${event.left} left`;
      quiet(`retrying: [${event.host}]${item} ${taskTitle(event.task)}: ${attempt}`);
    } else if (this.options.verbosity >= 3) {
      if (event.event === 'connected') quiet(`connected: [${event.host}]`);
      else if (event.event === 'reading') quiet(`reading: [${event.host}] ${event.keys} things`);
    }
  }

  private writeStillRunning(busy: readonly HostState[]): void {
    const oldest = busy[0];
    if (!oldest) return;
    const same = busy.filter((h) => h.doing === oldest.doing && h.task?.id === oldest.task?.id);
    const what = oldest.task ? `${taskTitle(oldest.task)} ${placeText(oldest.task.place)}` : oldest.doing;
    const since = clock(this.now - oldest.since);
    const others = busy.length > same.length ? `, ${busy.length - same.length} hosts elsewhere` : '';
    const line = oldest.line === '' ? '' : `: ${oldest.line}`;
    const hosts =
      same.length <= 5
        ? allHosts(same.map((h) => h.name))
        : foldedHosts(
            same.map((h) => h.name),
            60,
          );
    this.write([this.options.paint('quiet', `… [${hosts}] in ${what} for ${since}${others}${line}`)]);
  }
}

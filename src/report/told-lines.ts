import type { RunEvent, Time } from '../core/event.ts';
import { logBlock, placeText, screenBlock, taskTitle } from './block-text.ts';
import { diagnosticLines } from './diagnostic-text.ts';
import { type Block, Gather, isOfHost, type Line } from './gather.ts';
import type { Paint } from './paint.ts';
import { recapLines } from './recap-text.ts';
import { Tally } from './tally.ts';

/** How long results of one task are held in a log, for other hosts to join them. */
const LOG_HOLD = 2_000;

/** A screen shows meanwhile who is at it; the more hosts, the more there is to join. */
function screenHold(hosts: number): number {
  return Math.min(3_000, 300 + hosts * 20);
}

export interface LinesOptions {
  readonly paint: Paint;
  /** The number of -v. */
  readonly verbosity: number;
  /** The columns of the screen; undefined for a log. */
  readonly width: () => number | undefined;
  write(lines: readonly string[]): void;
}

/**
 * A run as lasting lines. What stays as it was is not told (but counted at the end, and told with -v), so a run that
 * changes nothing is its plays and its recap.
 */
export class ToldLines {
  private readonly gather: Gather;
  private readonly tally = new Tally();
  private readonly warned = new Set<string>();
  /** Details that were told, and the first host they were told of. */
  private readonly detailed = new Map<string, string>();
  private diff = false;
  private titled: string | undefined;

  constructor(private readonly options: LinesOptions) {
    this.gather = new Gather(
      (hosts) => (options.width() === undefined ? LOG_HOLD : screenHold(hosts)),
      () => ({ ...options, check: this.tally.check, diff: this.diff }),
      (block) => this.block(block),
    );
  }

  add(event: RunEvent): void {
    if (event.event === 'run-started') this.diff = event.diff;
    this.tally.apply(event);
    this.gather.add(event);
    if (event.event === 'play-started') this.play(event);
    else if (event.event === 'warning') this.warning(event);
    else if (event.event === 'run-ended') this.recap(event);
    else if (this.options.verbosity >= 1) this.detail(event);
    this.gather.tick(event.time);
  }

  tick(now: Time): void {
    this.gather.tick(now);
  }

  private block(block: Block): void {
    const { paint, write } = this.options;
    const width = this.options.width();
    const fresh = { task: block.task, lines: block.lines.map((line) => this.withoutRepeats(line, block)) };
    if (width !== undefined) {
      write(screenBlock(fresh, width, paint));
      return;
    }
    const titled = block.task === undefined || block.task.id !== this.titled;
    this.titled = block.task?.id;
    write(logBlock(fresh, titled, paint));
  }

  /** Hosts that come late to a task mostly have the same difference or failure as those before them. */
  private withoutRepeats(line: Line, block: Block): Line {
    const { details } = line.saying;
    if (details.length < 2) return line;
    const key = `${block.task?.id}\n${details.join('\n')}`;
    const first = this.detailed.get(key);
    if (first === undefined) this.detailed.set(key, line.hosts[0] ?? '');
    if (first === undefined || line.hosts.includes(first)) return line;
    return { ...line, saying: { ...line.saying, details: [`(the same as for ${first})`] } };
  }

  private play(event: Extract<RunEvent, { event: 'play-started' }>): void {
    const { paint, write } = this.options;
    const mode = this.tally.check ? ', check mode' : '';
    const [only, ...others] = event.hosts;
    const hosts = only === undefined ? 'no hosts' : others.length === 0 ? only : `${others.length + 1} hosts`;
    const where = `${placeText(event.place)} (${hosts}${mode})`;
    this.titled = undefined;
    write(['', `${paint('heading', `PLAY [${event.name}]`)} ${paint('quiet', where)}`]);
  }

  private warning(event: Extract<RunEvent, { event: 'warning' }>): void {
    if (isOfHost(event)) return;
    const lines = diagnosticLines(event.diagnostic, this.options.paint);
    const text = lines.join('\n');
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.titled = undefined;
    this.options.write(this.options.width() === undefined ? ['', ...lines] : lines);
  }

  private recap(event: Extract<RunEvent, { event: 'run-ended' }>): void {
    const { paint, verbosity, write, width } = this.options;
    const elapsed = event.time - this.tally.started;
    const interrupted = event.interrupted ? event.notBegun : undefined;
    const manner = { paint, verbosity, width: width(), elapsed, interrupted };
    write(recapLines(event.recap, this.tally, manner));
  }

  /** With -v who notified what and what is tried again, with -vvv also connections and readings. */
  private detail(event: RunEvent): void {
    const quiet = (text: string) => this.options.write([this.options.paint('quiet', text)]);
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
}

import { Listr } from 'listr2';
import type { RunEvent } from '../core/event.ts';
import { frameLines } from './live-frame.ts';
import { LiveRenderer, type LiveScreen } from './live-renderer.ts';
import type { Paint } from './paint.ts';
import { RunState } from './run-state.ts';
import { ToldLines } from './told-lines.ts';

export interface LiveOptions {
  readonly paint: Paint;
  readonly verbosity: number;
  readonly screen: LiveScreen;
  now(): number;
  mask(text: string): string;
}

/** A run on a terminal: what changed or failed as lasting lines, and below them every host at its work. */
export class LiveReport {
  private readonly state = new RunState();
  private readonly lines: ToldLines;
  private readonly options: LiveOptions;
  private running: Promise<unknown> | undefined;
  private renderer: LiveRenderer | undefined;
  private finish: () => void = () => undefined;

  constructor(options: LiveOptions) {
    this.options = options;
    const { paint, verbosity, screen, mask } = options;
    this.lines = new ToldLines({
      paint,
      verbosity,
      width: () => screen.columns ?? 80,
      write: (lines) => this.renderer?.print(lines.flatMap((line) => mask(line).split('\n'))),
    });
  }

  add(event: RunEvent): void {
    this.running ??= this.start();
    this.state.apply(event);
    this.lines.add(event);
  }

  note(text: string): void {
    this.renderer?.print([text]);
  }

  /** For a question at the terminal, or words of someone else. */
  suspend(): void {
    this.renderer?.suspend();
  }

  resume(): void {
    this.renderer?.resume();
  }

  async end(): Promise<void> {
    this.finish();
    await this.running;
  }

  /** The terminal is taken with the first event: until then it belongs to questions for passwords. */
  private start(): Promise<unknown> {
    const { paint, screen, now } = this.options;
    const ended = new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    const list = new Listr([{ title: 'run', task: () => ended }], {
      renderer: LiveRenderer,
      // Interrupts are the program's own matter: it ends what runs on the hosts first.
      registerSignalListeners: false,
      rendererOptions: {
        screen,
        frame: (spinner, width, height) => frameLines(this.state, now(), { width, height, paint, spinner }),
        tick: () => this.lines.tick(now()),
        ready: (renderer) => {
          this.renderer = renderer;
        },
      },
    });
    return list.run();
  }
}

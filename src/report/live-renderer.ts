import { type ListrRenderer, ProcessOutput, Spinner } from 'listr2';
import { FramePainter } from './frame-painter.ts';

/** Where the live view is drawn. */
export interface LiveScreen {
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** The terminal itself; the program's standard output by default. */
  readonly stream?: NodeJS.WriteStream;
}

export interface LiveRendererOptions {
  readonly screen: LiveScreen;
  frame(spinner: string, width: number, height: number): readonly string[];
  /** Called with the renderer once it draws. */
  ready(renderer: LiveRenderer): void;
  tick(): void;
}

/**
 * listr2 runs it like its own renderers: it starts it, holds back what anything else writes to the terminal
 * meanwhile, and ends it. What it draws is ours: a hundred hosts don't fit listr2's tree of tasks.
 */
export class LiveRenderer implements ListrRenderer {
  static nonTTY = true;
  static rendererOptions: LiveRendererOptions;
  static rendererTaskOptions: never;
  private readonly output: ProcessOutput;
  private readonly spinner = new Spinner();
  private readonly painter: FramePainter;
  private readonly options: LiveRendererOptions;
  private readonly onExit = () => this.suspend();
  private drawing = false;

  constructor(_tasks: unknown, options: LiveRendererOptions) {
    this.options = options;
    this.output = new ProcessOutput(options.screen.stream, undefined, { leaveEmptyLine: false });
    this.painter = new FramePainter(
      (text) => this.output.toStdout(text, false),
      () => this.width,
    );
  }

  render(): void {
    // However the program ends, the terminal is given back, and what was held back is shown.
    process.once('exit', this.onExit);
    this.resume();
    this.options.ready(this);
  }

  end(): void {
    process.off('exit', this.onExit);
    this.suspend();
  }

  print(lines: readonly string[]): void {
    this.painter.print(lines, this.frame());
  }

  /** Leaves the terminal to someone else: a question at the prompt, or the end. */
  suspend(): void {
    if (!this.drawing) return;
    this.drawing = false;
    this.spinner.stop();
    this.painter.clear();
    this.output.release();
  }

  resume(): void {
    if (this.drawing) return;
    this.drawing = true;
    this.output.hijack();
    this.spinner.start(() => {
      this.options.tick();
      this.painter.draw(this.frame());
    });
  }

  private frame(): readonly string[] {
    return this.options.frame(this.spinner.fetch(), this.width, this.options.screen.rows ?? 24);
  }

  private get width(): number {
    return this.options.screen.columns ?? 80;
  }
}

import { randomBytes } from 'node:crypto';
import type { Connector, FarEnd, Target } from '../../src/core/far-end.ts';
import { LocalRoad } from '../../src/remote/local/local-road.ts';
import { Machine } from '../../src/remote/machine.ts';
import type { Meter, Road } from '../../src/remote/road.ts';
import type { Wire } from '../../src/remote/wire.ts';

/**
 * Any number of hosts that are alike: real frames, and a real shell behind them. What one host is sent for the first
 * time goes to a /bin/sh of this machine; who is sent the same later, after the same, gets what that one said.
 */
export class RecordedShells implements Connector {
  /** Frames that hosts sent, and those of them that went to a real shell. */
  readonly counts = { frames: 0 };
  private readonly shells = new RealShells();
  private readonly start = new Recording(this.shells, undefined, '');

  connect(target: Target): Promise<FarEnd> {
    const reach = async (): Promise<Road> => new RecordedRoad(this.start, this.counts);
    return reach().then(
      (road) =>
        new Machine(
          { name: target.name, runId: RUN, shell: '/bin/sh', reach, openLimit: 10_000, reconnectLimit: 0 },
          road,
        ),
    );
  }

  /** Frames that went to a real shell. */
  get recorded(): number {
    return this.shells.told;
  }

  /** Ends the real shells. */
  async close(): Promise<void> {
    await this.shells.close();
  }
}

const RUN = 'recorded';
const FRAME_END = 'j_finish\n}\n';

interface Said {
  readonly out: string;
  readonly err: string;
}

/** What a shell has been told so far, and what it said to the last of it. */
class Recording {
  private readonly next = new Map<string, Recording>();
  private answer: Promise<Said> | undefined;
  /** The real shell that has been told this much and no more. */
  private shell: RealShell | undefined;

  constructor(
    private readonly shells: RealShells,
    private readonly before: Recording | undefined,
    private readonly text: string,
  ) {}

  after(text: string): Recording {
    let next = this.next.get(text);
    if (next === undefined) {
      next = new Recording(this.shells, this, text);
      this.next.set(text, next);
    }
    return next;
  }

  said(): Promise<Said> {
    this.answer ??= this.ask();
    return this.answer;
  }

  private async ask(): Promise<Said> {
    const shell = await this.before?.lend();
    if (shell === undefined) throw new Error('nothing was asked');
    const said = await shell.tell(this.text);
    this.shell = shell;
    return said;
  }

  /** The shell that is this far: the one that was asked, or where that has gone on, another that is told it all again. */
  private async lend(): Promise<RealShell> {
    await this.answer;
    const { shell } = this;
    this.shell = undefined;
    return shell ?? this.another();
  }

  private async another(): Promise<RealShell> {
    if (this.before === undefined) return this.shells.open();
    const shell = await this.before.another();
    await shell.tell(this.text);
    return shell;
  }
}

class RealShells {
  told = 0;
  private readonly all: RealShell[] = [];

  async open(): Promise<RealShell> {
    const wire = await new LocalRoad().open('exec /bin/sh');
    const shell = new RealShell(wire, () => {
      this.told += 1;
    });
    this.all.push(shell);
    return shell;
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((shell) => shell.close()));
  }
}

class RealShell {
  private out = '';
  private err = '';
  private heard: () => void = () => undefined;
  private readonly folder = `.jrun-${RUN}-${randomBytes(6).toString('hex')}`;

  constructor(
    private readonly wire: Wire,
    private readonly onTold: () => void,
  ) {
    wire.onStdout = (chunk) => {
      this.out += chunk.toString('latin1');
      this.heard();
    };
    wire.onStderr = (chunk) => {
      this.err += chunk.toString('latin1');
      this.heard();
    };
  }

  async tell(text: string): Promise<Said> {
    this.onTold();
    this.out = '';
    this.err = '';
    const isOver = (said: string) => said.endsWith('\n') && said.includes(`\n${NONCE} f `);
    const over = new Promise<void>((resolve) => {
      this.heard = () => {
        if (isOver(this.out) && isOver(this.err)) resolve();
      };
    });
    await this.wire.write(Buffer.from(text.replaceAll(FOLDER, this.folder), 'latin1'));
    await over;
    const said = (what: string) => what.replaceAll(this.folder, FOLDER);
    return { out: said(this.out), err: said(this.err) };
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.wire.onEnd = () => resolve();
    });
    await this.wire.write(Buffer.from('j_bye\n'));
    this.wire.end();
    await ended;
  }
}

/** Stand in a recording for what is each shell's own; as long as those, since answers count their bytes. */
const NONCE = '0'.repeat(24);
const FOLDER = `.jrun-${RUN}-${'0'.repeat(12)}`;

class RecordedRoad implements Road {
  readonly user = 'root';
  readonly isUp = true;
  readonly keepsGroups = false;
  readonly meter: Meter = { turns: 0, sent: 0, received: 0 };

  constructor(
    private readonly start: Recording,
    private readonly counts: { frames: number },
  ) {}

  async open(): Promise<Wire> {
    return new RecordedWire(this.start, this.counts, this.meter);
  }

  dial(): never {
    throw new Error('recorded hosts have no network');
  }

  dialSocket(): never {
    throw new Error('recorded hosts have no network');
  }

  close(): void {}
}

class RecordedWire implements Wire {
  onStdout: ((chunk: Buffer) => void) | undefined;
  onStderr: ((chunk: Buffer) => void) | undefined;
  onEnd: ((status: number | undefined) => void) | undefined;
  private text = '';
  private nonce = '';
  private folder = FOLDER;

  constructor(
    private at: Recording,
    private readonly counts: { frames: number },
    private readonly meter: Meter,
  ) {}

  async write(bytes: Buffer): Promise<void> {
    this.meter.sent += bytes.length;
    this.text += bytes.toString('latin1');
    if (this.text === 'j_bye\n') this.close();
    if (!this.text.endsWith(FRAME_END)) return;
    this.nonce = /j_n='?([0-9a-f]{24})/.exec(this.text)?.[1] ?? this.nonce;
    this.folder = /\.jrun-recorded-[0-9a-f]{12}/.exec(this.text)?.[0] ?? this.folder;
    const text = this.text.replaceAll(this.nonce, NONCE).replaceAll(this.folder, FOLDER);
    this.text = '';
    this.counts.frames += 1;
    this.at = this.at.after(text);
    void this.at.said().then(({ out, err }) => {
      this.onStdout?.(this.own(out));
      this.onStderr?.(this.own(err));
    });
  }

  end(): void {
    this.close();
  }

  destroy(): void {
    this.close();
  }

  private own(said: string): Buffer {
    const bytes = Buffer.from(said.replaceAll(NONCE, this.nonce).replaceAll(FOLDER, this.folder), 'latin1');
    this.meter.received += bytes.length;
    return bytes;
  }

  private close(): void {
    this.onEnd?.(0);
    this.onEnd = undefined;
  }
}

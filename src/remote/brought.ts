import { type Identity, identityId } from '../core/identity.ts';
import { quote } from '../core/quote.ts';
import type { Content } from '../core/step.ts';
import type { FarShell } from './far-shell/far-shell.ts';
import { bringFrame, readFrame } from './far-shell/frame.ts';
import type { Sending } from './far-shell/staging.ts';
import type { Lane, Shells } from './shells.ts';

/** How long the end of what is on its way is waited for. */
const END_LIMIT_MS = 3000;

/** A content on its way, or there. */
interface Bringing {
  /** The file it is in, and the shell that removes it with itself. */
  readonly there: Promise<{ readonly path: string; readonly shell: FarShell } | undefined>;
  isOver: boolean;
  /** Whoever wants it by now is told how far it is. */
  tell: ((line: string) => void) | undefined;
}

/**
 * Contents that were sent before the step that wants them: while the identity's own shell was busy with a command, by
 * a second one. Nothing depends on it: what could not be brought is sent with its step.
 */
export class Brought {
  private readonly all = new Map<string, Bringing>();
  private readonly ending = new AbortController();

  constructor(private readonly shells: Shells) {}

  /** Into that folder if it is there: elsewhere there may be no room for it. */
  bring(content: Content, folder: string, as: Identity, signal?: AbortSignal): void {
    const name = nameOf(content, folder, as);
    if (this.all.has(name)) return;
    const isCancelled = () => this.ending.signal.aborted || signal?.aborted === true;
    const bringing: Bringing = {
      there: this.shells
        .inLane(
          as,
          (lane) => this.send(lane, content, folder, isCancelled, (line) => bringing.tell?.(line)),
          true,
        )
        .catch(() => undefined)
        .finally(() => {
          bringing.isOver = true;
        }),
      isOver: false,
      tell: undefined,
    };
    this.all.set(name, bringing);
  }

  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  /** Waits until these are there, or can't be, and takes them: each is there for one step. */
  async take(
    wanted: readonly {
      readonly content: Content;
      readonly folder: string;
      readonly onProgress?: ((line: string) => void) | undefined;
    }[],
    as: Identity,
  ): Promise<NonNullable<Sending['brought']>> {
    const paths = new Map<string, string>();
    for (const { content, folder, onProgress } of wanted) {
      const name = nameOf(content, folder, as);
      const bringing = this.all.get(name);
      if (bringing === undefined) continue;
      bringing.tell = onProgress;
      const found = await bringing.there;
      this.all.delete(name);
      if (found !== undefined && !found.shell.isGone) paths.set(name, found.path);
    }
    return (content, folder) => {
      const name = nameOf(content, folder, as);
      const path = paths.get(name);
      paths.delete(name);
      return path;
    };
  }

  /** What is on its way goes no further. */
  async end(): Promise<void> {
    this.ending.abort();
    const under = [...this.all.values()].filter(({ isOver }) => !isOver);
    if (under.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, END_LIMIT_MS);
    });
    await Promise.race([Promise.all(under.map(({ there }) => there)), late]);
    clearTimeout(timer);
  }

  private async send(
    lane: Lane,
    content: Content,
    folder: string,
    isCancelled: () => boolean,
    tell: (line: string) => void,
  ) {
    if (isCancelled()) return undefined;
    const shell = await this.shells.of(lane);
    const isRoom = { script: `[ -d ${quote(folder)} ] && [ -w ${quote(folder)} ]`, timeLimit: 10 };
    const { readings } = await shell.read(readFrame(shell.nextFrame(), [[0, isRoom]]));
    if (readings.get(0)?.status !== 0) return undefined;
    const sending: Sending = {
      rawness: shell.hello?.rawness ?? 'none',
      tell: (_, line) => tell(line),
      isCancelled,
    };
    const answer = await shell.act(bringFrame(shell.nextFrame(), shell, content, folder, sending));
    const path = answer.readings.get(0)?.stdout.toString('utf8') ?? '';
    return path === '' ? undefined : { path, shell };
  }
}

function nameOf({ sha256, size }: Content, folder: string, as: Identity): string {
  return JSON.stringify([identityId(as), folder, sha256, size]);
}

import type { Reading } from '../../core/far-end.ts';
import { quote } from '../../core/quote.ts';
import type { Content } from '../../core/step.ts';
import { base64Lines, compound, type Sending, type Sent, type Staged, stage } from './staging.ts';
import { type ContentStore, type ShellStep, stepText } from './step-text.ts';

/** Text up to this size travels as a quoted word: readable on the wire, and no process to decode it. */
const WORD_LIMIT = 32 * 1024;
/** Up to this size a content is part of the frame; a bigger one goes ahead of it in pieces. */
const INLINE_LIMIT = 48 * 1024;
/** All contents inside one frame, which the far shell keeps in memory. */
const FRAME_LIMIT = 512 * 1024;
function readingLines(readings: readonly Reading[]): string {
  return readings
    .map(
      (reading, i) => `j_read ${i} ${Math.max(1, Math.ceil(reading.timeLimit))} ${quote(reading.script)}\n`,
    )
    .join('');
}

export function readFrame(id: number, readings: readonly Reading[]): string {
  return compound(`j_begin ${id}\n`, readingLines(readings), 'j_finish\n');
}

/** What a deed sends, piece by piece: a big content is never in memory as a whole. */
export function* deedFrame(
  id: number,
  folder: string,
  steps: readonly { readonly index: number; readonly step: ShellStep }[],
  readings: readonly Reading[],
  sending: Sending,
): Generator<Sent> {
  const contents = new FrameContents();
  const lines = steps.map(({ step, index }) => {
    contents.step = index;
    return stepText(step, index, contents);
  });
  const begin = [`j_begin ${id}\n`, `j_deed ${quote(folder)}\n`];
  if (contents.staged.length > 0) {
    // Their names are of one frame.
    const forget = contents.staged.map((_, number) => `j_c${number}=\n`);
    yield compound(...begin, ...forget);
    for (const [number, staged] of contents.staged.entries()) {
      if (yield* stage(number, staged, sending)) continue;
      yield compound('j_end_step 0 cancelled 0 0\n');
      break;
    }
    yield compound(...lines, 'j_done\n', readingLines(readings), 'j_finish\n');
  } else {
    yield compound(...begin, ...lines, 'j_done\n', readingLines(readings), 'j_finish\n');
  }
}

export function recoveryFrame(
  id: number,
  old: { folder: string; frame: number; pid: string; start: string },
): string {
  return compound(
    `j_begin ${id}\n`,
    `j_recover ${quote(old.folder)} ${old.frame} ${quote(old.pid)} ${quote(old.start)}\n`,
    'j_finish\n',
  );
}

class FrameContents implements ContentStore {
  readonly staged: Staged[] = [];
  /** The number of the step whose contents are placed. */
  step = 0;
  private inline = 0;

  place(content: Content, folder: string, inTransaction: boolean): { words: string; base64?: string } {
    if (content.size > INLINE_LIMIT || this.inline + content.size > FRAME_LIMIT)
      return this.stage(content, folder);
    const bytes = content.read();
    this.inline += bytes.length;
    if (bytes.length <= WORD_LIMIT && isText(bytes))
      return { words: `text ${quote(bytes.toString('utf8'))}` };
    // Inside a transaction no step has an input of its own.
    if (inTransaction) return this.stage(content, folder);
    return { words: "base64 ''", base64: base64Lines(bytes) };
  }

  private stage(content: Content, folder: string): { words: string } {
    this.staged.push({ content, folder, step: this.step });
    return { words: `staged ${this.staged.length - 1}` };
  }
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}

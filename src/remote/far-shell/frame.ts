import type { Reading } from '../../core/far-end.ts';
import { quote } from '../../core/quote.ts';
import type { Content, Fetch, Guard } from '../../core/step.ts';
import { base64Lines, compound, type Sending, type Sent, type Staged, stage } from './staging.ts';
import { type ContentStore, type ShellStep, stepText } from './step-text.ts';

/** Text up to this size travels as a quoted word: readable on the wire, and no process to decode it. */
const WORD_LIMIT = 32 * 1024;
/** Up to this size a content is part of the frame; a bigger one goes ahead of it in pieces. */
const INLINE_LIMIT = 48 * 1024;
/** All contents inside one frame, which the far shell keeps in memory. */
const FRAME_LIMIT = 512 * 1024;

/** Each in its own time, or all together in the time of one: then those that the others left none for are not answered. */
function readingLines(readings: readonly NumberedReading[], isTogether = false): string {
  if (isTogether && readings.length > 0) return readingLine(readings);
  return readings.map((reading) => readingLine([reading])).join('');
}

/** They have the time of the one that may take longest; a process for each of them, and two. */
function readingLine(readings: readonly NumberedReading[]): string {
  const limit = Math.max(1, ...readings.map(([, { timeLimit }]) => Math.ceil(timeLimit)));
  const words = readings.map(([index, { script }]) => ` ${index} ${quote(script)}`);
  return `j_read ${limit}${words.join('')}\n`;
}

export type NumberedReading = readonly [index: number, reading: Reading];

export function readFrame(id: number, readings: readonly NumberedReading[], isTogether = false): string {
  return compound(`j_begin ${id}\n`, readingLines(readings, isTogether), 'j_finish\n');
}

/** Steps that belong together, and what is read behind them. */
export interface Part {
  readonly steps: readonly ShellStep[];
  readonly readings: readonly NumberedReading[];
}

/**
 * What deeds send, piece by piece: a big content is never in memory as a whole. Steps are numbered through. Where
 * something of a part is not done, those behind it are not come to. What the last part reads is read together.
 */
export function* deedFrame(
  id: number,
  folder: string,
  parts: readonly Part[],
  sending: Sending,
): Generator<Sent> {
  const contents = new FrameContents();
  const lines = partLines(parts, contents);
  const begin = [`j_begin ${id}\n`, `j_deed ${quote(folder)}\n`];
  if (contents.staged.length > 0) {
    // Their names are of one frame.
    const forget = contents.staged.map((_, number) => `j_c${number}=\n`);
    yield compound(...begin, ...forget);
    for (const [number, staged] of contents.staged.entries()) {
      const there = sending.brought?.(staged.content, staged.folder);
      if (there !== undefined) {
        yield compound(`j_take ${number} ${quote(there)}\n`);
        continue;
      }
      if (yield* stage(number, staged, sending)) continue;
      yield compound('j_end_step 0 cancelled 0 0\n');
      break;
    }
    yield compound(...lines, 'j_finish\n');
  } else {
    yield compound(...begin, ...lines, 'j_finish\n');
  }
}

/**
 * A content that is kept in or beside the folder until a deed of another shell takes it, or this one ends. The file it
 * is in is read behind it; nothing where it could not be stored, or was cancelled.
 */
export function* bringFrame(
  id: number,
  shell: { readonly folder: string; readonly folderIsMade: boolean },
  content: Content,
  folder: string,
  sending: Sending,
): Generator<Sent> {
  const begin = shell.folderIsMade ? 'j_over=\n' : `j_deed ${quote(shell.folder)}\n`;
  // Numbered by the frame: notes of the earlier ones must last.
  yield compound(`j_begin ${id}\n`, begin, `j_c${id}=\n`);
  if (!(yield* stage(id, { content, folder, step: 0 }, sending))) yield compound(`j_spoil ${id} cancelled\n`);
  const path = { script: `[ -f "$j_c${id}" ] && printf %s "$j_c${id}"`, timeLimit: 10 };
  yield compound(readingLines([[0, path]]), 'j_finish\n');
}

function partLines(parts: readonly Part[], contents: FrameContents): string[] {
  let step = 0;
  const blocks = parts.map((part, number) => {
    const steps = part.steps.map((one) => {
      contents.step = step;
      return stepText(one, step++, contents);
    });
    return { steps, readings: readingLines(part.readings, number === parts.length - 1) };
  });
  const [only] = blocks;
  if (only && blocks.length === 1) return [...only.steps, 'j_done\n', only.readings];
  const lines = blocks.flatMap(({ steps, readings }, number) => [
    number === 0 ? '' : 'if [ -z "$j_over" ]; then\n',
    ...steps,
    readings,
    `j_portion ${number}\n`,
    number === 0 ? '' : 'fi\n',
  ]);
  return [...lines, 'j_done\n'];
}

/** Its first guard is that of the file itself. */
export function fetchFrame(id: number, step: Fetch & { readonly guards?: readonly Guard[] }): string {
  const stamp = step.guards?.[0]?.stamp ?? '';
  return compound(
    `j_begin ${id}\n`,
    `j_fetch ${quote(step.path)} ${step.size} ${quote(stamp)}\n`,
    'j_finish\n',
  );
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

  script(content: Content, folder: string): number {
    this.staged.push({ content, folder, step: this.step, isMade: true });
    return this.staged.length - 1;
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

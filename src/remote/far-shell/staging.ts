import { telling } from '../../core/amount.ts';
import { quote } from '../../core/quote.ts';
import type { Content } from '../../core/step.ts';

/** The far shell has to say that it listens, before what follows may be sent. */
export const TURN = Symbol('turn');

/** What is sent to a far shell, in order. */
export type Sent = string | Buffer | typeof TURN;

/**
 * How a far shell takes bytes as they are: `raw` right behind the command that reads them; `turn` once it says that it
 * listens, which takes a round trip; `none`: only as base64.
 */
export type Rawness = 'raw' | 'turn' | 'none';

/** How contents are sent, and who is told how far that is. */
export interface Sending {
  readonly rawness: Rawness;
  tell?(step: number, line: string): void;
  /** Nobody wants it any more: what is left is not sent. */
  isCancelled?(): boolean;
  /** The file on the host into which it was sent before. */
  brought?(content: Content, folder: string): string | undefined;
}

/** A content that is sent ahead of the step that wants it, to be kept in or beside the folder. */
export interface Staged {
  readonly content: Content;
  readonly folder: string;
  readonly step: number;
  /** It is made as it is sent, and its size is only about what it says. */
  readonly isMade?: true;
}

/** A multiple of 57, so that each piece is whole lines of base64. */
const PIECE = 57 * 1024;
/** Of what is held of a content while it is sent; after so many bytes sending can be cancelled. */
const STRETCH = 4 * 1024 * 1024;
const RAW_PIECE = 256 * 1024;
/** From this size on a round trip is cheaper than a third more bytes and a process for each piece of base64. */
const WORTH_A_TURN = 1024 * 1024;

/** Lines of 76 characters: openssl takes no longer ones. */
export function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,76}/g, '$&\n');
}

/** One compound command: a shell that reads ahead has read nothing else, and runs all of it or nothing. */
export function compound(...lines: readonly string[]): string {
  return `{\n${lines.join('')}}\n`;
}

/** False where it was cancelled. */
export function* stage(number: number, staged: Staged, sending: Sending): Generator<Sent, boolean> {
  const { rawness } = sending;
  const { content } = staged;
  const raw = rawness === 'raw' || (rawness === 'turn' && content.size >= WORTH_A_TURN);
  const done = raw ? yield* stageRaw(number, staged, sending) : yield* stageBase64(number, staged, sending);
  if (done === undefined) return false;
  // A file that became another one while it was read: nobody must take it for what was planned.
  if (done !== content.size && !staged.isMade)
    yield compound(`j_spoil ${number} ${quote('its source changed while it was being sent')}\n`);
  return true;
}

/** How many bytes were sent; undefined where it was cancelled. */
function* stageRaw(
  number: number,
  { content, folder, step }: Staged,
  { rawness, tell, isCancelled }: Sending,
): Generator<Sent, number | undefined> {
  const told = telling(content.size, (line) => tell?.(step, line));
  let done = 0;
  yield compound(`j_stage_raw ${number} ${quote(folder)}\n`);
  if (rawness === 'turn') yield TURN;
  for (const stretch of regrouped(piecesOf(content), STRETCH)) {
    if (isCancelled?.()) {
      yield '0\n';
      return undefined;
    }
    const length = stretch.reduce((sum, piece) => sum + piece.length, 0);
    yield `${length}\n`;
    for (const piece of stretch) {
      yield piece;
      done += piece.length;
      told(done);
    }
  }
  yield '0\n';
  return done;
}

function* stageBase64(
  number: number,
  { content, folder, step }: Staged,
  { tell, isCancelled }: Sending,
): Generator<Sent, number | undefined> {
  const told = telling(content.size, (line) => tell?.(step, line));
  let done = 0;
  const command = `j_stage ${number} ${quote(folder)} <<'J_CONTENT'\n`;
  for (const stretch of regrouped(piecesOf(content), PIECE, PIECE)) {
    if (isCancelled?.()) return undefined;
    const bytes = Buffer.concat(stretch);
    yield compound(`${command}${base64Lines(bytes)}J_CONTENT\n`);
    done += bytes.length;
    told(done);
  }
  if (done === 0) yield compound(`${command}J_CONTENT\n`);
  return done;
}

function* piecesOf(content: Content): Generator<Buffer> {
  if (content.pieces) {
    yield* content.pieces();
    return;
  }
  const bytes = content.read();
  for (let at = 0; at < bytes.length; at += RAW_PIECE) yield bytes.subarray(at, at + RAW_PIECE);
}

/** Pieces taken together until there is `size` of them; each group a multiple of `unit`, but for the last. */
export function* regrouped(pieces: Iterable<Buffer>, size: number, unit = 1): Generator<readonly Buffer[]> {
  let group: Buffer[] = [];
  let length = 0;
  for (const piece of pieces) {
    let rest = piece;
    while (length + rest.length >= size) {
      const cut = unit === 1 ? rest.length : size - length;
      yield [...group, rest.subarray(0, cut)];
      rest = rest.subarray(cut);
      group = [];
      length = 0;
    }
    if (rest.length === 0) continue;
    group.push(rest);
    length += rest.length;
  }
  if (group.length > 0) yield group;
}

import { quote } from '../../core/quote.ts';
import { type Batch, type Batched, type Content, modeWord } from '../../core/step.ts';

/** Of arguments that one process gets, in bytes, well below what any system takes. */
const ARGUMENTS = 48 * 1024;
const PIECE = 256 * 1024;

type Made = Extract<Batched, { do: 'mkdir' | 'write' }>;

/** A folder that is there, and what is laid out in a room of its own in it before it is moved into it. */
interface Anchor {
  readonly number: number;
  /** Names right in it. */
  readonly names: string[];
  /** Of these, files that are there already. */
  readonly replaced: { readonly name: string; readonly hasMode: boolean }[];
}

/**
 * The script that carries out a batch, made as it is sent: contents are words of `printf`, which shells have built in,
 * so that only modes, owners and moving need a process, for as many files as fit into its arguments. What is new or
 * changed is laid out in a private folder beside its place, on the same file system, and moved from there: each file, or
 * folder that is new, is replaced at once and whole.
 */
export function batchScript(batch: Batch): Content {
  const contents = batch.steps.reduce((sum, step) => sum + (step.do === 'write' ? step.content.size : 0), 0);
  const pieces = () => gathered(scriptOf(batch));
  return {
    sha256: '',
    // About; what is between the contents is little where it matters.
    size: contents + 200 * batch.steps.length,
    read: () => Buffer.concat([...pieces()]),
    pieces,
  };
}

function* scriptOf({ steps }: Batch): Generator<string> {
  const made = steps.filter((step): step is Made => step.do !== 'attributes');
  const attributes = steps.filter((step) => step.do === 'attributes');
  const layout = new Layout(made);
  yield* guardLines(steps);
  yield* layout.rooms();
  yield '(\numask "$j_umask"\n';
  yield* runs(
    'mkdir --',
    made.filter(({ do: does }) => does === 'mkdir').map((step) => layout.word(step.path)),
  );
  yield ') || exit 1\n';
  for (const step of made) if (step.do === 'write') yield contentLine(step.content, layout.word(step.path));
  yield* layout.likeBefore();
  yield* grouped(
    made,
    (step) => owners(step),
    'chown --',
    (step) => layout.word(step.path),
  );
  yield* grouped(
    made,
    (step) => modeOf(step),
    'chmod --',
    (step) => layout.word(step.path),
  );
  yield* layout.moves();
  yield* grouped(
    attributes,
    (step) => owners(step),
    'chown -h --',
    (step) => word(step.path),
  );
  yield* grouped(
    attributes,
    (step) => modeWord(step.mode),
    'chmod --',
    (step) => word(step.path),
  );
}

class Layout {
  private readonly anchors = new Map<string, Anchor>();
  private readonly places = new Map<string, { anchor: Anchor; below: string }>();

  constructor(made: readonly Made[]) {
    for (const step of made) {
      const { folder, name } = split(step.path);
      const parent = this.places.get(folder);
      // In a folder that is new itself it goes where that is made.
      if (parent && made.length > 0 && this.isNew(folder)) {
        this.places.set(step.path, { anchor: parent.anchor, below: `${parent.below}/${name}` });
        continue;
      }
      let anchor = this.anchors.get(folder);
      if (!anchor) {
        anchor = { number: this.anchors.size, names: [], replaced: [] };
        this.anchors.set(folder, anchor);
      }
      anchor.names.push(name);
      this.places.set(step.path, { anchor, below: name });
      if (step.do === 'mkdir') this.folders.add(step.path);
      else if (replaces(step)) anchor.replaced.push({ name, hasMode: step.mode !== undefined });
    }
  }

  private readonly folders = new Set<string>();

  private isNew(folder: string): boolean {
    return this.places.has(folder);
  }

  /** Where it is laid out, as a word of the script. */
  word(path: string): string {
    const place = this.places.get(path);
    if (!place) throw new Error(`${path} is no part of its batch`);
    return `"$r${place.anchor.number}"/${word(place.below)}`;
  }

  *rooms(): Generator<string> {
    for (const [folder, { number }] of this.anchors)
      yield `b${number}=${word(folder)} r${number}=$b${number}/$j_s\n`;
    yield* runs(
      'j_rooms',
      [...this.anchors.values()].map(({ number }) => `"$r${number}"`),
    );
  }

  /** What replaces a file keeps what that had. */
  *likeBefore(): Generator<string> {
    for (const { number, replaced } of this.anchors.values()) {
      for (const hasMode of [true, false]) {
        const names = replaced.filter((one) => one.hasMode === hasMode).map(({ name }) => word(name));
        yield* runs(`j_like "$b${number}" "$r${number}" ${hasMode ? "''" : '1'}`, names);
      }
    }
  }

  *moves(): Generator<string> {
    for (const { number, names } of this.anchors.values())
      yield* runs(
        `j_moved "$b${number}"`,
        names.map((name) => `"$r${number}"/${word(name)}`),
      );
    yield* runs(
      'rmdir --',
      [...this.anchors.values()].map(({ number }) => `"$r${number}"`),
    );
  }
}

function replaces(step: Made): boolean {
  return (step.guards ?? []).some(({ stamp }) => stamp !== 'absent');
}

function* guardLines(steps: readonly Batched[]): Generator<string> {
  const guards = steps.flatMap((step) => step.guards ?? []);
  const absent = guards.filter(({ stamp }) => stamp === 'absent').map(({ path }) => word(path));
  const present = guards.filter(({ stamp }) => stamp !== 'absent');
  yield* runs('j_none', absent);
  for (let at = 0; at < present.length; at += 200) {
    const some = present.slice(at, at + 200);
    yield `j_same ${word(some.map(({ stamp }) => stamp).join('\n'))} ${some.map(({ path }) => word(path)).join(' ')}\n`;
  }
}

/** One command for all that have the same in common, over and over until all had their turn. */
function* grouped<T>(
  all: readonly T[],
  key: (one: T) => string,
  command: string,
  text: (one: T) => string,
): Generator<string> {
  const groups = new Map<string, string[]>();
  for (const one of all) {
    const name = key(one);
    if (name === '') continue;
    const group = groups.get(name);
    if (group) group.push(text(one));
    else groups.set(name, [text(one)]);
  }
  for (const [name, words] of groups) yield* runs(`${command} ${name}`, words);
}

function* runs(command: string, words: readonly string[]): Generator<string> {
  let line = '';
  for (const one of words) {
    if (line.length + one.length > ARGUMENTS) {
      yield `${command}${line} || exit 1\n`;
      line = '';
    }
    line += ` ${one}`;
  }
  if (line !== '') yield `${command}${line} || exit 1\n`;
}

function owners({ owner, group }: Batched): string {
  if (owner === undefined && group === undefined) return '';
  return word(`${owner ?? ''}${group === undefined ? '' : `:${group}`}`);
}

/** A new file without a mode has the one that the umask gives. */
function modeOf(step: Made): string {
  if (step.mode !== undefined) return modeWord(step.mode);
  return step.do === 'mkdir' || replaces(step) ? '' : '"$j_new"';
}

/** Names and contents are bytes: the script is written in an encoding that has all of them. */
function contentLine(content: Content, path: string): string {
  const text = content.read().toString('latin1');
  if (text === '') return `: >${path} || exit 1\n`;
  if (!text.includes('\0')) return `printf %s ${quote(text)} >${path} || exit 1\n`;
  const format = text.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('\0', '\\000');
  return `printf ${quote(format)} >${path} || exit 1\n`;
}

function word(text: string): string {
  return quote(Buffer.from(text, 'utf8').toString('latin1'));
}

function split(path: string): { folder: string; name: string } {
  const cut = path.lastIndexOf('/');
  return { folder: path.slice(0, cut) || '/', name: path.slice(cut + 1) };
}

function* gathered(lines: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    yield Buffer.from(text, 'latin1');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'latin1');
}

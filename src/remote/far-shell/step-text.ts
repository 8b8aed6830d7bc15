import type { Note } from '../../core/far-end.ts';
import { quote, quoteAll } from '../../core/quote.ts';
import {
  ATTACHMENT,
  type Batch,
  type Content,
  goesOutside,
  modeWord,
  type Ownership,
  type Produce,
  type Run,
  type Step,
  type Transaction,
} from '../../core/step.ts';
import { batchScript } from './batch-script.ts';
import { splitWords } from './split-words.ts';

/** A step that a shell carries out; requests and ports go through the connection instead. */
export type ShellStep = Exclude<Step, { do: 'request' } | { do: 'await-port' } | { do: 'fetch' }> | NoteStep;

/** Whether a shell carries it out. */
export function isForShell(step: Step | NoteStep): step is ShellStep {
  return !goesOutside(step);
}

/** A note among the steps of a frame. */
export interface NoteStep extends Note {
  readonly do: 'note';
}

/** How contents get to the far shell: in the frame, or ahead of it in pieces. */
export interface ContentStore {
  /** The two last words of `j_write`, and what stands on its input. */
  place(content: Content, folder: string, inTransaction: boolean): { words: string; base64?: string };
  /** The number of a script that is made as it is sent. */
  script(content: Content, folder: string): number;
}

/** The line that carries out a step, with its guards before it. */
export function stepText(step: ShellStep, index: number, store: ContentStore): string {
  if (step.do === 'note')
    return `j_step ${index} any j_note ${quote(step.name)} ${quote(step.text)} </dev/null\n`;
  const guards = guardText(step);
  switch (step.do) {
    case 'run':
      return `${guards}j_watched ${index} ${quote(okWords(step))} ${step.job === undefined ? limitOf(step) : 0} ${quote(runText(step, `${index}`, store))}\n`;
    case 'batch':
      return `${guards}j_step ${index} 0 j_batch ${store.script(batchScript(step), batchFolder(step))} </dev/null\n`;
    case 'produce':
      return `${guards}j_watched ${index} 0 ${limitOf(step.run)} ${quote(produceText(step, `${index}`, store))}\n`;
    case 'transaction':
      return `${guards}j_watched ${index} 0 ${limitOf(step.validate)} ${quote(transactionText(step, index, store))}\n`;
    default: {
      const { words, base64 } = fileWords(step, store, false);
      if (base64 === undefined) return `${guards}j_step ${index} 0 ${words} </dev/null\n`;
      return `${guards}j_step ${index} 0 ${words} <<'J_CONTENT'\n${base64}J_CONTENT\n`;
    }
  }
}

function guardText(step: Step): string {
  return (step.guards ?? []).map((guard) => `j_guard ${quote(guard.path)} ${quote(guard.stamp)}\n`).join('');
}

function okWords(run: Run): string {
  return run.okStatus === 'any' ? 'any' : (run.okStatus ?? [0]).join(' ');
}

/** Whole seconds; 0 is none. */
function limitOf(run: Run): number {
  return run.timeLimit === undefined ? 0 : Math.max(1, Math.ceil(run.timeLimit));
}

/**
 * The text of a subshell that becomes the program. Environment goes by exported variables, and a script by a file in
 * the run folder: an argument list is for everyone to see. A job's files live in its own folder, for it outlives us.
 */
function runText(run: Run, name: string, store: ContentStore): string {
  const lines = [run.job === undefined ? 'j_at=$j_dir' : `j_job_folder ${quote(run.job)}`];
  const attachment =
    run.attachment === undefined ? undefined : `"$j_at/a${name}/"${quote(run.attachment.name)}`;
  if (run.attachment !== undefined && attachment !== undefined) {
    const { words } = store.place(run.attachment.content, '', true);
    lines.push(
      `mkdir "$j_at/a${name}" && j_content ${words} >${attachment} && chmod 700 ${attachment} || exit 1`,
    );
  }
  if (run.script !== undefined) {
    lines.push(`printf %s ${pieces(run.script, attachment, ' ')} >"$j_at/s${name}" || exit 1`);
  }
  if (typeof run.stdin === 'string') lines.push(`printf %s ${quote(run.stdin)} >"$j_at/i${name}" || exit 1`);
  else if (run.stdin !== undefined) {
    lines.push(`j_content ${store.place(run.stdin, '', true).words} >"$j_at/i${name}" || exit 1`);
  }
  if (run.cwd !== undefined) lines.push(`cd -- ${quote(run.cwd)} || exit 1`);
  lines.push(`umask ${run.umask === undefined ? '"$j_umask"' : quote(run.umask)} || exit 1`);
  const odd: string[] = [];
  for (const [key, value] of Object.entries(run.env ?? {})) {
    // A shell can't export other names; `env` can, at the price of showing them for a moment.
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) lines.push(`export ${key}=${quote(value)}`);
    else odd.push(`${key}=${value}`);
  }
  const words =
    run.script !== undefined
      ? `${quote(run.shell ?? '/bin/sh')} "$j_at/s${name}"`
      : (run.argv ?? []).map((word) => pieces(word, attachment, '')).join(' ');
  const input = run.stdin === undefined ? '' : ` <"$j_at/i${name}"`;
  const command = run.job === undefined ? 'j_exec' : `j_job ${limitOf(run)}`;
  lines.push(`${command} ${odd.length > 0 ? `env ${quoteAll(odd)} ` : ''}${words}${input}`);
  return lines.join('\n');
}

function produceText(step: Produce, name: string, store: ContentStore): string {
  const { path, run, backup, validate } = step;
  return `j_produce ${pathWord(path)} ${ownership(step)} ${quote(backup ?? '')} ${validation(validate)} ${quote(runText(run, name, store))}`;
}

/** Text with the attachment's path, which only the far shell knows, in the place of its name. */
function pieces(text: string, attachment: string | undefined, between: string): string {
  if (attachment === undefined) return quote(text);
  return text.split(ATTACHMENT).map(quote).join(`${between}${attachment}${between}`);
}

function transactionText(transaction: Transaction, index: number, store: ContentStore): string {
  const lines: string[] = [];
  for (const [i, step] of transaction.steps.entries()) {
    // Guards come first: putting aside moves what they look at.
    const guards = guardText(step).trimEnd();
    lines.push(...(guards === '' ? [] : [guards, 'j_hold']), ...asides(step));
    const [ok, text] = partText(step, index, i, store);
    lines.push(`j_part ${quote(ok)} ${quote(text)}`);
  }
  const validate = transaction.validate;
  lines.push(`j_part ${quote(okWords(validate))} ${quote(runText(validate, `${index}-v`, store))}`);
  return `j_transaction ${quote(lines.filter((line) => line !== '').join('\n'))}`;
}

function partText(step: Step, index: number, part: number, store: ContentStore): [ok: string, text: string] {
  if (step.do === 'run') return [okWords(step), runText(step, `${index}-${part}`, store)];
  if (step.do === 'produce') return ['0', produceText(step, `${index}-${part}`, store)];
  if (!isForShell(step) || step.do === 'transaction' || step.do === 'batch') {
    throw new TypeError(`a transaction cannot contain a step '${step.do}'`);
  }
  return ['0', fileWords(step, store, true).words];
}

/** What has to be put aside before a step of a transaction. */
function asides(step: Step): string[] {
  switch (step.do) {
    case 'write':
      return [`j_save ${pathWord(step.path)} ${step.inPlace === true ? 'change' : 'replace'}`];
    case 'link':
    case 'produce':
      return [`j_save ${pathWord(step.path)} replace`];
    case 'mkdir':
    case 'touch':
      return [`j_save ${pathWord(step.path)} change`];
    case 'attributes':
      return [`j_save ${pathWord(step.path)} ${step.recursive === true ? 'tree' : 'change'}`];
    case 'copy':
      return [`j_save ${pathWord(step.path)} tree`];
    case 'remove':
      return [`j_save_removed ${pathWord(step.path)}`];
    case 'rename':
      return [`j_save_renamed ${pathWord(step.from)} ${pathWord(step.path)}`];
    default:
      return [];
  }
}

type FileStep = Exclude<ShellStep, { do: 'run' | 'produce' | 'transaction' | 'batch' | 'note' }>;

function fileWords(
  step: FileStep,
  store: ContentStore,
  inTransaction: boolean,
): { words: string; base64?: string } {
  const path = pathWord(step.path);
  switch (step.do) {
    case 'write': {
      const { words, base64 } = store.place(step.content, folderOf(step.path), inTransaction);
      const line = `j_write ${path} ${ownership(step)} ${quote(step.backup ?? '')} ${validation(step.validate)} ${flag(step.inPlace)} ${words}`;
      return base64 === undefined ? { words: line } : { words: line, base64 };
    }
    case 'mkdir':
      return { words: `j_mkdir ${path} ${ownership(step)} ${flag(step.parents)}` };
    case 'link':
      return {
        words: `j_link ${path} ${quote(step.target)} ${flag(step.hard)} ${quote(step.owner ?? '')} ${quote(step.group ?? '')}`,
      };
    case 'attributes':
      return {
        words: `j_set ${path} ${ownership(step)} ${flag(step.follow)} ${flag(step.recursive)} ${quote(step.flags ?? '')}`,
      };
    case 'remove':
      return { words: `j_remove ${path} ${flag(step.recursive)}` };
    case 'copy':
      return {
        words: `j_copy ${pathWord(step.from)} ${path} ${ownership(step)} ${flag(step.preserve)} ${quote(step.backup ?? '')} ${validation(step.validate)}`,
      };
    case 'rename':
      return { words: `j_rename ${pathWord(step.from)} ${path}` };
    case 'touch':
      return { words: `j_touch ${path} ${timeWord(step.accessTime)} ${timeWord(step.modificationTime)}` };
  }
}

/** A trailing slash would make `mv` and `ln` look into a folder. */
function pathWord(path: string): string {
  return quote(path.length > 1 ? path.replace(/\/+$/, '') || '/' : path);
}

/** Where the file of that path is made. */
export function folderOf(path: string): string {
  return path.replace(/\/+$/, '').replace(/\/[^/]*$/, '') || '/';
}

/** Beside what is made: there has to be room for it anyway. */
function batchFolder({ steps }: Batch): string {
  return folderOf(steps[0]?.path ?? '/');
}

function flag(value: boolean | undefined): string {
  return value === true ? '1' : "''";
}

function ownership(step: Omit<Ownership, 'mode'> & { readonly mode?: number | string }): string {
  return [modeWord(step.mode), step.owner ?? '', step.group ?? ''].map(quote).join(' ');
}

/** A command of the user with `%s` for the file; its words, not a shell's: no pipes, as in Ansible. */
function validation(command: string | undefined): string {
  if (command === undefined) return "''";
  return quote(
    splitWords(command)
      .map((word) =>
        word
          .split('%s')
          .map((part) => (part === '' ? '' : quote(part)))
          .join('"$j_t"'),
      )
      .map((word) => (word === '' ? "''" : word))
      .join(' '),
  );
}

/** For `touch -d`, and for `touch -t` where that doesn't know `@`. */
function timeWord(time: number | 'now' | undefined): string {
  if (time === undefined || time === 'now') return quote(time ?? '');
  const iso = new Date(Math.floor(time) * 1000).toISOString();
  const stamp = `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)}${iso.slice(11, 13)}${iso.slice(14, 16)}.${iso.slice(17, 19)}`;
  return quote(`@${time} ${stamp}`);
}

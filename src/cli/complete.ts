import type { Command, Option } from 'commander';

/** What may stand in the place of the unfinished word: words, or files that the shell knows best itself. */
export type Completion =
  | { readonly words: readonly Candidate[]; readonly also?: 'playbooks' }
  | { readonly files: 'any' | 'playbooks' };

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What only looking shows; each answers with nothing where it can't be found out. */
export interface Sights {
  hosts(before: readonly string[]): Promise<readonly Candidate[]>;
  tags(before: readonly string[]): Promise<readonly Candidate[]>;
  tasks(before: readonly string[]): Promise<readonly Candidate[]>;
  modules(): Promise<readonly Candidate[]>;
}

const FILES = new Set([
  ...['inventory', 'privateKey', 'connectionPasswordFile', 'becomePasswordFile', 'vaultPasswordFile'],
  ...['vaultId', 'out'],
]);
const NOTHING: Completion = { words: [] };

/** Completes the last of the words behind the program's name. */
export async function complete(
  program: Command,
  words: readonly string[],
  sights: Sights,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, positional, pending } = walk(program, before);
  if (pending) return fitting(await valuesOf(pending, current, before.slice(0, -1), sights), current);
  const assigned = /^(--[\w-]+)=(.*)$/s.exec(current);
  if (assigned) {
    const [, name = '', value = ''] = assigned;
    const option = command.options.find((one) => answersTo(one, name));
    if (!option) return NOTHING;
    const found = fitting(await valuesOf(option, value, before, sights), value);
    if (!('words' in found)) return found;
    return { words: found.words.map((one) => ({ ...one, word: `${name}=${one.word}` })) };
  }
  if (current.startsWith('-')) return fitting({ words: command.options.flatMap(namesOf) }, current);
  return fitting(await operands(program, command, positional, sights), current);
}

/** Which command it is, how many operands it has, and the option that waits for its value. */
function walk(program: Command, words: readonly string[]) {
  let command = program;
  let positional = 0;
  let pending: Option | undefined;
  for (const word of words) {
    if (pending) pending = undefined;
    else if (word.startsWith('-')) pending = waiting(command, word);
    else {
      const named = positional === 0 && command === program ? commandNamed(program, word) : undefined;
      if (named) command = named;
      else positional++;
    }
  }
  return { command, positional, pending };
}

function commandNamed(program: Command, word: string): Command | undefined {
  return program.commands.find((one) => one.name() === word);
}

/** `-l`, `--limit`, and `-bKl`, whose last letter takes what comes next. */
function waiting({ options }: Command, word: string): Option | undefined {
  if (word.startsWith('--')) return options.find((one) => answersTo(one, word) && one.required);
  for (let index = 1; index < word.length; index++) {
    const option = options.find((one) => answersTo(one, `-${word[index]}`));
    if (option?.required) return index === word.length - 1 ? option : undefined;
  }
  return undefined;
}

function answersTo({ short, long }: Option, name: string): boolean {
  return name === short || name === long;
}

function namesOf(option: Option): Candidate[] {
  if (option.hidden) return [];
  const { short, long, description } = option;
  // Of two long names the second is the one that help shows.
  const names = short?.startsWith('--') ? [long] : [long, short];
  return names.flatMap((word) => (word === undefined ? [] : [{ word, description }]));
}

async function valuesOf(
  option: Option,
  current: string,
  before: readonly string[],
  sights: Sights,
): Promise<Completion> {
  const name = option.attributeName();
  if (option.argChoices) return { words: option.argChoices.map((word) => ({ word, description: '' })) };
  if (FILES.has(name)) return { files: 'any' };
  if (name === 'extraVars') return current.startsWith('@') ? { files: 'any' } : NOTHING;
  if (name === 'tags' || name === 'skipTags') return inList(await sights.tags(before), current, /^.*,/s);
  if (name === 'limit') return inList(await sights.hosts(before), current, /^.*[,:][&!]?|^[&!]/s);
  if (name === 'startAtTask') return { words: await sights.tasks(before) };
  return NOTHING;
}

/** The last of several, behind those that are written already. */
function inList(candidates: readonly Candidate[], current: string, written: RegExp): Completion {
  const [first = ''] = written.exec(current) ?? [];
  return { words: candidates.map((one) => ({ ...one, word: first + one.word })) };
}

async function operands(
  program: Command,
  command: Command,
  positional: number,
  sights: Sights,
): Promise<Completion> {
  switch (command.name()) {
    case 'doc':
      return { words: await sights.modules() };
    case 'completion':
      return {
        words: command.registeredArguments[0]?.argChoices?.map((word) => ({ word, description: '' })) ?? [],
      };
    case 'show':
    case 'apply':
      return { files: 'any' };
    default: {
      if (command !== program || positional > 0) return { files: 'playbooks' };
      const commands = program.commands.map((one) => ({ word: one.name(), description: one.description() }));
      return { words: commands, also: 'playbooks' };
    }
  }
}

function fitting(completion: Completion, current: string): Completion {
  if (!('words' in completion)) return completion;
  return { ...completion, words: completion.words.filter(({ word }) => word.startsWith(current)) };
}

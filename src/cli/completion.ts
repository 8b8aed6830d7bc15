import { DIRECTIVES, listPlay } from '../compile/index.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import { Secrets } from '../core/secrets.ts';
import { nodeControlFiles, Reader, readInventory, Vault } from '../load/index.ts';
import { modules } from '../modules/index.ts';
import { commandLineProgram, type RunRequest, readCommandLine } from './command-line.ts';
import { type Candidate, type Completion, complete, type Sights } from './complete.ts';
import type { Shell } from './completion-scripts.ts';
import { prepare } from './preparation.ts';
import { runProgram } from './run-program.ts';
import { readSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** `jrun __complete SHELL WORD…`: a candidate a line, with a description behind a tab. */
export async function completionText(
  shell: Shell,
  typed: readonly string[],
  terminal: Terminal,
): Promise<string> {
  const words = shell === 'bash' ? rejoined(typed) : typed;
  const program = commandLineProgram('', () => undefined);
  const found = await complete(program, words, sightsOf(terminal));
  return linesOf(found, shell, words.at(-1) ?? '')
    .map((line) => `${line}\n`)
    .join('');
}

function linesOf(found: Completion, shell: Shell, current: string): string[] {
  if ('files' in found) return [found.files === 'any' ? ':files' : ':playbooks'];
  // To bash a word begins behind the last = or :.
  const cut = shell === 'bash' ? current.length - (/[^=:]*$/.exec(current)?.[0].length ?? 0) : 0;
  const lines = found.words.map(({ word, description }) => {
    const text = description.replace(/[\t\n]+/g, ' ');
    return shell === 'bash' ? word.slice(cut) : `${word}\t${text}`;
  });
  return found.also === undefined ? lines : [...lines, `:${found.also}`];
}

/** Bash takes words apart at = and :, so `--limit=web:db` comes as five. */
function rejoined(words: readonly string[]): string[] {
  const joined: string[] = [];
  let isOpen = false;
  for (const word of words) {
    const isBreak = /^[=:]+$/.test(word);
    const last = joined.at(-1);
    if (last !== undefined && (isBreak || isOpen)) joined[joined.length - 1] = last + word;
    else joined.push(word);
    isOpen = isBreak;
  }
  return joined;
}

function sightsOf(terminal: Terminal): Sights {
  const silent = {
    ...terminal,
    interactive: false,
    question: () => Promise.reject(new Error('nobody is asked')),
  };
  const plays = async (before: readonly string[]) => {
    const request = requestIn(before);
    const prepared = request && (await prepare(request, silent, new Secrets(), new Diagnostics()));
    return prepared?.compiled.plays.map((play) => listPlay(play)) ?? [];
  };
  return {
    hosts: quietly(async (before: readonly string[]) => {
      const request = requestIn([...before, '-']);
      if (!request) return [];
      const reader = new Reader(nodeControlFiles, new Vault([], new Secrets()));
      const { inventories } = readSettings(request, reader, terminal);
      const { workingDirectory } = terminal;
      const inventory = readInventory({ reader, sources: inventories, workingDirectory, run: runProgram });
      const groups = [...inventory.groups.keys()].map((word) => ({ word, description: 'group' }));
      return [...[...inventory.hosts.keys()].map((word) => ({ word, description: 'host' })), ...groups];
    }),
    tags: quietly(async (before: readonly string[]) => {
      const tags = new Set((await plays(before)).flatMap(({ taskTags }) => taskTags));
      return [...tags].sort().map((word) => ({ word, description: 'tag' }));
    }),
    tasks: quietly(async (before: readonly string[]) => {
      const names = new Set((await plays(before)).flatMap(({ tasks }) => tasks.map(({ name }) => name)));
      return [...names].map((word) => ({ word, description: 'task' }));
    }),
    modules: async () =>
      [...modules.values()]
        .map(({ name, description }) => ({ word: name, description: firstSentence(description) }))
        .concat(Object.keys(DIRECTIVES).map((word) => ({ word, description: 'needs no host' })))
        .sort((a, b) => (a.word < b.word ? -1 : 1)),
  };
}

/** What is wrong with a file is said when it is run, not while somebody types. */
function quietly<T extends readonly unknown[]>(look: (...given: T) => Promise<readonly Candidate[]>) {
  return (...given: T) => look(...given).catch((): readonly Candidate[] => []);
}

function requestIn(words: readonly string[]): RunRequest | undefined {
  const nowhere = () => undefined;
  const request = readCommandLine(words, '', { write: nowhere, writeError: nowhere, width: undefined });
  return 'run' in request ? request.run : undefined;
}

function firstSentence(text: string): string {
  return /^.*?[.!](?=\s|$)/s.exec(text.trim())?.[0] ?? text;
}

import { parseArgs } from 'node:util';
import { TOOLS, type ToolName } from './work.ts';

export interface Request {
  /** Names of scenarios; `loop-1000` stands for all that begin so. None: all. */
  readonly names: readonly string[];
  readonly rounds: number;
  /** Seconds after which a tool is given up in a scenario. */
  readonly limit: number;
  /** Fewer hosts than the scenarios want, to try something out. */
  readonly hosts: number | undefined;
  readonly tools: readonly ToolName[];
  /** A built jrun, instead of one that is built now. */
  readonly jrun: string | undefined;
  /** The folder of the results and the page. */
  readonly into: string | undefined;
  /** Only write the page from the results there are. */
  readonly page: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [scenario...] [options]

Runs the same work with jrun and its peers in turns, and writes docs/benchmarks.md. Linux as root.

  --rounds N      runs of each tool in each scenario (default: 5)
  --limit N       give a tool up in a scenario after so many seconds (default: 600)
  --tools A,B     only these, to try something out: ${TOOLS.join(', ')}; needs --into
  --hosts N       at most so many hosts a scenario, to try something out; needs --into
  --jrun FILE     measure this build of jrun instead of making one
  --into FOLDER   write results and page there instead of docs/
  --page          measure nothing, write the page from the results there are
`;

/** Throws an Error with one line where the words make no sense. */
export function parseRequest(words: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      limit: { type: 'string', default: '600' },
      hosts: { type: 'string' },
      tools: { type: 'string' },
      jrun: { type: 'string' },
      into: { type: 'string' },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const hosts = values.hosts === undefined ? undefined : count('--hosts', values.hosts);
  // Few hosts are another scenario, which the page must not call fifty; few tools would take the others off the page.
  for (const option of ['hosts', 'tools'] as const)
    if (values[option] !== undefined && values.into === undefined)
      throw new Error(`--${option} needs --into`);
  return {
    names: positionals,
    rounds: count('--rounds', values.rounds),
    limit: count('--limit', values.limit),
    hosts,
    tools: values.tools?.split(',').map(toolCalled) ?? TOOLS,
    jrun: values.jrun,
    into: values.into,
    page: values.page,
    help: values.help,
  };
}

/** Those that were named, in their own order; throws an Error for a name that is none. */
export function chosen<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[],
): T[] {
  const named = (name: string): readonly T[] => {
    const exact = all.filter((one) => one.name === name);
    return exact.length > 0 ? exact : all.filter((one) => one.name.startsWith(`${name}-`));
  };
  const wrong = names.find((name) => named(name).length === 0);
  if (wrong !== undefined)
    throw new Error(`no scenario is called '${wrong}': there are ${all.map((one) => one.name).join(', ')}`);
  const meant = new Set(names.flatMap(named));
  return names.length === 0 ? [...all] : all.filter((one) => meant.has(one));
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${option} wants a number, not '${text}'`);
  return number;
}

function toolCalled(word: string): ToolName {
  const tool = TOOLS.find((one) => one === word);
  if (tool === undefined) throw new Error(`no tool is called '${word}': there are ${TOOLS.join(', ')}`);
  return tool;
}

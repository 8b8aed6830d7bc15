import { type Cost, medianCost, megabytes, seconds, times } from './figures.ts';
import type { ScenarioResult, ToolResult } from './results.ts';
import { TARGETS } from './targets.ts';
import { TOOLS, type ToolName } from './work.ts';

/** What is told of a scenario. */
export interface Row {
  readonly title: string;
  readonly result: ScenarioResult;
}

/** What each tool is called in the table. */
export const NAMES: Readonly<Record<ToolName, string>> = {
  jrun: 'jrun',
  ansible: 'Ansible',
  mitogen: 'Mitogen',
  pyinfra: 'pyinfra',
  script: 'shell script',
};

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\`, which installs the peers, starts real hosts (containers with their own systemd and sshd, on the
machine that also runs the tools), and runs the same work with each tool in turns. Don't edit it.

Each field is the median of the wall time, with how many times jrun's that is, and in brackets user and system time of all the
tool's processes on the control machine. A run counts only where the tool itself says that it changed as much as expected:
nothing, where nothing was to do. \`> 600 s\`: ended after so long, and not tried again.
`;

const CONFIGURATION = `## Configuration

All tools reach the same hosts with the same key and check host keys, from an empty home directory: each run makes its connections
anew, once the machine has come to rest from the one before. No facts are gathered, and the path of Python is given.

| tool | |
|---|---|
| jrun | as it is after \`npm run build\`, no settings |
| Ansible | \`pipelining\`, \`forks = 50\`, connections kept open by OpenSSH (\`ControlPersist\`) |
| Mitogen | the same with the strategy \`mitogen_linear\`, without compression |
| pyinfra | \`--yes --parallel 50\`, the same work as operations |
| shell script | the same commands in one script, by one \`ssh\` to the host; no checks, no report |
`;

/** The page, from the last result of each scenario. */
export function page(rows: readonly Row[]): string {
  const columns = TOOLS.filter((tool) => rows.some(({ result }) => result.tools[tool] !== undefined));
  const head = ['work', ...columns.map((tool) => NAMES[tool]), 'runs', 'date'];
  const lines = rows.map(({ title, result }) => [
    title,
    ...columns.map((tool) => field(tool, result)),
    String(result.rounds),
    result.date,
  ]);
  return [
    INTRODUCTION,
    table(head, lines),
    ...[aims(rows), peaks(rows), around(rows), troubles(rows)].filter((part) => part !== ''),
    CONFIGURATION,
    surroundings(rows),
  ].join('\n');
}

function field(tool: ToolName, { tools }: ScenarioResult): string {
  const result = tools[tool];
  if (result === undefined) return '–';
  if (result.runs.length === 0) return result.trouble?.startsWith('>') ? result.trouble : 'failed';
  const { wall, cpu } = medianCost(result.runs);
  const own = tools.jrun?.runs ?? [];
  const ratio = tool === 'jrun' || own.length === 0 ? '' : ` · ${times(wall, medianCost(own).wall)}`;
  // A tool that came to an end only sometimes.
  const doubt = result.trouble === undefined ? '' : ` *(${result.runs.length} of its runs)*`;
  return `${seconds(wall)}${ratio} (${seconds(cpu)})${doubt}`;
}

/** What was aimed at, and what came of it. */
function aims(rows: readonly Row[]): string {
  const lines = TARGETS.flatMap(({ scenario, peer, of, ratio }) => {
    const row = rows.find(({ result }) => result.scenario === scenario);
    const [own = [], theirs] = [row?.result.tools.jrun?.runs, row?.result.tools[peer]];
    if (row === undefined || theirs === undefined || own.length === 0) return [];
    const what = of === 'wall' ? 'wall time' : 'user and system time';
    const least = theirs.runs.length === 0 ? endedAfter(theirs.trouble) : undefined;
    if (least && of === 'cpu') return [];
    const cost = least ?? (theirs.runs.length > 0 ? medianCost(theirs.runs) : undefined);
    if (cost === undefined) return [];
    const measured = cost[of] / medianCost(own)[of];
    const shown = `${least === undefined ? '' : '> '}${times(cost[of], medianCost(own)[of])}`;
    return [[row.title, `${NAMES[peer]}, ${what}`, `${ratio}×`, shown, measured >= ratio ? 'yes' : 'no']];
  });
  if (lines.length === 0) return '';
  return `## Targets\n\n${table(['work', 'beside', 'at least', 'measured', 'met'], lines)}`;
}

/** Of a run that was ended no more is known. */
function endedAfter(trouble: string | undefined): Cost | undefined {
  const wall = /^> (\d+) s$/.exec(trouble ?? '')?.[1];
  return wall === undefined ? undefined : { wall: Number(wall), cpu: 0, peak: 0 };
}

/** Of copies, where memory is the question. */
function peaks(rows: readonly Row[]): string {
  const large = rows.filter(({ result }) => /^(file|tree)-/.test(result.scenario));
  if (large.length === 0) return '';
  const columns = TOOLS.filter((tool) =>
    large.some(({ result }) => (result.tools[tool]?.runs.length ?? 0) > 0),
  );
  const lines = large.map(({ title, result }) => [
    title,
    ...columns.map((tool) => median(result.tools[tool], (cost) => megabytes(cost.peak))),
  ]);
  const head = ['memory of the largest process', ...columns.map((tool) => NAMES[tool])];
  return `## Memory\n\n${table(head, lines)}`;
}

function median(result: ToolResult | undefined, told: (cost: Cost) => string): string {
  return result === undefined || result.runs.length === 0 ? '–' : told(medianCost(result.runs));
}

/** A deployment beside its own commands: run by run, since both were run in turns. */
function around(rows: readonly Row[]): string {
  const parts = rows.flatMap(({ title, result }) => {
    const [own = [], script = []] = [result.tools.jrun?.runs, result.tools.script?.runs];
    if (own.length === 0 || script.length === 0) return [];
    const lines = own.map((run, index) => {
      const plain = script[index];
      return [
        String(index + 1),
        seconds(run.wall),
        run.commands === undefined ? '–' : seconds(run.commands),
        run.commands === undefined ? '–' : seconds(run.wall - run.commands),
        plain === undefined ? '–' : seconds(plain.wall),
      ];
    });
    const head = ['run', 'jrun', 'its commands on the host', 'all the rest', 'the shell script'];
    return [`## ${title}: the commands, and what comes on top\n\n${table(head, lines)}`];
  });
  return parts.join('\n');
}

/** Why fields are empty. */
function troubles(rows: readonly Row[]): string {
  const told = rows.flatMap(({ title, result }) =>
    TOOLS.flatMap((tool) => {
      const trouble = result.tools[tool]?.trouble;
      return trouble === undefined || trouble.startsWith('>') ? [] : [`${NAMES[tool]}, ${title}: ${trouble}`];
    }),
  );
  if (told.length === 0) return '';
  return `## What failed\n\n${told.map((text) => `- ${text.replaceAll(/\s+/g, ' ')}\n`).join('')}`;
}

function surroundings(rows: readonly Row[]): string {
  const versions = TOOLS.flatMap((tool) => {
    const found = new Set(rows.flatMap(({ result }) => result.tools[tool]?.version ?? []));
    const known = [...found].filter((version) => version !== '');
    return known.length === 0 ? [] : [`${NAMES[tool]} ${known.join(', ')}`];
  });
  const machines = new Set(rows.map(({ result }) => result.machine));
  return `## Machine and versions\n\n${[...machines, ...versions].map((line) => `- ${line}\n`).join('')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}

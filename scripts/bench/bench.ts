import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../test/hosts/support/cache-folder.ts';
import type { Cost } from './figures.ts';
import { thisMachine } from './machine.ts';
import { type Metered, meter } from './meter.ts';
import { commandSeconds, reasonIn, toldBy } from './outcomes.ts';
import { NAMES } from './page.ts';
import { comeToRest } from './rest.ts';
import type { ScenarioResult, ToolResult } from './results.ts';
import { Stage } from './stage.ts';
import { invocation } from './tools.ts';
import type { Scenario, ToolName } from './work.ts';

export interface BenchOptions {
  readonly rounds: number;
  /** Seconds after which a tool is given up. */
  readonly limit: number;
  readonly tools: readonly ToolName[];
  /** The built jrun that is measured. */
  readonly jrun: string;
  /** The folder of the peers' programs. */
  readonly programs: string;
  readonly versions: Readonly<Record<ToolName, string>>;
  readonly tell: (progress: string) => void;
}

/** Runs the scenario with each tool in turns, so that what else the machine does meets all of them. */
export async function measureScenario(scenario: Scenario, options: BenchOptions): Promise<ScenarioResult> {
  const { rounds, programs, tell } = options;
  const tools = scenario.tools.filter((tool) => options.tools.includes(tool));
  const stage = await Stage.open(scenario, `${programs}/python3`, tell);
  try {
    if (scenario.before === 'converged' && !scenario.versionOnly) await converge(scenario, stage, options);
    const results = new Map(tools.map((tool) => [tool, { runs: [] as Cost[], trouble: '' }]));
    for (let round = 1; round <= rounds; round++) {
      for (const [tool, result] of results) {
        if (result.trouble !== '') continue;
        await stage.reset();
        await comeToRest();
        const run = await once(tool, scenario, stage, options);
        // The page is the same wherever it was measured.
        const printed = run.printed.replaceAll(`${stage.folder}/`, '');
        result.trouble = troubleOf(tool, scenario, { ...run, printed }, options.limit) ?? '';
        if (result.trouble === '') result.runs.push(costOf(run));
        tell(`  ${round}/${rounds} ${NAMES[tool]}: ${result.trouble || `${run.wall.toFixed(2)} s`}`);
      }
    }
    const told = [...results].map(([tool, { runs, trouble }]): [ToolName, ToolResult] => [
      tool,
      { version: options.versions[tool], runs, ...(trouble === '' ? {} : { trouble }) },
    ]);
    return {
      scenario: scenario.name,
      date: new Date().toISOString().slice(0, 10),
      machine: thisMachine(),
      rounds,
      tools: Object.fromEntries(told),
    };
  } finally {
    await stage.close();
  }
}

/** By jrun, which is not the tool that finds nothing to do afterwards only because it did it: all have to. */
async function converge(scenario: Scenario, stage: Stage, options: BenchOptions): Promise<void> {
  const { status, printed, wall } = await once('jrun', scenario, stage, options);
  if (status !== 0) throw new Error(`the hosts could not be made ready:\n${printed.slice(-3000)}`);
  options.tell(`  made ready in ${wall.toFixed(1)} s`);
}

async function once(
  tool: ToolName,
  scenario: Scenario,
  stage: Stage,
  { jrun, programs, limit }: BenchOptions,
): Promise<Metered> {
  const home = stage.home();
  try {
    const { folder, sshArgs } = stage;
    const { hosts, records = false, versionOnly } = scenario;
    const site = { folder, home, jrun, programs, sshArgs, local: hosts === 0, records };
    const run = await meter(invocation(tool, site, versionOnly), limit, home);
    // The last of each is kept for whoever wonders.
    writeFileSync(path.join(cacheFolder('bench', 'printed'), `${scenario.name}-${tool}.txt`), run.printed);
    return run;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Why a run doesn't count; undefined where it does. */
function troubleOf(tool: ToolName, scenario: Scenario, run: Metered, limit: number): string | undefined {
  if (run.over) return `> ${limit} s`;
  if (run.status !== 0) return `failed with status ${run.status}: ${reasonIn(run.printed)}`;
  if (tool === 'script' || scenario.versionOnly) return undefined;
  const hosts = Math.max(scenario.hosts, 1);
  const each = tool === 'pyinfra' ? (scenario.operations ?? scenario.changed) : scenario.changed;
  const told = toldBy(tool, run.printed);
  if (told?.hosts === hosts && told.changed === each * hosts) return undefined;
  const said = told === undefined ? 'no end' : `${told.changed} changed on ${told.hosts} hosts`;
  return `not the same work: it told ${said} instead of ${each * hosts} on ${hosts}`;
}

function costOf({ wall, cpu, peak, printed }: Metered): Cost {
  const commands = commandSeconds(printed);
  return { wall, cpu, peak, ...(commands === undefined ? {} : { commands }) };
}

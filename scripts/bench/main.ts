import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chosen, parseRequest, type Request, USAGE } from './arguments.ts';
import { measureScenario } from './bench.ts';
import { page } from './page.ts';
import { peerPrograms, peerVersions } from './peers.ts';
import { readResults, type ScenarioResult, writeResults } from './results.ts';
import { SCENARIOS } from './scenarios.ts';
import { BUILT, buildJrun, jrunVersion } from './tools.ts';
import type { Scenario } from './work.ts';

const DOCS = path.resolve(import.meta.dirname, '../../docs');

async function main(words: readonly string[]): Promise<void> {
  const request = parseRequest(words);
  if (request.help) return say(USAGE);
  const into = path.resolve(request.into ?? DOCS);
  if (request.page) writePage(into);
  else await measure(request, into);
}

/** What was measured is kept after each scenario: all of them take hours. */
async function measure(request: Request, into: string): Promise<void> {
  const scenarios = chosen(SCENARIOS, request.names).map((scenario) => limited(scenario, request.hosts));
  const { rounds, limit, tools } = request;
  if (request.jrun === undefined) buildJrun();
  const programs = await peerPrograms(say);
  const jrun = path.resolve(request.jrun ?? BUILT);
  const versions = { jrun: jrunVersion(jrun), ...peerVersions(), script: '' };
  for (const scenario of scenarios) {
    say(`${scenario.name}: ${scenario.title}`);
    const started = Date.now();
    const result = await measureScenario(scenario, {
      rounds,
      limit,
      tools,
      jrun,
      programs,
      versions,
      tell: say,
    });
    say(`  all of it took ${Math.round((Date.now() - started) / 1000)} s`);
    keep(into, result);
  }
}

function limited(scenario: Scenario, hosts: number | undefined): Scenario {
  return hosts === undefined ? scenario : { ...scenario, hosts: Math.min(scenario.hosts, hosts) };
}

function keep(into: string, result: ScenarioResult): void {
  writeResults(into, new Map([...readResults(into), [result.scenario, result]]).values());
  writePage(into);
}

/** In the order of the scenarios, whenever they were run. */
function writePage(into: string): void {
  const results = readResults(into);
  const rows = SCENARIOS.flatMap(({ name, title }) => {
    const result = results.get(name);
    return result === undefined ? [] : [{ title, result }];
  });
  writeFileSync(path.join(into, 'benchmarks.md'), page(rows));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

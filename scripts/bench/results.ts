import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Cost } from './figures.ts';
import type { ToolName } from './work.ts';

/** How a tool did in one scenario. */
export interface ToolResult {
  readonly version: string;
  /** Those that count. */
  readonly runs: readonly Cost[];
  /** Why there are no more runs: it took too long, failed, or did other work. */
  readonly trouble?: string;
}

/** A scenario's last run, all tools in turns. */
export interface ScenarioResult {
  readonly scenario: string;
  /** ISO 8601, a day. */
  readonly date: string;
  readonly machine: string;
  readonly rounds: number;
  readonly tools: Readonly<Partial<Record<ToolName, ToolResult>>>;
}

const FILE = 'benchmarks.json';

/** The last result of each scenario, by its name. */
export function readResults(folder: string): ReadonlyMap<string, ScenarioResult> {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return new Map();
  const results = JSON.parse(readFileSync(file, 'utf8')) as readonly ScenarioResult[];
  return new Map(results.map((result) => [result.scenario, result]));
}

export function writeResults(folder: string, results: Iterable<ScenarioResult>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, FILE), `${JSON.stringify([...results], undefined, 2)}\n`);
}

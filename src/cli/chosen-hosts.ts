import type { Play } from '../core/play.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Value } from '../core/value.ts';
import { type Host, readLimit } from '../load/index.ts';
import { str, type Templar, TemplateError, type VariableLayer } from '../template/index.ts';
import type { RunRequest } from './command-line.ts';
import type { Preparation } from './preparation.ts';

export interface ChosenHosts {
  readonly pattern: string;
  readonly hosts: readonly Host[];
}

/** The names within `--limit`; undefined where there is none. Throws `Mistakes`. */
export function namesWithinLimit(request: RunRequest, prepared: Preparation): readonly string[] | undefined {
  if (request.limit === undefined) return undefined;
  const { inventory, reader, diagnostics } = prepared;
  const matches = inventory.match(readLimit(request.limit, reader.files));
  for (const found of matches.diagnostics) diagnostics.add(found);
  if (matches.hosts.length === 0) {
    diagnostics.error('limit', `--limit ${request.limit} leaves no host`);
  }
  return matches.hosts.map((host) => host.name);
}

/** A play's hosts as the inventory and the command line give them; its patterns may name extra variables. */
export function hostsOf(
  play: Play,
  prepared: Preparation,
  limit: readonly string[] | undefined,
): ChosenHosts {
  const { templar, extraVars, inventory, diagnostics } = prepared;
  const layers = [play.vars, extraVars].map((values) => ({ values: values as ReadonlyMap<string, Value> }));
  const value = rendered(play.hosts, templar, layers);
  if (value === undefined || isUnknown(value)) return { pattern: String(play.hosts), hosts: [] };
  const pattern = Array.isArray(value) ? value.map((one) => str(one)).join(',') : str(value);
  const line = prepared.reader.texts.line(play.hostsPlace);
  const matches = inventory.match(pattern, undefined, {
    place: play.hostsPlace,
    ...(line === undefined ? {} : { line }),
  });
  // A group that isn't there because its file can't be read is no mistake of the play's.
  const isWhole = inventory.diagnostics.every((found) => found.severity === 'warning');
  if (isWhole) for (const found of matches.diagnostics) diagnostics.add(found);
  const hosts = limit === undefined ? matches.hosts : matches.hosts.filter((h) => limit.includes(h.name));
  return { pattern, hosts };
}

/** Undefined where it depends on what is asked for when the play begins. */
function rendered(hosts: Value, templar: Templar, layers: readonly VariableLayer[]): Value | undefined {
  try {
    return templar.renderData(hosts, templar.variables(layers));
  } catch (thrown) {
    if (thrown instanceof TemplateError) return undefined;
    throw thrown;
  }
}

/** Reads every variables file of these hosts, so that all mistakes in them are said before a host is touched. */
export function checkHostVariables(hosts: Iterable<Host>, prepared: Preparation): void {
  const seen = new Set<string>();
  for (const host of hosts) {
    for (const found of prepared.inventory.hostVariables(host, prepared.playbookDirectory).diagnostics) {
      const key = `${found.code} ${found.summary} ${found.place?.file}:${found.place?.line}`;
      if (!seen.has(key)) prepared.diagnostics.add(found);
      seen.add(key);
    }
  }
}

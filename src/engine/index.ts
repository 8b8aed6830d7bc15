import { Mistakes } from '../core/diagnostic.ts';
import type { Recap } from '../core/event.ts';
import type { Arguments } from '../core/module.ts';
import { formatPlace } from '../core/place.ts';
import type { Keywords, Play, Task } from '../core/play.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Dict, Value } from '../core/value.ts';
import { HostRun } from './host-run.ts';
import { PlayRun } from './play-run.ts';
import type { RunOptions } from './ports.ts';
import { Run } from './run.ts';
import { promptedVariables } from './vars-prompt.ts';

export type { ControlMachine, Hosts, InventoryHost, RunDefaults, RunOptions } from './ports.ts';

export interface RunSummary {
  readonly recap: readonly Recap[];
  readonly interrupted: boolean;
}

/**
 * Carries out the plays, in order, on the hosts they name, and reports what happens as events. A host that fails
 * or can't be reached takes no part in later plays; others go on. Throws Mistakes where a play's hosts or variables
 * can't be worked out (before that play touches a host).
 */
export async function runPlays(options: RunOptions): Promise<RunSummary> {
  const run = new Run(options);
  run.report({
    event: 'run-started',
    time: run.now(),
    check: options.check,
    diff: options.diff,
    playbooks: options.playbooks,
  });
  let begun = 0;
  try {
    for (const play of options.plays) {
      if (options.signal?.aborted || run.isBrokenOff) break;
      begun++;
      await runPlay(run, play);
    }
  } finally {
    await run.close();
  }
  const interrupted = options.signal?.aborted ?? false;
  const recap = run.recaps();
  const notBegun = interrupted ? options.plays.slice(begun).map(({ name, place }) => ({ name, place })) : [];
  run.report({ event: 'run-ended', time: run.now(), recap, interrupted, notBegun });
  return { recap, interrupted };
}

async function runPlay(run: Run, play: Play): Promise<void> {
  run.enterPlaybook(play.playbookDir);
  const prompted = await promptedVariables(run, play);
  const names = hostsOf(run, play, prompted);
  run.report({ event: 'play-started', time: run.now(), name: play.name, place: play.place, hosts: names });
  const alive = names.filter((name) => !run.isOut(name));
  const variables = { play: play.vars, prompted, roles: play.roles };
  const serial = play.serial.map((size) =>
    run.renderStatic(size, [run.options.extraVars, prompted, play.vars]),
  );
  for (const batch of batches(serial, alive)) {
    if (run.isEnded(play) || run.options.signal?.aborted) break;
    const playRun = new PlayRun(play, variables, names, mostFailures(run, play, batch.length));
    const withFacts: Play = { ...play, sections: [factsSection(play), ...play.sections] };
    playRun.hosts = batch.map((name) => new HostRun(run, playRun, name, run.variablesOf(name), withFacts));
    for (const host of playRun.hosts) {
      run.tally(host.name);
      loadVariableFiles(host, play);
    }
    await Promise.all(playRun.hosts.map((host) => host.walkPlay()));
    // As with Ansible: a batch in which every host failed ends not only the play, but the whole run.
    if (playRun.stopped === 'broken off' || batch.every((name) => run.isOut(name))) {
      run.isBrokenOff = true;
      break;
    }
  }
  run.report({ event: 'play-ended', time: run.now(), name: play.name });
}

function hostsOf(run: Run, play: Play, prompted: Dict): readonly string[] {
  const { extraVars, hosts, limit } = run.options;
  const text = run.renderStatic(play.hosts, [extraVars, prompted, play.vars]);
  const pattern = Array.isArray(text) ? text.map(String).join(',') : String(text);
  const matching = hosts.matching(pattern);
  const allowed = limit === undefined ? undefined : new Set(limit);
  const within = allowed === undefined ? matching : matching.filter((name) => allowed.has(name));
  switch (play.order) {
    case 'sorted':
      return [...within].sort();
    case 'reverse_sorted':
      return [...within].sort().reverse();
    case 'reverse_inventory':
      return [...within].reverse();
    case 'shuffle':
      return shuffled(run, within);
    default:
      return within;
  }
}

function shuffled(run: Run, names: readonly string[]): readonly string[] {
  const random = run.options.control.random(names.length * 4, 'order');
  const weight = new Map(names.map((name, index) => [name, Buffer.from(random).readUInt32BE(index * 4)]));
  return [...names].sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
}

/** `serial`: 2, "30%", or a list of such, of which the last one goes on. */
function batches(serial: readonly Value[], hosts: readonly string[]): readonly (readonly string[])[] {
  if (serial.length === 0 || hosts.length === 0) return hosts.length === 0 ? [] : [hosts];
  const sizes = serial.map((size) => {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(String(size));
    const count = percent ? Math.floor((Number(percent[1]) / 100) * hosts.length) : Number(size);
    return count <= 0 || Number.isNaN(count) ? (percent ? 1 : hosts.length) : count;
  });
  const result: string[][] = [];
  let rest = [...hosts];
  for (let index = 0; rest.length > 0; index++) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? rest.length;
    result.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return result;
}

function mostFailures(run: Run, play: Play, hosts: number): number | undefined {
  if (play.maxFailPercentage === undefined || play.maxFailPercentage === null) return undefined;
  const percent = run.renderStatic(play.maxFailPercentage, [run.options.extraVars, play.vars]);
  return (Number(String(percent).replace('%', '')) / 100) * hosts;
}

/** vars_files, for one host: their names may depend on it; of alternatives, the first that exists counts. */
function loadVariableFiles(host: HostRun, play: Play): void {
  const { run } = host;
  const layers: { source: string; values: Dict }[] = [];
  host.variables.files = layers;
  for (const entry of play.varsFiles) {
    const alternatives = Array.isArray(entry) ? entry : [entry];
    const tried: string[] = [];
    for (const alternative of alternatives) {
      const name = host.scope(undefined).text(alternative);
      if (isUnknown(name)) continue;
      const path = name.startsWith('/') ? name : `${play.playbookDir}/${name}`;
      const inVars = name.startsWith('/') ? path : `${play.playbookDir}/vars/${name}`;
      tried.push(path);
      const values = run.options.readVariables(path) ?? run.options.readVariables(inVars);
      if (!values) continue;
      layers.push({ source: path, values });
      host.variables.version++;
      tried.length = 0;
      break;
    }
    if (tried.length > 0) {
      throw new Mistakes([
        {
          code: 'missing-vars-file',
          severity: 'error',
          summary: `the vars_files entry ${tried.join(' or ')} does not exist`,
          place: play.place,
        },
      ]);
    }
  }
}

/** The facts are gathered by a task like any other, before the first one. */
function factsSection(play: Play): readonly Task[] {
  if (play.gatherFacts === false) return [];
  const keywords: Keywords = {
    ...play.keywords,
    when: play.gatherFacts === undefined ? [] : [{ value: play.gatherFacts, place: play.place }],
    tags: ['always'],
    loop: undefined,
    register: undefined,
    notify: [],
    until: undefined,
    changedWhen: undefined,
    failedWhen: undefined,
    delegateTo: undefined,
    runOnce: undefined,
  };
  return [
    {
      entry: 'task',
      id: `facts ${formatPlace(play.place)}`,
      name: 'Gathering Facts',
      place: play.place,
      action: {
        action: 'directive',
        directive: 'gather_facts',
        args: new Map<Value, Value>([
          ...(play.gatherSubset === undefined ? [] : [['gather_subset', play.gatherSubset] as const]),
          ...(play.factPath === undefined ? [] : [['fact_path', play.factPath] as const]),
        ]),
        prepare: (rendered) => ({ args: factArguments(rendered) }),
      },
      keywords,
      role: undefined,
      search: { roles: [], taskDir: play.playbookDir, playbookDir: play.playbookDir },
    },
  ];
}

/** As `setup` takes them: a text may hold several subsets. */
function factArguments(rendered: Dict): Arguments {
  const subset = rendered.get('gather_subset');
  const path = rendered.get('fact_path');
  const list = typeof subset === 'string' ? subset.split(',').map((part) => part.trim()) : subset;
  return {
    ...(list === undefined || list === null ? {} : { gather_subset: list }),
    ...(path === undefined || path === null ? {} : { fact_path: path }),
  };
}

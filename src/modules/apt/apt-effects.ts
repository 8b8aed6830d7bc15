import { becomes, type Effect, presumes } from '../../core/effect.ts';
import type { Difference } from '../../core/plan.ts';
import { Unknown } from '../../core/unknown.ts';
import type { AptSimulation } from '../../probes/apt-simulation.ts';
import { type Deb, deb } from '../../probes/deb.ts';
import { installationEffects, onlyThese, removalEffects } from '../../probes/debian-habits.ts';
import type { Todo } from './packages.ts';

/** What the packages become, and what else comes or goes with them. */
export function packageEffects(
  todo: Todo,
  simulation: AptSimulation | undefined,
  more: { readonly purge: boolean; readonly quietly: boolean; readonly staleLists: boolean },
): Effect[] {
  const presumed = more.staleLists
    ? [{ text: 'the refreshed package lists offer what the present ones do' }]
    : [];
  const effects: Effect[] = [];
  if (!simulation) effects.push(presumes({ kind: 'deb' }, onlyThese(todo.names)));
  const installs = new Map(simulation?.installs.map((i) => [i.name, i.version]));
  const named = new Set(todo.names.map(withoutArchitecture));
  if (todo.operation === 'install') {
    for (const name of todo.names)
      if (!installs.has(withoutArchitecture(name)))
        effects.push(becomes(deb(name), installed(name, undefined, false)));
  }
  for (const [name, version] of installs)
    effects.push(becomes(deb(name), installed(name, version, !named.has(name)), { presumed }));
  const removed = new Set(simulation?.removes.map((r) => r.name));
  if (todo.operation === 'remove') for (const name of todo.names) removed.add(name);
  for (const name of removed) effects.push(becomes(deb(name), gone(more.purge)));
  if (removed.size > 0) effects.push(...removalEffects([...removed]));
  const others = [...installs.keys()].filter((name) => !named.has(name));
  if (installs.size > 0 || todo.operation === 'install') {
    effects.push(
      ...installationEffects({
        named: todo.operation === 'install' ? todo.names : [],
        others,
        quietly: more.quietly,
      }),
    );
  }
  return effects;
}

function withoutArchitecture(name: string): string {
  return name.replace(/:.*/, '');
}

function installed(name: string, version: string | undefined, automatic: boolean): Deb {
  return {
    state: 'installed',
    version: version ?? Unknown.of(`the version of ${name} that is installed`),
    architecture: Unknown.of(`the architecture of ${name}`),
    held: false,
    automatic,
    providedBy: [],
  };
}

function gone(purged: boolean): Deb {
  return {
    state: purged ? 'absent' : 'config-files',
    version: '',
    architecture: '',
    held: false,
    automatic: false,
    providedBy: [],
  };
}

/** `install nginx, python3-venv`, `(17 more that they need)`, `remove apache2`. */
export function packageChanges(todo: Todo, simulation: AptSimulation | undefined): string[] {
  const lines: string[] = [];
  const named = new Set(todo.names.map(withoutArchitecture));
  if (!simulation) {
    if (todo.targets.length > 0) lines.push(`${todo.operation} ${todo.targets.join(', ')}`);
  } else {
    const fresh = simulation.installs.filter((i) => i.from === '');
    const newer = simulation.installs.filter((i) => i.from !== '');
    const mine = fresh.filter((i) => named.has(i.name));
    const others = fresh.length - mine.length;
    if (mine.length > 0) lines.push(`install ${mine.map((i) => `${i.name} ${i.version}`).join(', ')}`);
    if (others > 0)
      lines.push(`install ${others} more that ${mine.length > 0 ? 'they need' : 'others need'}`);
    if (newer.length > 0)
      lines.push(`upgrade ${newer.map((i) => `${i.name} ${i.from} → ${i.version}`).join(', ')}`);
    if (simulation.removes.length > 0)
      lines.push(`remove ${simulation.removes.map((r) => r.name).join(', ')}`);
  }
  return lines;
}

/** The packages before and after, for --diff. */
export function packageDifference(simulation: AptSimulation): Difference {
  const line = (name: string, version: string): string => `${name} ${version}\n`;
  const before = [...simulation.installs, ...simulation.removes]
    .filter((p) => p.from !== '')
    .map((p) => line(p.name, p.from));
  const after = simulation.installs.map((p) => line(p.name, p.version));
  return { subject: 'packages', before: before.sort().join(''), after: after.sort().join('') };
}

import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import { parentOf } from './path.ts';
import { programOf, type SupervisorConnection, supervisorctl } from './supervisor-connection.ts';
import { looksAt, supervisedLater } from './supervisor-expected.ts';

/** A process as supervisord tells it: RUNNING, STARTING, BACKOFF, STOPPING, STOPPED, EXITED, FATAL, UNKNOWN. */
export interface SupervisedProcess {
  /** `program`, or `group:process`. */
  readonly name: string;
  readonly state: string;
  /** 0 where none runs. */
  readonly pid: Maybe<number>;
  /** Of what is only expected: it must be another process than this one was. */
  readonly formerPid?: number;
}

/** What supervisord makes of one name: a program, a group or everything. */
export interface Supervised {
  /** supervisorctl is on the host. */
  readonly installed: boolean;
  /** Why supervisord doesn't answer; '' where it does. */
  readonly trouble: Maybe<string>;
  /** Why it can't read its configuration; '' where it can. */
  readonly refusal: Maybe<string>;
  /** None where it doesn't know the name (yet). */
  readonly processes: Maybe<readonly SupervisedProcess[]>;
  /** Its files against what it works with. `none`: they say nothing of the name. */
  readonly configuration: Maybe<'none' | 'same' | 'added' | 'changed' | 'removed'>;
  /** The files that describe it. */
  readonly files: readonly string[];
}

/** `name`: `program`, `group:process`, `group:` for all of a group, or `all`. */
export function supervised(name: string, connection: SupervisorConnection = {}): Key<Supervised> {
  return key<Supervised>('supervisor', `${rootOf(connection)}${placeOf(name)}`);
}

function rootOf(connection: SupervisorConnection): string {
  return Object.keys(connection).length === 0 ? '' : JSON.stringify(connection);
}

/** `/group/process`, so that a group covers its processes. */
function placeOf(name: string): string {
  if (name === 'all') return '/';
  if (name.endsWith(':')) return `/${name.slice(0, -1)}`;
  const [group = '', process = group] = name.split(':');
  return `/${group}/${process}`;
}

/** The groups that a name stands for; undefined for all of them. */
export function groupOf(name: string): string | undefined {
  return name === 'all' ? undefined : (name.split(':')[0] ?? name);
}

interface Asked {
  readonly connection: SupervisorConnection;
  readonly root: string;
  readonly name: string;
}

/** A key's subject taken apart again. */
export function askedOf(subject: string): Asked {
  const end = subject.startsWith('{') ? subject.lastIndexOf('}') + 1 : 0;
  const root = subject.slice(0, end);
  const [, group = '', process] = subject.slice(end).split('/');
  const single = process === group ? group : `${group}:${process}`;
  const name = group === '' ? 'all' : process === undefined ? `${group}:` : single;
  return { connection: root === '' ? {} : (JSON.parse(root) as SupervisorConnection), root, name };
}

/**
 * Rereading makes supervisord compare its files with what it works with, and nothing else: nothing is started, stopped
 * or taken over by it. A service that was started a moment ago needs another one until its socket is there.
 */
const READ = `
command -v "$program" >/dev/null || { echo missing; exit 0; }
tries=0
while :; do
  said=$(ctl status 2>&1); status=$?
  [ $status -eq 4 ] && [ $tries -lt 50 ] || break
  systemctl is-active --quiet supervisor 2>/dev/null || systemctl is-active --quiet supervisord 2>/dev/null || break
  tries=$((tries + 1)); sleep 0.2
done
case $status in
  0 | 3) printf '%s\\n' "$said" | sed 's/^/S|/' ;;
  *) printf '%s\\n' "$said" | sed 's/^/T|/'; exit 0 ;;
esac
ctl reread 2>&1 | sed 's/^/R|/'
[ -n "$config" ] && cd "\${config%/*}" || exit 0
patterns=$(sed -n '/^\\[include\\]/,/^\\[[^i]/s/^files[[:space:]]*[=:]//p' "$config" | sed "s|%(here)s|\${config%/*}|g")
for file in "$config" $patterns; do
  case $file in /*) ;; *) file=$PWD/$file ;; esac
  [ ! -r "$file" ] || sed -n 's/^\\[[a-z-]*:\\([^]]*\\)\\].*/\\1/p' "$file" | while IFS= read -r section; do
    printf 'F|%s|%s\\n' "$section" "$file"
  done
done
:`;

const MARK = '== supervisor';

const probe: Probe<Supervised> = {
  kind: 'supervisor',

  script(keys) {
    return rootsOf(keys)
      .map((root) => `echo '${MARK}'\n(${supervisorctl(askedOf(`${root}/`).connection)}\n${READ})`)
      .join('\n');
  },

  parse(output, keys) {
    const sections = output.stdout.toString().split(`${MARK}\n`).slice(1);
    const roots = rootsOf(keys);
    return keys.map(({ subject }) => {
      const { root, name } = askedOf(subject);
      const section = sections[roots.indexOf(root)];
      return section === undefined
        ? new ReadFailure(output.stderr.trim() || 'supervisorctl gave no answer')
        : told(section, name);
    });
  },

  restsOn({ subject }) {
    const { connection, root } = askedOf(subject);
    const folders =
      connection.config === undefined
        ? ['/etc/supervisor', '/etc/supervisord.conf', '/etc/supervisord.d']
        : [parentOf(connection.config)];
    return [
      { kind: 'path', subject: programOf(connection) },
      ...folders.map((folder) => ({ kind: 'path', subject: folder, below: true as const })),
      ...['supervisor', 'supervisord'].map((name) => ({ kind: 'unit', subject: `${name}.service` })),
      // Another way to what is probably the same supervisord.
      ...(root === '' ? [] : [{ kind: 'supervisor', subject: '/', below: true as const }]),
    ];
  },

  derivesFrom: (k, before) => looksAt(askedOf(k.subject), before),

  derive: (k, before, expected) => supervisedLater(askedOf(k.subject), before, expected),

  differences(expected, actual) {
    if (actual.trouble !== '') return [`supervisord does not answer: ${String(actual.trouble)}`];
    const found: string[] = [];
    if (expected.configuration === 'same' && actual.configuration !== 'same')
      found.push('supervisord still works with an older configuration');
    if (isUnknown(expected.processes) || isUnknown(actual.processes)) return found;
    const left = new Map(actual.processes.map((process) => [process.name, process]));
    for (const wanted of expected.processes) {
      const is = left.get(wanted.name);
      left.delete(wanted.name);
      if (is === undefined) found.push(`there is no process ${wanted.name}`);
      else if (isUp(is) !== isUp(wanted)) found.push(`${wanted.name} is ${is.state}`);
      else if (wanted.formerPid !== undefined && is.pid === wanted.formerPid)
        found.push(`${wanted.name} was not restarted`);
    }
    for (const name of expected.processes.length === 0 ? left.keys() : []) found.push(`${name} is there`);
    return found;
  },
};

export default probe;

export function isUp({ state }: SupervisedProcess): boolean {
  return state === 'RUNNING' || state === 'STARTING';
}

function rootsOf(keys: readonly Key[]): string[] {
  return [...new Set(keys.map(({ subject }) => askedOf(subject).root))];
}

const NOTHING: Supervised = {
  installed: false,
  trouble: '',
  refusal: '',
  processes: [],
  configuration: 'none',
  files: [],
};

function told(text: string, name: string): Supervised {
  if (text.startsWith('missing')) return NOTHING;
  const lines = (letter: string): string[] =>
    [...text.matchAll(new RegExp(`^${letter}\\|(.*)$`, 'gm'))].map(([, line = '']) => line);
  const trouble = lines('T').join('\n').trim();
  if (trouble !== '') return { ...NOTHING, installed: true, trouble };
  const group = groupOf(name);
  const processes = lines('S')
    .map((line) => /^(\S+)\s+([A-Z]+)\s*(.*)$/.exec(line))
    .flatMap((found) => (found === null ? [] : [processOf(found[1] ?? '', found[2] ?? '', found[3] ?? '')]))
    .filter((process) => isMeant(process.name, name));
  const reread = lines('R').join('\n');
  const news = [...reread.matchAll(/^(\S+): (available|changed|disappeared)$/gm)].filter(
    ([, other]) => group === undefined || other === group,
  );
  const files = lines('F').flatMap((line) => {
    const [described, file = ''] = line.split('|');
    return group === undefined || described === group ? [file] : [];
  });
  return {
    installed: true,
    trouble: '',
    refusal: /^ERROR: .*CANT_REREAD/m.test(reread) ? reread : '',
    processes,
    configuration: configurationOf(
      news.map(([, , word]) => word ?? ''),
      group,
      processes,
    ),
    files: [...new Set(files)],
  };
}

function configurationOf(
  news: readonly string[],
  group: string | undefined,
  processes: readonly SupervisedProcess[],
): Supervised['configuration'] {
  if (group === undefined) return news.length > 0 ? 'changed' : 'same';
  if (news.includes('available')) return 'added';
  if (news.includes('changed')) return 'changed';
  if (news.includes('disappeared')) return 'removed';
  return processes.length > 0 ? 'same' : 'none';
}

function processOf(name: string, state: string, rest: string): SupervisedProcess {
  return { name, state, pid: Number(/^pid (\d+)/.exec(rest)?.[1] ?? 0) };
}

/** A group of one process of the same name is told as that process. */
function isMeant(process: string, name: string): boolean {
  if (name === 'all') return true;
  return name.endsWith(':') ? process.startsWith(name) || process === name.slice(0, -1) : process === name;
}

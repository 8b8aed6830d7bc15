import type { Key } from '../core/key.ts';
import type { Assumption } from '../core/observation.ts';
import type { Derived, Expected } from '../core/probe.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { parentOf, path } from './path.ts';
import type { Supervised } from './supervisor.ts';
import { programOf, type SupervisorConnection } from './supervisor-connection.ts';
import { unit } from './unit.ts';

/** What distributions call it. */
const SERVICES = ['supervisor', 'supervisord'];

/** What is asked for, and over which connection. */
interface Asked {
  readonly connection: SupervisorConnection;
  readonly name: string;
}

/** All that `supervisedLater` looks at. */
export function looksAt({ connection, name }: Asked, before: Maybe<Supervised>): readonly Key[] {
  if (isUnknown(before)) return [];
  return [
    path(programOf(connection)),
    ...SERVICES.map((name) => unit(name)),
    ...candidatesFor(name, before, connection).map((file) => path(file, 'content')),
    ...foldersOf(connection).map((folder) => path(folder, 'tree')),
  ];
}

/** What supervisord will make of a name once packages, files and its service are as they are expected to be. */
export function supervisedLater(
  { connection, name }: Asked,
  before: Maybe<Supervised>,
  expected: Expected,
): Derived<Supervised> {
  if (isUnknown(before)) return { value: before };
  const program = expected.get(path(programOf(connection)));
  if (isUnknown(program)) return { value: program };
  if (program.type === 'absent' && connection.program === undefined && !before.installed)
    return { value: before };
  const presumed: Assumption[] = [];
  const trouble = troubleLater(before, expected);
  if (isUnknown(trouble)) return { value: trouble };
  if (trouble !== '') return { value: { ...before, installed: true, trouble } };
  const wasThere = !isUnknown(before.processes) && before.processes.length > 0;
  const isNew = !before.installed || before.trouble !== '';
  if (isNew) presumed.push({ text: 'supervisord runs once it is installed or started' });

  const group = firstWord(name);
  const candidates = candidatesFor(name, before, connection);
  const described = candidates.map((file) => describes(file, group, expected));
  const found = described.find((one) => one.describes === true);
  const value = { ...before, installed: true, trouble: '', refusal: '' };
  if (found?.changed === true) {
    if (isNew) presumed.push({ text: `supervisord is running before ${found.file} is written` });
    else presumed.push({ text: `${found.file} changes what supervisord knows about ${group}` });
    return { value: { ...value, configuration: wasThere ? 'changed' : 'added' }, presumed };
  }
  if (isNew && found) {
    return { value: Unknown.of(`whether supervisord starts ${group} by itself`) };
  }
  if (!isSomethingWritten(connection, expected)) return { value, presumed };
  if (wasThere || found) {
    presumed.push({
      text: `of the files of supervisord only ${candidates.join(', ')} can be about ${group}`,
    });
    return { value, presumed };
  }
  presumed.push({ text: `one of the files that are written for supervisord describes ${group}` });
  return { value: { ...value, configuration: 'added' }, presumed };
}

/** Why it won't answer. What restarts it is not followed: nobody knows what it will have read then. */
function troubleLater(before: Supervised, expected: Expected): Maybe<string> {
  for (const name of SERVICES) {
    const service = expected.get(unit(name));
    if (isUnknown(service)) return service;
    if (!service.exists) continue;
    if (isUnknown(service.active)) return service.active;
    if (service.changedAfter !== undefined && before.trouble === '' && before.installed)
      return Unknown.of('what supervisord does once it is restarted');
    return service.active === 'active' ? '' : 'supervisord does not run';
  }
  return before.installed ? before.trouble : 'supervisord does not run';
}

function firstWord(name: string): string {
  return name.split(':')[0] ?? name;
}

/** The folders that distributions include. */
function foldersOf({ config }: SupervisorConnection): string[] {
  return config === undefined
    ? ['/etc/supervisor/conf.d', '/etc/supervisord.d']
    : [`${parentOf(config)}/conf.d`];
}

/** The files that may be about it: those that are, and such as people write for a program, named after it. */
function candidatesFor(name: string, { files }: Supervised, connection: SupervisorConnection): string[] {
  const named = foldersOf(connection).flatMap((folder) =>
    ['conf', 'ini'].map((suffix) => `${folder}/${firstWord(name)}.${suffix}`),
  );
  return [...new Set([...files, ...named])];
}

interface Described {
  readonly file: string;
  readonly describes: Maybe<boolean>;
  /** It is only expected to be so. */
  readonly changed: boolean;
}

function describes(file: string, group: string, expected: Expected): Described {
  const state = expected.get(path(file, 'content'));
  if (isUnknown(state)) return { file, describes: state, changed: false };
  if (state.type !== 'file') return { file, describes: false, changed: false };
  const changed = isUnknown(state.mtime);
  const { content } = state;
  // Rendered with what isn't known yet, by a name that says what it is about.
  if (content === undefined || isUnknown(content)) return { file, describes: true, changed };
  const text = content.read().toString();
  const sections = [...text.matchAll(/^\[[a-z-]+:([^\]]+)\]/gm)].map(([, section]) => section);
  return { file, describes: sections.includes(group), changed };
}

function isSomethingWritten(connection: SupervisorConnection, expected: Expected): boolean {
  return foldersOf(connection).some((folder) => {
    const state = expected.get(path(folder, 'tree'));
    return isUnknown(state) || (state.type === 'directory' && isUnknown(state.tree));
  });
}

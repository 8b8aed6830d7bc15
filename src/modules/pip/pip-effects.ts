import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { home } from '../../probes/home.ts';
import { made, path } from '../../probes/path.ts';
import type { Python } from '../../probes/python.ts';
import type { Venv } from '../../probes/venv.ts';
import type { PipArguments } from './pip-arguments.ts';
import type { Requirement } from './requirement.ts';

export function venvEffects(folder: string, key: Key<Venv>, after: Venv, makes: boolean): Effect[] {
  const why = `what the packages in ${folder} bring`;
  const effects: Effect[] = [];
  if (makes) effects.push(becomes(path(folder), made(folder, { type: 'directory' })));
  for (const part of [
    'bin',
    'lib',
    'lib64',
    'include',
    'pyvenv.cfg',
    '.gitignore',
    '.lock',
    'CACHEDIR.TAG',
  ]) {
    effects.push(unsettles({ kind: 'path', subject: `${folder}/${part}`, below: true }, why));
  }
  for (const part of ['share', 'etc', 'src']) {
    effects.push(
      presumes(
        { kind: 'path', subject: `${folder}/${part}`, below: true },
        `no Python package brings this file to ${folder}/${part}`,
      ),
    );
  }
  effects.push(becomes(key, after));
  // What comes along with a package, and what it moves, only its installation (or pip's dry run) tells.
  const moved = makes || Object.values(known(after.packages)).some((found) => found.kept);
  const others = `nothing else comes or goes in ${folder} with what is installed there`;
  if (moved) effects.push(presumes({ kind: 'venv', subject: key.subject }, others));
  return effects;
}

export function interpreterEffects(
  key: Key<Python>,
  after: Python,
  installer: PipArguments['installer'],
): Effect[] {
  const locked = 'uv leaves nothing but its lock in /tmp';
  return [
    becomes(key, after),
    // In an environment its lock lies beside the packages.
    ...(installer === 'uv' ? [presumes({ kind: 'path', subject: '/tmp', below: true }, locked)] : []),
    ...['/usr/local', '/usr/lib/python3'].map((subject) =>
      unsettles({ kind: 'path', subject, below: true }, 'what the Python packages bring'),
    ),
  ];
}

/** Where a folder is built, its build backend may leave things in it: caches, build/, NAME.egg-info. */
export function sourceEffects(requirements: readonly Requirement[]): Effect[] {
  return requirements.flatMap(({ url = '' }) => {
    const folder = /^file:\/\/(.*[^/])$/.exec(url)?.[1];
    if (folder === undefined || ARCHIVE.test(folder)) return [];
    const why = `what is built in ${folder} leaves its files as they are`;
    return [presumes({ kind: 'path', subject: folder, below: true }, why)];
  });
}

const ARCHIVE = /\.(whl|zip|tar\.\w+|tgz)$/;

/** What the installer keeps in the home of whoever runs it. */
export function ownFiles(args: PipArguments, seen: Seen): Effect[] {
  const folder = seen.peek(home());
  if (isUnknown(folder) || folder === null) return [];
  return ['.cache', ...(args.installer === 'uv' ? ['.local/share/uv'] : [])].map((part) =>
    unsettles(
      { kind: 'path', subject: `${folder}/${part}`, below: true },
      `what ${args.installer} keeps for later`,
    ),
  );
}

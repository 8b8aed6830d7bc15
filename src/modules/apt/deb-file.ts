import type { Effect } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Decision, fails, invalid } from '../../core/plan.ts';
import type { Step } from '../../core/step.ts';
import { known } from '../../core/unknown.ts';
import { deb } from '../../probes/deb.ts';
import { debFile } from '../../probes/deb-file.ts';
import type { AptArguments } from './apt-arguments.ts';
import { aptGet, aptWords, withPolicy } from './apt-command.ts';
import { packageEffects } from './apt-effects.ts';

/** `nginx_1.22.1-9_amd64.deb`: an archive's name tells what is in it, so it need not be fetched to find out. */
const ARCHIVE = /([a-z0-9][a-z0-9.+-]+)_([^_/]+)_[a-z0-9-]+\.deb$/;

function fromUrl(url: string): { name: string; version: string } | undefined {
  const parts = ARCHIVE.exec(decodeURIComponent(url.replace(/[?#].*/, '')));
  return parts?.[1] && parts[2] ? { name: parts[1], version: parts[2] } : undefined;
}

const isUrl = (file: string): boolean => file.includes('://');

export function debFileKeys(args: AptArguments): Key[] {
  if (args.deb === undefined) return [];
  if (!isUrl(args.deb)) return [debFile(args.deb)];
  const archive = fromUrl(args.deb);
  return archive ? [deb(archive.name)] : [];
}

interface Part {
  readonly steps: readonly Step[];
  readonly effects: readonly Effect[];
  readonly changes: readonly string[];
}

export function planDebFile(args: AptArguments, file: string, seen: Seen): Part | Decision | undefined {
  if (args.state !== 'present') return invalid('deb only supports state=present', { argument: 'state' });
  const archive = isUrl(file) ? fromUrl(file) : seen.get(debFile(file));
  if (archive && 'missing' in archive && archive.missing)
    return fails(`There is no package archive ${file} on the host`);
  if (archive && archive.name !== '') {
    const now = isUrl(file)
      ? seen.get(deb(archive.name))
      : { state: 'installed', version: (archive as { installed?: string }).installed };
    // A version's epoch isn't part of an archive's name.
    const version = known(now.version ?? '');
    const same =
      version === archive.version || (isUrl(file) && version.replace(/^\d+:/, '') === archive.version);
    if (now.state === 'installed' && same) return undefined;
  }
  const names = archive && archive.name !== '' ? [archive.name] : [];
  const todo = {
    operation: 'install',
    targets: [file],
    names,
    mark: [],
    askApt: false,
    unmatched: [],
  } as const;
  const effects = packageEffects(todo, undefined, {
    purge: false,
    quietly: args.policy_rc_d === 101,
    staleLists: false,
  });
  const changes = [`install ${names[0] ? `${names[0]} ${archive?.version ?? ''} from ` : ''}${file}`];
  if (!isUrl(file)) return { steps: [aptGet(args, aptWords(args, ['install'], [file]))], effects, changes };
  return { steps: [fetched(args, file)], effects, changes };
}

/** apt brings a downloader of its own; the archive goes as soon as it is installed. */
const FETCH = `folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
chmod 0755 "$folder"
/usr/lib/apt/apt-helper download-file "$1" "$folder/package.deb" >&2 || exit 100
shift
"$@" "$folder/package.deb"`;

function fetched(args: AptArguments, url: string): Step {
  const { policy_rc_d: _, ...plain } = args;
  const { argv = [], env } = aptGet(plain, aptWords(args, ['install']));
  return withPolicy(args, {
    do: 'run',
    argv: ['sh', '-c', FETCH, 'sh', url, ...argv],
    ...(env ? { env } : {}),
  });
}

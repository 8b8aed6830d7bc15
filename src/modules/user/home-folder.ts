import { becomes } from '../../core/effect.ts';
import { quote } from '../../core/quote.ts';
import { isUnknown, type Maybe } from '../../core/unknown.ts';
import type { AccountDefaults } from '../../probes/account-defaults.ts';
import { made, NOTHING, type PathState, path } from '../../probes/path.ts';
import type { AccountDraft } from './account-draft.ts';
import type { UserArguments } from './arguments.ts';

interface Owner {
  readonly name: string;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  readonly group: Maybe<string>;
}

/** useradd makes the home where nothing is; what is in it comes from the skeleton. */
export function homeAppears(
  draft: AccountDraft,
  args: UserArguments,
  home: string,
  there: PathState,
  owner: Owner,
  defaults: AccountDefaults,
): void {
  if (there.type !== 'absent') return;
  fillHome(draft, home, owner, args.umask === undefined ? { mode: defaults.homeMode } : {});
}

/** What skeletons commonly have in them. */
const SKELETON = [
  ...[
    '.bash_logout',
    '.bash_profile',
    '.bashrc',
    '.profile',
    '.kshrc',
    '.zshrc',
    '.emacs',
    '.face',
    '.face.icon',
  ],
  ...['.cache', '.config', '.local', '.mozilla', '.screenrc', '.cshrc', '.login', '.logout', '.inputrc'],
];

/** Nothing is in a new home but what the skeleton brings. */
function fillHome(
  draft: AccountDraft,
  home: string,
  { name, uid, gid, group }: Owner,
  mode: { readonly mode?: Maybe<number> },
): void {
  const presumed = [{ text: `nothing but the usual dot files comes into the new home of ${name}` }];
  draft.effects.push(becomes(path(home), NOTHING, { below: true, presumed }));
  for (const file of SKELETON) {
    const { subject } = path(`${home}/${file}`);
    draft.unsettles({ kind: 'path', subject, below: true }, `what is in the new home of ${name}`);
  }
  draft.effects.push(
    becomes(path(home), made(home, { type: 'directory', owner: name, uid, gid, group, ...mode })),
  );
}

/** The account is there, its home isn't. */
export function makeHome(
  draft: AccountDraft,
  args: UserArguments,
  home: string,
  there: PathState,
  owner: Owner,
  defaults: AccountDefaults,
): void {
  if (!args.create_home || there.type !== 'absent') return;
  const skeleton = args.skeleton ?? defaults.skeleton;
  draft.change(`create home ${home}`);
  const [to, from, id] = [quote(home), quote(skeleton), quote(owner.name)];
  const mode = args.umask === undefined ? defaults.homeMode : 0o777 & ~Number.parseInt(args.umask, 8);
  draft.steps.push({
    do: 'run',
    script: [
      'set -e',
      `mkdir -p -- ${to}`,
      `if [ -d ${from} ]; then cp -R -- ${from}/. ${to}; fi`,
      `chown -R -- ${id}: ${to}`,
      `chmod ${mode.toString(8)} ${to}`,
    ].join('\n'),
  });
  fillHome(draft, home, owner, { mode });
}

/** Whether a home is known to be the same. */
export function sameHome(home: Maybe<string>, wanted: string): boolean {
  return !isUnknown(home) && path(home as string).subject === path(wanted).subject;
}

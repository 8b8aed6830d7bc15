import { defineModule, type Seen } from '../core/module.ts';
import { type Decision, fails } from '../core/plan.ts';
import { path } from '../probes/path.ts';
import { Draft } from './draft.ts';
import { flagKeys, withFlags } from './flags.ts';
import { type OwnershipArguments, ownershipKeys } from './ownership.ts';
import { drop, hold, planned, textAt } from './repository/held-text.ts';
import { parseIni, saysTheSame, writeIni } from './repository/ini.ts';
import { YUM_OPTIONS, YUM_PROPERTIES } from './repository/yum-schema.ts';

interface YumRepositoryArguments extends OwnershipArguments {
  readonly name: string;
  readonly description?: string;
  readonly state: 'present' | 'absent';
  readonly file?: string;
  readonly reposdir: string;
  readonly [option: string]: unknown;
}

export default defineModule<YumRepositoryArguments>({
  name: 'yum_repository',
  description: `Describes a repository of rpms to dnf and yum: one section of a file in /etc/yum.repos.d.

Other sections of the file stay. Of the section itself everything that the task doesn't name goes.`,
  schema: { type: 'object', properties: YUM_PROPERTIES, required: ['name'] },
  examples: [
    {
      title: 'A repository',
      yaml: `- yum_repository:
    name: epel
    description: Extra packages
    baseurl: https://example.org/epel/$releasever/$basearch/
    gpgkey: https://example.org/epel/key
    gpgcheck: true`,
    },
    {
      title: 'Two in one file, one of them off',
      yaml: `- yum_repository:
    name: "{{ item.name }}"
    description: Our packages
    file: ours
    baseurl: "https://example.org/{{ item.name }}/"
    enabled: "{{ item.enabled }}"
  loop:
    - { name: ours, enabled: true }
    - { name: ours-testing, enabled: false }`,
    },
    { title: 'Gone', yaml: '- yum_repository: { name: epel, state: absent }' },
  ],
  returns: { repo: 'The id of the repository.', state: 'What was asked for.' },
  check(args) {
    if (args.state === 'absent') return [];
    const found = [];
    if (!['baseurl', 'mirrorlist', 'metalink'].some((name) => name in args))
      found.push({
        message: 'state is present but any of the following are missing: baseurl, mirrorlist, metalink',
      });
    if (!('description' in args))
      found.push({ message: 'state is present but all of the following are missing: description' });
    return found;
  },

  observe: (args) => [
    path(args.reposdir),
    path(fileOf(args), 'content'),
    ...flagKeys(args, [path(fileOf(args))]),
    ...ownershipKeys(args),
  ],

  plan(args, seen, _inputs, context): Decision {
    const { name, state } = args;
    const file = fileOf(args);
    const result = { repo: name, state };
    if (seen.get(path(args.reposdir)).type === 'absent')
      return fails(`Repo directory '${args.reposdir}' does not exist.`);
    const draft = new Draft();
    const text = wantedText(args, seen);
    if (text === '') drop(draft, file, seen);
    else if (text !== undefined) {
      const secret = args['password'] !== undefined || args['proxy_password'] !== undefined;
      const held = hold(draft, file, text, { ...args, secret }, seen, context);
      if ('verdict' in held) return held;
    }
    const decision = planned(draft, result);
    return text === undefined || text === '' ? decision : withFlags(args, decision, [file], seen);
  },
});

function fileOf({ file, name, reposdir }: YumRepositoryArguments): string {
  return `${reposdir}/${file ?? name}.repo`;
}

/** What the file should hold: nothing for no file, undefined where there is and should be none. */
function wantedText(args: YumRepositoryArguments, seen: Seen): string | undefined {
  const now = textAt(fileOf(args), seen);
  const before = parseIni(now ?? '');
  const after = new Map(before);
  after.delete(args.name);
  if (args.state === 'present') after.set(args.name, optionsOf(args));
  if (saysTheSame(before, after)) return now;
  return writeIni(after);
}

/** By their names in the file, sorted. */
function optionsOf(args: YumRepositoryArguments): Map<string, string> {
  const options: [string, string][] = Object.keys(YUM_OPTIONS).flatMap((name) => {
    const value = args[name];
    return value === undefined || value === null ? [] : [[name, shown(name, value)] as [string, string]];
  });
  options.push(['name', args.description ?? '']);
  return new Map(options.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shown(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (!Array.isArray(value)) return String(value);
  return value.join(name === 'baseurl' || name === 'gpgkey' ? '\n' : ' ');
}

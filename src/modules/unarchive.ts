import { unsettles } from '../core/effect.ts';
import type { Key } from '../core/key.ts';
import { defineModule, type FileInput, type Inputs, type Seen } from '../core/module.ts';
import { type Decision, fails, type Plan, type ResultFields, unchanged } from '../core/plan.ts';
import { quote } from '../core/quote.ts';
import { ATTACHMENT, type Content, type Run } from '../core/step.ts';
import { isUnknown, known, NotKnown, Unknown } from '../core/unknown.ts';
import { httpClient } from '../probes/http-client.ts';
import { nameOf, type PathState, path } from '../probes/path.ts';
import { unpacked } from '../probes/unpacked.ts';
import { fetchText } from '../probes/url/fetching.ts';
import { followed, followedKeys } from './folders.ts';
import {
  OWNERSHIP_PROPERTIES,
  type OwnershipArguments,
  ownershipKeys,
  refuses,
  type Wanted,
  wantedOwnership,
} from './ownership.ts';
import { type Unpacking, unpackFunctions } from './unpacking/commands.ts';
import { differing, isSurelyEmpty, unpackedEffects } from './unpacking/comparison.ts';
import { asksForHands, handChanges, handStep, withTopFolders } from './unpacking/hands.ts';
import { type Member, membersOf } from './unpacking/members.ts';
import { type Selection, selected } from './unpacking/selection.ts';

interface UnarchiveArguments extends OwnershipArguments, Selection {
  readonly src: string;
  readonly dest: string;
  readonly remote_src: boolean;
  readonly copy: boolean;
  readonly creates?: string;
  readonly list_files: boolean;
  readonly keep_newer: boolean;
  readonly validate_certs: boolean;
  readonly decrypt: boolean;
}

const isRemote = (args: UnarchiveArguments) => args.remote_src || !args.copy;
const isUrl = (args: UnarchiveArguments) => isRemote(args) && args.src.includes('://');

export default defineModule<UnarchiveArguments>({
  name: 'unarchive',
  description:
    'Unpacks an archive into a folder of the host: tar, also packed by gzip, bzip2, xz or zstd, and zip.\n\n' +
    'The archive comes from the control machine, is on the host already (`remote_src`), or is downloaded by the host ' +
    '(`remote_src` with a URL). It is unpacked where anything in it is not in the folder as the archive has it; what else is ' +
    'in the folder stays. An archive that is sent is on the host only for as long as it is unpacked.\n\n' +
    'The host needs GNU tar, for zip archives unzip, and what unpacks the compression.',
  schema: {
    type: 'object',
    properties: {
      src: {
        'x-type': 'path',
        description:
          'The archive, searched in `files/`; with `remote_src` a path of the host, or a URL that the host downloads.',
      },
      dest: { 'x-type': 'path', description: 'The folder to unpack it in; it must be there.' },
      remote_src: { 'x-type': 'bool', description: '`src` is on the host, or a URL.', default: false },
      copy: {
        'x-type': 'bool',
        description: 'The opposite of `remote_src`, as it was said once.',
        default: true,
      },
      creates: { 'x-type': 'path', description: 'Where this path is there, nothing is looked at or done.' },
      list_files: {
        'x-type': 'bool',
        description: 'Return what is in the archive as `files`.',
        default: false,
      },
      keep_newer: {
        'x-type': 'bool',
        description: 'Leave files alone that are newer than those in the archive.',
        default: false,
      },
      exclude: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'A path or pattern.' },
        description: 'What is not unpacked. Not together with `include`.',
        default: [],
      },
      include: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'A path.' },
        description: 'What alone is unpacked.',
        default: [],
      },
      extra_opts: {
        'x-type': 'list',
        items: { 'x-type': 'string', description: 'An option.' },
        description: 'More options for tar: `--strip-components=1`, `--transform=…`.',
        default: [],
      },
      validate_certs: {
        'x-type': 'bool',
        description: 'Verify the certificate of the server.',
        default: true,
      },
      decrypt: {
        'x-type': 'bool',
        description: 'Open an archive that is encrypted by a vault.',
        default: true,
      },
      io_buffer_size: {
        'x-type': 'int',
        description: 'Bytes read at once.',
        default: 65536,
        'x-ignored': 'archives are read by their own tools',
      },
      ...OWNERSHIP_PROPERTIES,
    },
    required: ['src', 'dest'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'From the control machine',
      yaml: '- unarchive:\n    src: app-1.2.tar.gz\n    dest: /opt/app\n    extra_opts: [--strip-components=1]\n    owner: dev\n',
    },
    {
      title: 'What an earlier task downloaded',
      yaml: '- get_url:\n    url: https://example.org/site.zip\n    dest: /var/cache/site.zip\n- unarchive:\n    src: /var/cache/site.zip\n    dest: /srv/site\n    remote_src: true\n    creates: /srv/site/index.html\n',
    },
  ],
  returns: {
    dest: 'The folder.',
    src: 'The archive, as the task names it.',
    files: 'What is in it, with `list_files`.',
    handler: 'What kind of archive it was taken for.',
    extract_results: 'What the tool that unpacked it said.',
  },
  differences: [
    'A check tells what would be unpacked for tar archives too.',
    'Archives by bzip2, xz and zstd from the control machine, and archives at a URL, can only be compared once they are on the host: a check calls them unknown, unless `creates` decides or the folder is empty.',
  ],

  check: (args) =>
    Array.isArray(args.include) &&
    Array.isArray(args.exclude) &&
    args.include.length > 0 &&
    args.exclude.length > 0
      ? [{ message: 'include and exclude exclude each other', argument: 'include' }]
      : [],

  inputs: (args) =>
    isRemote(args)
      ? {}
      : { archive: { input: 'file', src: args.src, ...(args.decrypt ? {} : { raw: true }) } },

  observe(args, seen, inputs, context) {
    if (args.creates !== undefined) {
      const there = seen.get(path(args.creates));
      if (there === undefined || there.type !== 'absent') return [path(args.creates)];
    }
    const keys: Key[] = [...ownershipKeys(args), ...followedKeys(args.dest, seen)];
    if (args.creates !== undefined) keys.push(path(args.creates));
    if (context.check) keys.push(path(args.dest, 'tree'));
    if (isUrl(args)) return [...keys, httpClient];
    const members = isRemote(args) ? undefined : membersIn(args, inputs);
    if (members) return [...keys, ...memberKeys(args, members)];
    if (!isRemote(args)) return keys;
    keys.push(...followedKeys(args.src, seen));
    const source = seen.get(path(args.src));
    if (source === undefined || source.type === 'absent') return keys;
    const listed = unpacked(args.src, args.dest, unpackFunctions(unpackingOf(args)));
    keys.push(listed);
    if (args.mode === undefined && args.owner === undefined && args.group === undefined) return keys;
    return [
      ...keys,
      ...withTopFolders(seen.get(listed)?.files ?? []).map((name) => path(`${args.dest}/${name}`)),
    ];
  },

  plan(args, seen, inputs, context) {
    const { creates, dest } = args;
    if (creates !== undefined && seen.get(path(creates)).type !== 'absent')
      return unchanged({ skipped: true, msg: `skipped, since ${creates} exists`, dest, src: args.src });
    const wanted = wantedOwnership(args, seen);
    if (refuses(wanted)) return wanted;
    if (followed(dest, seen).state.type !== 'directory')
      return fails(`dest '${dest}' must be an existing dir`);
    if (isUrl(args)) return fromUrl(args, wanted, seen, context.check);
    if (isRemote(args)) return onHost(args, wanted, seen, context.check);
    const archive = contentIn(inputs);
    if (archive.size === 0) return fails(`Invalid archive '${args.src}', the file is 0 bytes`);
    const members = membersIn(args, inputs);
    if (members) return fromMembers(args, wanted, members, archive, seen);
    const run = { attachment: { name: nameOf(args.src), content: archive } };
    return blindly(args, wanted, { archive: ATTACHMENT, run }, seen, context.check);
  },
});

function contentIn(inputs: Inputs): Content {
  return known((inputs['archive'] as FileInput).content);
}

const parsed = new WeakMap<Content, readonly Member[] | null>();

/** What will be unpacked of an archive that is read here; undefined where only the host can tell. */
function membersIn(args: UnarchiveArguments, inputs: Inputs): readonly Member[] | undefined {
  const { content } = inputs['archive'] as FileInput;
  if (isUnknown(content)) return undefined;
  const archive = content as Content;
  let members = parsed.get(archive);
  if (members === undefined) {
    members = membersOf(archive.read()) ?? null;
    parsed.set(archive, members);
  }
  return members === null ? undefined : selected(members, args);
}

function memberKeys(args: UnarchiveArguments, members: readonly Member[]): Key[] {
  const names = members.map((member) => member.path);
  const tops = withTopFolders(names).slice(names.length);
  return [
    ...members.map((member) => path(`${args.dest}/${member.path}`, 'hash')),
    ...tops.map((name) => path(`${args.dest}/${name}`)),
  ];
}

function unpackingOf(args: UnarchiveArguments): Unpacking {
  const { dest, keep_newer, exclude, include, extra_opts, owner, group, mode } = args;
  const ownHands = { owner: owner !== undefined, group: group !== undefined, mode: mode !== undefined };
  return { dest, keep_newer, exclude, include, extra_opts, ownHands };
}

/** The members are known: what differs is told one by one. */
function fromMembers(
  args: UnarchiveArguments,
  wanted: Wanted,
  members: readonly Member[],
  archive: Content,
  seen: Seen,
): Decision {
  const { dest } = args;
  const how = { keepNewer: args.keep_newer, wanted };
  const missing = differing(members, dest, seen, how);
  const names = withTopFolders(members.map((member) => member.path));
  const files = {
    ...resultOf(args),
    ...(args.list_files ? { files: members.map((member) => member.path) } : {}),
  };
  if (missing.length === 0) return handsOnly(args, wanted, names, seen, files);
  const script = `${unpackFunctions(unpackingOf(args))}j_unpack ${ATTACHMENT}`;
  return {
    ...unpacking(
      args,
      wanted,
      { do: 'run', script, attachment: { name: nameOf(args.src), content: archive } },
      names,
      files,
    ),
    changes: shown(missing.map((member) => `unpack ${member.path}`)),
    effects: [
      unsettles({ kind: 'path', subject: path(dest).subject, below: true }, `what is unpacked in ${dest}`),
      ...unpackedEffects(missing, path(dest).subject, how),
    ],
  };
}

/** Only mode and owners of what is there may differ. */
function handsOnly(
  args: UnarchiveArguments,
  wanted: Wanted,
  names: readonly string[],
  seen: Seen,
  result: ResultFields,
): Plan {
  if (!asksForHands(wanted)) return unchanged(result);
  const changes = names.map((name) => ({ name, texts: handChanges(stateOf(args, name, seen), wanted) }));
  const differ = changes.filter(({ texts }) => texts.length > 0);
  if (differ.length === 0) return unchanged(result);
  return {
    verdict: 'change',
    changes: shown(differ.map(({ name, texts }) => `${name}: ${texts.join(', ')}`)),
    steps: [
      handStep(
        args.dest,
        differ.map(({ name }) => name),
        wanted,
      ),
    ],
    effects: differ.map(({ name }) =>
      unsettles({ kind: 'path', subject: `${path(args.dest).subject}/${name}` }, `the attributes of ${name}`),
    ),
    result,
  };
}

function stateOf(args: UnarchiveArguments, name: string, seen: Seen): PathState {
  return seen.get(path(`${args.dest}/${name}`));
}

function onHost(args: UnarchiveArguments, wanted: Wanted, seen: Seen, check: boolean): Decision {
  const source = followed(args.src, seen).state;
  if (source.type === 'absent') return fails(`Source '${args.src}' does not exist`);
  if (source.type !== 'file') return fails(`Source '${args.src}' is a ${source.type}`);
  if (source.readable === false) return fails(`Source '${args.src}' not readable`);
  if (source.size === 0) return fails(`Invalid archive '${args.src}', the file is 0 bytes`);
  const archive = seen.peek(unpacked(args.src, args.dest, unpackFunctions(unpackingOf(args))));
  if (isUnknown(archive)) {
    if (!check) throw new NotKnown(archive);
    return blindly(args, wanted, { archive: quote(args.src), run: {} }, seen, check);
  }
  if (archive.trouble !== undefined)
    return fails(`Failed to find handler for "${args.src}": it can't be read`, {
      src: args.src,
      details: archive.trouble,
    });
  const files = { ...resultOf(args), ...(args.list_files ? { files: archive.files } : {}) };
  const names = withTopFolders(archive.files);
  if (archive.same) return handsOnly(args, wanted, names, seen, files);
  const run: Run = {
    do: 'run',
    script: `${unpackFunctions(unpackingOf(args))}j_unpack ${quote(args.src)}`,
  };
  return { ...unpacking(args, wanted, run, names, files), changes: [`unpack ${args.src}`] };
}

function fromUrl(args: UnarchiveArguments, wanted: Wanted, seen: Seen, check: boolean): Decision {
  // A check needs no client: it says what it can by looking at the folder alone.
  const client = check ? 'none' : seen.get(httpClient);
  if (!check && client === 'none')
    return fails(
      `${args.src} can't be downloaded: the host has neither curl nor GNU wget nor Python; use get_url first`,
    );
  const fetching = {
    url: args.src,
    headers: {},
    timeout: 60,
    verifyCertificate: args.validate_certs,
    useProxy: true,
    decompress: false,
    agent: 'ansible-httpget',
  };
  const before =
    client === 'none'
      ? ''
      : `out=$(mktemp) || exit 1
trap 'rm -f -- "$out"' EXIT
trap 'exit 143' TERM INT HUP
told=$(${fetchText(client, fetching)}) || exit 1
code=$(printf '%s\\n' "$told" | sed -n 's/^status \\([0-9]*\\).*/\\1/p' | tail -n 1)
case $code in 200|000|226) ;; *) echo "Failure downloading: the server answered with status $code" >&2; exit 1 ;; esac
`;
  return blindly(args, wanted, { archive: '"$out"', run: {}, before }, seen, check);
}

interface Unseen {
  /** As a word of the script. */
  readonly archive: string;
  readonly run: Partial<Run>;
  readonly before?: string;
}

/** Only where it is unpacked can it be told whether anything in it is new. */
function blindly(
  args: UnarchiveArguments,
  wanted: Wanted,
  { archive, run, before = '' }: Unseen,
  seen: Seen,
  check: boolean,
): Decision {
  if (check && !isSurelyEmpty(args.dest, seen)) throw new NotKnown(Unknown.of(`what is in ${args.src}`));
  const hands = asksForHands(wanted)
    ? `j_list ${archive} | { ${handStep(args.dest, [], wanted).script ?? ':'}
} || exit 1
`
    : '';
  const script = `${unpackFunctions(unpackingOf(args))}${before}if j_same ${archive} 2>/dev/null; then said=kept
else j_unpack ${archive} || exit 1; said=unpacked
fi
${hands}j_list ${archive}
echo "$said"`;
  const plan = unpacking(args, wanted, { do: 'run', script, ...run }, [], resultOf(args));
  return {
    ...plan,
    changes: [`unpack ${args.src}`],
    finish: ([output]) => {
      const lines = (output?.stdout.toString('utf8') ?? '').trimEnd().split('\n');
      const isNew = lines.pop() === 'unpacked';
      return { changed: isNew, ...(args.list_files ? { files: lines } : {}) };
    },
  };
}

function unpacking(
  args: UnarchiveArguments,
  wanted: Wanted,
  run: Run,
  names: readonly string[],
  result: ResultFields,
): Plan {
  const hands = asksForHands(wanted) && names.length > 0 ? [handStep(args.dest, names, wanted)] : [];
  return {
    verdict: 'change',
    changes: [],
    steps: [run, ...hands],
    effects: [
      unsettles(
        { kind: 'path', subject: path(args.dest).subject, below: true },
        `what is unpacked in ${args.dest}`,
      ),
    ],
    result,
    finish: ([output]) =>
      output
        ? { extract_results: { rc: output.status, out: output.stdout.toString('utf8'), err: output.stderr } }
        : {},
  };
}

function resultOf(args: UnarchiveArguments): ResultFields {
  return { dest: args.dest, src: args.src };
}

/** The first of many. */
function shown(lines: readonly string[]): readonly string[] {
  return lines.length <= 20 ? lines : [...lines.slice(0, 20), `and ${lines.length - 20} more`];
}

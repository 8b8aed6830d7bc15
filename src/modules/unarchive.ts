import type { Key } from '../core/key.ts';
import { defineModule, type FileInput, type Inputs } from '../core/module.ts';
import { fails, unchanged } from '../core/plan.ts';
import { ATTACHMENT, type Content } from '../core/step.ts';
import { isUnknown, known, type Maybe } from '../core/unknown.ts';
import { httpClient } from '../probes/http-client.ts';
import { nameOf, path } from '../probes/path.ts';
import { unpacked } from '../probes/unpacked.ts';
import { followed, followedKeys } from './folders.ts';
import { ownershipKeys, refuses, wantedOwnership } from './ownership.ts';
import { touchedPath } from './touched.ts';
import { unpackFunctions } from './unpacking/commands.ts';
import { blindly, fromUrl, onHost } from './unpacking/from-host.ts';
import { fromMembers, memberKeys, membersIn } from './unpacking/from-members.ts';
import { withTopFolders } from './unpacking/hands.ts';
import {
  isRemote,
  isUrl,
  UNARCHIVE_SCHEMA,
  type UnarchiveArguments,
  unpackingOf,
} from './unpacking/unarchive-arguments.ts';

export default defineModule<UnarchiveArguments>({
  name: 'unarchive',
  description:
    'Unpacks an archive into a folder of the host: tar, also packed by gzip, bzip2, xz or zstd, and zip.\n\n' +
    'The archive comes from the control machine, is on the host already (`remote_src`), or is downloaded by the host ' +
    '(`remote_src` with a URL). It is unpacked where anything in it is not in the folder as the archive has it; what else is ' +
    'in the folder stays. An archive that is sent is on the host only for as long as it is unpacked.\n\n' +
    'The host needs GNU tar, for zip archives unzip, and what unpacks the compression.',
  schema: UNARCHIVE_SCHEMA,
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

  touches: ({ dest }, seen) => touchedPath(dest, seen),

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
      ...withTopFolders(knownFiles(seen.get(listed)?.files)).map((name) => path(`${args.dest}/${name}`)),
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
    if (isRemote(args)) return onHost(args, wanted, seen);
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

/** The names, as far as they are known. */
function knownFiles(files: Maybe<readonly string[]> | undefined): readonly string[] {
  return files === undefined || isUnknown(files) ? [] : (files as readonly string[]);
}

import { defineModule } from '../core/module.ts';
import { type ResultFields, type ResultValue, unchanged } from '../core/plan.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import { type PathAspect, type Present, path } from '../probes/path.ts';
import { followed, followedKeys } from './folders.ts';
import { flagNames } from './stat/flag-names.ts';

type Algorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

interface StatArguments {
  readonly path: string;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly get_mime: boolean;
  readonly get_attributes: boolean;
  readonly checksum_algorithm: Algorithm;
}

export default defineModule<StatArguments>({
  name: 'stat',
  description: 'Looks at a path. It changes nothing.',
  schema: {
    type: 'object',
    properties: {
      path: { 'x-type': 'path', description: 'The path.', 'x-aliases': ['dest', 'name'] },
      follow: {
        'x-type': 'bool',
        description: 'Where it is a link, look at what it points at.',
        default: false,
      },
      get_checksum: { 'x-type': 'bool', description: 'Tell the checksum of a file.', default: true },
      get_mime: {
        'x-type': 'bool',
        description: 'Tell what `file` takes it for.',
        default: true,
        'x-aliases': ['mime', 'mime_type', 'mime-type'],
      },
      get_attributes: {
        'x-type': 'bool',
        description: "Tell the file system's flags (`lsattr`).",
        default: true,
        'x-aliases': ['attr', 'attributes'],
      },
      checksum_algorithm: {
        'x-type': 'string',
        description: 'How the checksum is made.',
        default: 'sha1',
        enum: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
        'x-aliases': ['checksum', 'checksum_algo'],
      },
    },
    required: ['path'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'Is it there?',
      yaml: '- stat:\n    path: /etc/app.conf\n  register: conf\n- debug:\n    msg: there\n  when: conf.stat.exists\n',
    },
  ],
  returns: {
    stat: 'What is there: `exists`, and if so `isreg`, `isdir`, `islnk`, `mode`, `size`, `checksum` and more.',
  },

  observe(args, seen) {
    const aspects = aspectsOf(args);
    return args.follow ? followedKeys(args.path, seen, ...aspects) : [path(args.path, ...aspects)];
  },

  plan(args, seen) {
    const aspects = aspectsOf(args);
    const { state } = args.follow
      ? followed(args.path, seen, ...aspects)
      : { state: seen.get(path(args.path, ...aspects)) };
    return unchanged({ stat: state.type === 'absent' ? { exists: false } : fieldsOf(args, state) });
  },
});

function aspectsOf(args: StatArguments): PathAspect[] {
  const aspects: PathAspect[] = [];
  if (args.get_checksum)
    aspects.push(args.checksum_algorithm === 'sha256' ? 'hash' : args.checksum_algorithm);
  if (args.get_mime) aspects.push('mime');
  if (args.get_attributes) aspects.push('flags');
  return aspects;
}

/** Ansible's names for what is there. */
function fieldsOf(args: StatArguments, state: Present): ResultFields {
  const { type, mode } = state;
  const bit = (bits: number) => mapped(mode, (m) => (m & bits) !== 0);
  return {
    exists: true,
    path: args.path,
    mode: mapped(mode, (m) => m.toString(8).padStart(4, '0')),
    isdir: type === 'directory',
    ischr: type === 'char',
    isblk: type === 'block',
    isreg: type === 'file',
    isfifo: type === 'fifo',
    islnk: type === 'link',
    issock: type === 'socket',
    uid: state.uid,
    gid: state.gid,
    size: state.size,
    inode: state.inode,
    dev: state.device,
    nlink: state.links,
    atime: state.atime,
    mtime: state.mtime,
    ctime: state.ctime,
    wusr: bit(0o200),
    rusr: bit(0o400),
    xusr: bit(0o100),
    wgrp: bit(0o020),
    rgrp: bit(0o040),
    xgrp: bit(0o010),
    woth: bit(0o002),
    roth: bit(0o004),
    xoth: bit(0o001),
    isuid: bit(0o4000),
    isgid: bit(0o2000),
    blocks: state.blocks ?? expectedOnly(state),
    block_size: state.blockSize ?? expectedOnly(state),
    device_type: state.deviceType ?? expectedOnly(state),
    readable: state.readable,
    writeable: state.writable,
    executable: state.executable,
    pw_name: state.owner,
    gr_name: state.group,
    ...(type === 'link' ? { lnk_target: state.target, lnk_source: state.real } : {}),
    ...(args.get_checksum && type === 'file' ? checksum(state, args.checksum_algorithm) : {}),
    ...(args.get_mime ? mime(state) : {}),
    ...(args.get_attributes ? flags(state) : {}),
  } as ResultFields;
}

/** A file whose content is only expected may have another checksum than the one that is known of it. */
function checksum(state: Present, algorithm: Algorithm): ResultFields {
  if (state.readable === false) return {};
  const digest = state[algorithm];
  return { checksum: digest ?? expectedOnly(state) } as ResultFields;
}

function mime(state: Present): ResultFields {
  const found = state.mime ?? (isUnknown(state.stamp) ? state.stamp : undefined);
  if (found === undefined) return { mimetype: 'unknown', charset: 'unknown' };
  const [mimetype, charset] = isUnknown(found) ? [found, found] : (found as string).split('; charset=');
  return { mimetype: mimetype ?? 'unknown', charset: charset ?? 'unknown' } as ResultFields;
}

function flags(state: Present): ResultFields {
  const found = state.flags ?? (isUnknown(state.stamp) ? state.stamp : undefined);
  if (isUnknown(found))
    return { version: found, attributes: found, attr_flags: found } as unknown as ResultFields;
  const [version = null, letters = ''] = ((found as string | undefined) ?? '')
    .split(/\s+/)
    .filter((w) => w !== '');
  const set = letters.replaceAll('-', '');
  return { version, attributes: flagNames(set), attr_flags: set };
}

/** What is only expected has no stamp yet; whatever else is missing of it is as unknown as that. */
function expectedOnly(state: Present): Maybe<string> | undefined {
  return isUnknown(state.stamp) ? state.stamp : undefined;
}

function mapped<T>(value: Maybe<T>, to: (value: T) => ResultValue): ResultValue {
  return isUnknown(value) ? (value as ResultValue) : to(value as T);
}

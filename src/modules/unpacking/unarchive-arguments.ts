import type { ArgumentSchema } from '../../core/schema.ts';
import { OWNERSHIP_PROPERTIES, type OwnershipArguments } from '../ownership.ts';
import type { Unpacking } from './commands.ts';
import type { Selection } from './selection.ts';

export interface UnarchiveArguments extends OwnershipArguments, Selection {
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

export const isRemote = (args: UnarchiveArguments) => args.remote_src || !args.copy;
export const isUrl = (args: UnarchiveArguments) => isRemote(args) && args.src.includes('://');

/** How the archive is to be unpacked. */
export function unpackingOf(args: UnarchiveArguments): Unpacking {
  const { dest, keep_newer, exclude, include, extra_opts, owner, group, mode } = args;
  const ownHands = { owner: owner !== undefined, group: group !== undefined, mode: mode !== undefined };
  return { dest, keep_newer, exclude, include, extra_opts, ownHands };
}

export const UNARCHIVE_SCHEMA: ArgumentSchema = {
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
    attributes: {
      ...OWNERSHIP_PROPERTIES.attributes,
      'x-ignored': 'flags of the file system are set by the module `file`',
    },
  },
  required: ['src', 'dest'],
  additionalProperties: false,
};

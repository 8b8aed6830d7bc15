import type { ArgumentProperty } from '../../core/schema.ts';
import { OWNERSHIP_PROPERTIES, type OwnershipArguments } from '../ownership.ts';

/** What copy and template take alike. */
export interface CopyingArguments extends OwnershipArguments {
  readonly dest: string;
  readonly backup: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly validate?: string;
  readonly unsafe_writes: boolean;
}

export const COPYING_PROPERTIES = {
  dest: {
    'x-type': 'path',
    description:
      'Where it goes on the host. A folder (that is there, or with `/` at its end): into it, under its own name.',
  },
  backup: { 'x-type': 'bool', description: 'Keep the old file beside the new one.', default: false },
  force: {
    'x-type': 'bool',
    description: 'Replace a file that is there and differs.',
    default: true,
    'x-aliases': ['thirsty'],
  },
  follow: {
    'x-type': 'bool',
    description: 'Where `dest` is a link, write what it points at.',
    default: false,
  },
  validate: {
    'x-type': 'string',
    description:
      'A command that must succeed on the new file before it takes its place; `%s` stands for its path.',
  },
  ...OWNERSHIP_PROPERTIES,
  mode: {
    'x-type': 'mode',
    description:
      'Permissions: octal, symbolic, or `preserve` for those of the source. By default those of the old file.',
  },
} as const satisfies Record<string, ArgumentProperty>;

export const COPYING_RETURNS = {
  dest: 'The path of the file.',
  src: 'The source as the task named it.',
  checksum: 'SHA-1 of the file, in hex.',
  backup_file: 'Where the old file is kept.',
  mode: 'As octal text.',
  owner: "The owner's name.",
  group: "The group's name.",
  uid: "The owner's id.",
  gid: "The group's id.",
  size: 'In bytes.',
  state: 'file.',
};

export function validateMistake(args: { readonly validate?: string }) {
  if (typeof args.validate !== 'string' || args.validate.includes('%s')) return [];
  return [{ message: "validate must name the new file with '%s'", argument: 'validate' }];
}

import type { Key } from '../../core/key.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, type Invalid, invalid, type ResultFields } from '../../core/plan.ts';
import { BadRegex, pythonRegex, type RegexFlags } from '../../core/python-regex.ts';
import type { ArgumentProperty } from '../../core/schema.ts';
import type { Content } from '../../core/step.ts';
import { isUnknown } from '../../core/unknown.ts';
import { CONTENT_LIMIT, NOTHING, type PathState, parentOf, path } from '../../probes/path.ts';
import { place } from '../copying/place.ts';
import { Draft } from '../draft.ts';
import { makeFolder } from '../file/directory.ts';
import { flagKeys, immutableKeys, withFlags } from '../flags.ts';
import { chainKeys, followed, followedKeys, missingFolders, needed } from '../folders.ts';
import {
  OWNERSHIP_PROPERTIES,
  type OwnershipArguments,
  ownershipKeys,
  refuses,
  wantedOwnership,
} from '../ownership.ts';
import { contentOf } from '../text-content.ts';

/** What all that edit a file in place take. */
export interface EditingArguments extends OwnershipArguments {
  readonly path: string;
  readonly backup: boolean;
  readonly create?: boolean;
  readonly validate?: string;
  readonly unsafe_writes: boolean;
}

export const EDITING_PROPERTIES = {
  path: {
    'x-type': 'path',
    description: 'The file to edit. Where it is a link, what it points at is edited.',
    'x-aliases': ['dest', 'destfile', 'name'],
  },
  backup: { 'x-type': 'bool', description: 'Keep the old file beside the new one.', default: false },
  validate: {
    'x-type': 'string',
    description:
      'A command that must succeed on the new file before it takes its place; `%s` stands for its path.',
  },
  ...OWNERSHIP_PROPERTIES,
} as const satisfies Record<string, ArgumentProperty>;

export const CREATE_PROPERTY = {
  create: {
    'x-type': 'bool',
    description: 'Make the file, and the folders above it, where there is none.',
    default: false,
  },
} as const satisfies Record<string, ArgumentProperty>;

export const EDITING_DIFFERENCES = [
  'Files larger than 1 MiB are refused.',
  'A backup is named after the time and the hash of the old version, not after when it was made.',
  'Patterns are those of Python; what JavaScript cannot say of them (atomic groups, conditional ones) is refused before anything is done.',
];

/** What an edit makes of a file's text. */
export interface Edit {
  readonly text: string;
  /** As Ansible says it; empty where nothing changed. */
  readonly msg: string;
  readonly fields?: ResultFields;
  /** The file is left alone, its attributes too. */
  readonly leaves?: true;
}

export function editingKeys(args: EditingArguments, seen: Known): Key[] {
  const first = seen.get(path(args.path, 'content'));
  const real =
    first?.type === 'link' && typeof first.real === 'string' ? first.real : path(args.path).subject;
  const file = followedKeys(args.path, seen, 'content');
  return [
    ...ownershipKeys(args),
    ...file,
    ...immutableKeys(file, seen),
    ...flagKeys(args, file),
    ...(args.create ? chainKeys(parentOf(real), seen) : []),
  ];
}

/** Patterns that Python would refuse, or that can't be translated, found before a host is touched. */
export function regexMistakes(
  args: object,
  names: readonly string[],
  flags: RegexFlags,
): { message: string; argument: string }[] {
  return names.flatMap((argument) => {
    const pattern = (args as Readonly<Record<string, unknown>>)[argument];
    if (typeof pattern !== 'string') return [];
    try {
      pythonRegex(pattern, flags);
      return [];
    } catch (thrown) {
      if (thrown instanceof BadRegex) return [{ message: thrown.message, argument }];
      throw thrown;
    }
  });
}

/** Where the file is, and what is in it. */
export interface Standing {
  readonly subject: string;
  readonly state: PathState;
  /** Undefined where nothing is there. */
  readonly bytes: Buffer | undefined;
}

export function standing(args: EditingArguments, seen: Seen): Standing | Decision {
  const { subject, state } = followed(args.path, seen, 'content');
  if (state.type === 'absent') return { subject, state, bytes: undefined };
  if (state.type === 'directory') return fails(`Path ${args.path} is a directory !`, { rc: 256 });
  if (state.type !== 'file') return fails(`${args.path} is a ${state.type} and cannot be edited`);
  if (state.readable === false) return fails(`${args.path} is not readable`);
  if (state.content === undefined && !isUnknown(state.size) && (state.size as number) > CONTENT_LIMIT)
    return fails(`${args.path} is larger than ${CONTENT_LIMIT} bytes, too large to be edited`);
  const content: Content = needed(state.content, `the content of ${subject}`);
  return { subject, state, bytes: content.read() };
}

/** The plan of an edit: what the file will hold is told, compared, and written as a whole. */
export function edited(
  args: EditingArguments,
  { subject, state }: Standing,
  make: () => Edit & { readonly bytes: Buffer },
  seen: Seen,
  context: TaskContext,
  backupField: 'backup' | 'backup_file',
): Decision | Invalid {
  let edit: Edit & { readonly bytes: Buffer };
  try {
    edit = make();
  } catch (thrown) {
    if (thrown instanceof BadRegex) return invalid(thrown.message);
    throw thrown;
  }
  const draft = new Draft();
  const nothing = backupField === 'backup' ? { backup: '' } : {};
  if (edit.leaves || (edit.msg === '' && state.type === 'absent'))
    return draft.plan(subject, state, { ...nothing, ...edit.fields, msg: edit.msg });
  const wanted = wantedOwnership(args, seen);
  if (refuses(wanted)) return wanted;
  let folder: PathState = NOTHING;
  if (state.type === 'absent') {
    const chain = missingFolders(parentOf(subject), seen);
    if ('verdict' in chain) return chain;
    let above = chain.above;
    for (const missing of chain.missing) above = makeFolder(draft, missing, { self: wanted.self }, above);
    folder = above ?? NOTHING;
  }
  const placed = place(
    draft,
    {
      subject,
      state,
      folder: folder.type === 'absent' ? undefined : folder,
      content: contentOf(edit.bytes),
      secret: false,
      wanted,
      force: true,
      backup: args.backup,
      ...(args.validate === undefined ? {} : { validate: args.validate }),
      ...(args.unsafe_writes ? { inPlace: true } : {}),
    },
    seen,
    context,
  );
  if ('verdict' in placed) return placed;
  const hands = draft.steps.some((step) => step.do === 'attributes') || draft.changes.length > 1;
  const said = (also: boolean) =>
    [edit.msg, ...(also && state.type !== 'absent' ? [OWNERSHIP_CHANGED] : [])]
      .filter((text) => text !== '')
      .join(' and ');
  const decision = draft.plan(subject, placed.state, {
    ...nothing,
    ...edit.fields,
    ...(placed.backup === undefined ? {} : { [backupField]: placed.backup }),
    msg: said(hands),
  });
  return withFlags(args, decision, [subject], seen, { msg: said(true) });
}

const OWNERSHIP_CHANGED = 'ownership, perms or SE linux context changed';

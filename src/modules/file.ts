import type { Key } from '../core/key.ts';
import type { Known, Seen, TaskContext } from '../core/module.ts';
import { defineModule } from '../core/module.ts';
import { type Decision, invalid } from '../core/plan.ts';
import { isUnknown, known } from '../core/unknown.ts';
import { nameOf, type PathState, path, type TreeEntry } from '../probes/path.ts';
import type { FileArguments } from './file/arguments.ts';
import { directory } from './file/directory.ts';
import { hardLink, link, linkGoal, linkKeys } from './file/link.ts';
import { absent, file, touch } from './file/plain.ts';
import { parseTime, timeKeys } from './file/times.ts';
import { flagKeys, foldersMade, immutable, immutableKeys, withFlags } from './flags.ts';
import { chainKeys, folderKeys, followedKeys } from './folders.ts';
import { OWNERSHIP_PROPERTIES, ownershipKeys, refuses, wantedOwnership } from './ownership.ts';
import { touchedPath } from './touched.ts';

type State = NonNullable<FileArguments['state']>;

export default defineModule<FileArguments>({
  name: 'file',
  description:
    'Manages files, folders and links: whether they are there, their mode and their owners.\n\n' +
    'Without `state`, what is there stays what it is and only its attributes are set.',
  schema: {
    type: 'object',
    properties: {
      path: { 'x-type': 'path', description: 'The path to manage.', 'x-aliases': ['dest', 'name'] },
      state: {
        'x-type': 'string',
        description:
          '`directory` makes the folder with all above it; `file` only sets attributes of a file that is there; `touch` makes ' +
          'an empty file or sets its times; `link` and `hard` make links; `absent` removes, folders with what is in them.',
        enum: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
      },
      src: { 'x-type': 'path', description: 'What a link points at; relative to the folder it is in.' },
      recurse: {
        'x-type': 'bool',
        description: 'Set the attributes of everything below the folder too.',
        default: false,
      },
      force: {
        'x-type': 'bool',
        description:
          'Make a link although what it points at is missing, or in place of a file or an empty folder.',
        default: false,
      },
      follow: {
        'x-type': 'bool',
        description: 'Where `path` is a link, manage what it points at.',
        default: true,
      },
      access_time: {
        'x-type': 'string',
        description: '`preserve`, `now`, or a time in `access_time_format`.',
      },
      access_time_format: {
        'x-type': 'string',
        description: 'As strftime writes it.',
        default: '%Y%m%d%H%M.%S',
      },
      modification_time: {
        'x-type': 'string',
        description: '`preserve`, `now`, or a time in `modification_time_format`.',
      },
      modification_time_format: {
        'x-type': 'string',
        description: 'As strftime writes it.',
        default: '%Y%m%d%H%M.%S',
      },
      ...OWNERSHIP_PROPERTIES,
    },
    required: ['path'],
    additionalProperties: false,
    'x-required-if': [['state', 'hard', ['src']]],
  },
  examples: [
    {
      title: 'A folder with its owner and mode',
      yaml: '- file:\n    path: /srv/app\n    state: directory\n    owner: dev\n    mode: "0750"\n',
    },
    { title: 'A link', yaml: '- file:\n    src: releases/5\n    dest: /srv/app/current\n    state: link\n' },
    {
      title: 'Nothing there any more',
      yaml: '- file:\n    path: /etc/nginx/sites-enabled/default\n    state: absent\n',
    },
  ],
  returns: {
    path: 'The path (`dest` for links and touched files).',
    state: 'What is there: file, hard, directory, link or absent.',
    mode: 'As octal text.',
    owner: "The owner's name.",
    group: "The group's name.",
    uid: "The owner's id.",
    gid: "The group's id.",
    size: 'In bytes.',
    diff: 'Attributes before and after.',
  },
  differences: [
    'With `recurse`, links below the folder get owners of their own and are never followed out of it.',
    'A user or group that does not exist is a failure in check mode too, unless an earlier task makes it.',
  ],

  check: mistakesOf,

  touches: ({ path }, seen) => touchedPath(path, seen),

  observe(args, seen) {
    const keys = fileKeys(args, seen);
    const mayBeStuck = immutableKeys([path(args.path), path(subjectOf(args, seen))], seen);
    return [...keys, ...mayBeStuck, ...flagKeys(args, [...keys, ...entryKeys(args, seen)])];
  },

  plan(args, seen, _inputs, context) {
    const [mistake] = mistakesOf(args);
    if (mistake) return invalid(mistake.message, { argument: mistake.argument });
    const decision = planFile(args, seen, context);
    if ('steps' in decision && decision.steps.length > 0) {
      const subject = subjectOf(args, seen);
      const stuck = immutable(subject, seen.get(path(subject)));
      if (stuck) return stuck;
    }
    if (args.attributes === undefined || stateOf(args, seen.get(path(args.path))) === 'absent')
      return decision;
    return withFlags(args, decision, [...foldersMade(decision), ...flaggedPaths(args, seen)], seen);
  },
});

function fileKeys(args: FileArguments, seen: Known): Key[] {
  const subject = subjectOf(args, seen);
  const first = path(args.path);
  const state = stateOf(args, seen.get(first));
  const keys = [first, path(subject), ...ownershipKeys(args), ...timeKeys(args)];
  if (args.src !== undefined) keys.push(...followedKeys(args.path, seen));
  switch (state) {
    case 'directory':
      return [...keys, ...chainKeys(subject, seen), ...(args.recurse ? [path(subject, 'tree')] : [])];
    case 'link':
      return [...keys, ...folderKeys(subject, seen), ...linkKeys(args, subject, seen)];
    case 'hard':
      return [...keys, ...folderKeys(subject, seen), ...(args.src ? followedKeys(args.src, seen) : [])];
    default:
      return [...keys, ...folderKeys(subject, seen)];
  }
}

function planFile(args: FileArguments, seen: Seen, context: TaskContext): Decision {
  const first = seen.get(path(args.path));
  const state = stateOf(args, first);
  if (state !== 'link' && state !== 'absent' && args.follow && first.type === 'link') known(first.real);
  const subject = subjectOf(args, seen);
  if (state === 'absent') return absent(subject, seen);
  const wanted = wantedOwnership(args, seen);
  if (refuses(wanted)) return wanted;
  switch (state) {
    case 'directory':
      return directory(args, subject, wanted, seen, context);
    case 'link':
      return link(args, subject, wanted, seen);
    case 'hard':
      return hardLink(args, subject, wanted, seen);
    case 'touch':
      return touch(args, subject, wanted, seen);
    default:
      return file(args, subject, wanted, seen);
  }
}

/** The paths whose flags are asked for: of a link, what it points at, as with mode and owners. */
function flaggedPaths(args: FileArguments, seen: Seen): readonly string[] {
  const subject = subjectOf(args, seen);
  if (stateOf(args, seen.get(path(args.path))) === 'link' && args.follow) {
    const goal = linkGoal(args, subject, seen);
    return goal.state.type === 'absent' ? [] : [goal.subject];
  }
  return [subject, ...(args.recurse ? entriesOf(subject, seen) : [])];
}

/** Everything below a folder but links, which have no flags. */
function entriesOf(subject: string, seen: Known): string[] {
  const state = seen.get(path(subject, 'tree'));
  if (state?.type !== 'directory' || state.tree === undefined || isUnknown(state.tree)) return [];
  return (state.tree as readonly TreeEntry[])
    .filter((entry) => entry.type !== 'link')
    .map((entry) => `${subject}/${entry.path}`);
}

function entryKeys(args: FileArguments, seen: Known): Key[] {
  if (!args.recurse || args.attributes === undefined) return [];
  return entriesOf(subjectOf(args, seen), seen).map((entry) => path(entry));
}

function mistakesOf(args: FileArguments) {
  const mistakes: { message: string; argument: string }[] = [];
  if (args.recurse && args.state !== undefined && args.state !== 'directory') {
    mistakes.push({ message: "recurse goes with state: 'directory' only", argument: 'recurse' });
  }
  if (args.src !== undefined && args.state !== 'link' && args.state !== 'hard') {
    mistakes.push({ message: "src goes with state: 'link' or 'hard' only", argument: 'src' });
  }
  for (const name of ['access_time', 'modification_time'] as const) {
    const text = args[name];
    if (typeof text !== 'string' || text === 'now' || text === 'preserve') continue;
    const format = args[`${name}_format`];
    if (parseTime(text, format) === undefined) {
      mistakes.push({ message: `'${text}' is no time in the format '${format}'`, argument: name });
    }
  }
  return mistakes;
}

/** Without `state` it is what is there; a folder is meant where attributes are to go below it. */
function stateOf(args: FileArguments, there: PathState | undefined): State | undefined {
  if (args.state !== undefined) return args.state;
  if (args.recurse) return 'directory';
  if (there?.type === 'directory' || there?.type === 'link') return there.type;
  return 'file';
}

/** The path that is really managed: what a link points at, or the file inside a folder. */
function subjectOf(args: FileArguments, seen: Known): string {
  const subject = path(args.path).subject;
  const there = seen.get(path(subject));
  if (args.state === 'link' || args.state === 'absent') return subject;
  if (args.state === undefined && !args.recurse) return subject;
  const real =
    there?.type === 'link' && there.real !== undefined && !isUnknown(there.real)
      ? (there.real as string)
      : undefined;
  if (args.state === 'hard') {
    const folder =
      there?.type === 'directory' || (real !== undefined && seen.get(path(real))?.type === 'directory');
    return folder && args.src !== undefined ? `${subject}/${nameOf(args.src)}` : subject;
  }
  return args.follow && real !== undefined ? real : subject;
}

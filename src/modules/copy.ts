import { defineModule, type FileInput, type TreeInput } from '../core/module.ts';
import { isUnknown, type Maybe, Unknown } from '../core/unknown.ts';
import { nameOf } from '../probes/path.ts';
import {
  COPYING_PROPERTIES,
  COPYING_RETURNS,
  type CopyingArguments,
  validateMistake,
} from './copying/arguments.ts';
import { jsonText } from './copying/json-text.ts';
import { localTree, localTreeKeys } from './copying/local-tree.ts';
import { onTheHost, onTheHostKeys } from './copying/on-the-host.ts';
import { checksumRefusal, oneFile, oneFileKeys, type Source } from './copying/one-file.ts';
import { touchedPath } from './touched.ts';

interface CopyArguments extends CopyingArguments {
  readonly src?: string;
  readonly content?: unknown;
  readonly remote_src: boolean;
  readonly local_follow: boolean;
  readonly decrypt: boolean;
  readonly directory_mode?: number | string;
  readonly checksum?: string;
}

export default defineModule<CopyArguments>({
  name: 'copy',
  description:
    'Copies a file or a folder to the host, from the control machine or from elsewhere on the host, or writes text into ' +
    'a file.\n\nA file is replaced at once and whole: nobody ever sees half of it.',
  schema: {
    type: 'object',
    properties: {
      src: {
        'x-type': 'string',
        description: 'A file or folder, searched in `files/`. With `/` at its end: what is in the folder.',
      },
      content: { 'x-type': 'any', description: 'The text to write; lists and dicts are written as JSON.' },
      ...COPYING_PROPERTIES,
      directory_mode: {
        'x-type': 'mode',
        description: 'The mode of folders that are copied or made on the way.',
      },
      remote_src: { 'x-type': 'bool', description: '`src` is on the host.', default: false },
      local_follow: {
        'x-type': 'bool',
        description: 'Copy what links in the source point at.',
        default: true,
      },
      decrypt: {
        'x-type': 'bool',
        description: 'Open sources that are encrypted by a vault.',
        default: true,
      },
      checksum: { 'x-type': 'string', description: 'The SHA-1 that the source must have.' },
    },
    required: ['dest'],
    additionalProperties: false,
    'x-required-one-of': [['src', 'content']],
    'x-mutually-exclusive': [['src', 'content']],
  },
  examples: [
    {
      title: 'A file',
      yaml: '- copy:\n    src: sudoers\n    dest: /etc/sudoers.d/app\n    mode: "0440"\n    validate: visudo -cf %s\n',
    },
    { title: 'Text', yaml: '- copy:\n    content: "{{ motd }}\\n"\n    dest: /etc/motd\n' },
    {
      title: 'What is in a folder',
      yaml: '- copy:\n    src: site/\n    dest: /srv/site\n    owner: www-data\n',
    },
    {
      title: 'On the host',
      yaml: '- copy:\n    src: /etc/app/default.conf\n    dest: /etc/app/app.conf\n    remote_src: true\n    force: false\n',
    },
  ],
  returns: COPYING_RETURNS,
  differences: [
    'A backup is named after the time and the hash of the old version, not after when it was made.',
    'New files and folders below a copied folder are told one by one.',
  ],

  check: (args) => [
    ...validateMistake(args),
    ...(args.content !== undefined && typeof args.dest === 'string' && args.dest.endsWith('/')
      ? [{ message: 'can not use content with a dir as dest', argument: 'dest' }]
      : []),
  ],

  inputs(args) {
    if (args.remote_src && args.src !== undefined) return {};
    if (args.src === undefined) return { source: { input: 'text', text: textOf(args.content) } };
    return {
      source: {
        input: 'tree',
        src: args.src,
        ...(args.decrypt ? {} : { raw: true }),
        ...(args.local_follow ? {} : { links: true }),
      },
    };
  },

  touches: ({ dest }, seen) => touchedPath(dest, seen),

  observe(args, seen, inputs, context) {
    const { src } = args;
    if (src === undefined) {
      return oneFileKeys(args, undefined, () => (inputs['source'] as FileInput).content, seen, context);
    }
    if (args.remote_src) return onTheHostKeys({ ...args, src }, seen);
    const tree = inputs['source'] as TreeInput;
    if (tree.isDirectory) return localTreeKeys(args, tree, seen, context);
    return oneFileKeys(args, nameOf(src), () => sourceOf(tree, src).content, seen, context);
  },

  plan(args, seen, inputs, context) {
    const { src } = args;
    if (args.remote_src && src !== undefined) return onTheHost({ ...args, src }, seen, context);
    if (src === undefined) {
      const { content, sha1, mode } = inputs['source'] as FileInput;
      const text = { content, sha1, mode, secret: false, name: undefined, src: undefined };
      return checksumRefusal(args.checksum, sha1) ?? oneFile(args, text, seen, context);
    }
    const tree = inputs['source'] as TreeInput;
    if (tree.isDirectory) return localTree(args, tree, seen, context);
    const source = sourceOf(tree, src);
    return (
      checksumRefusal(args.checksum, source.sha1) ?? oneFile(args, source, seen, context, args.directory_mode)
    );
  },
});

/** The unknowns in a value made of lists and mappings. */
function unknownsIn(value: unknown): readonly Unknown[] {
  if (isUnknown(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(unknownsIn);
  if (value instanceof Map) return [...value.values()].flatMap(unknownsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(unknownsIn);
  return [];
}

function textOf(content: unknown): Maybe<string> {
  if (typeof content === 'string') return content;
  const open = unknownsIn(content);
  if (open.length > 0) return Unknown.join(open);
  return content === null || content === undefined ? '' : jsonText(content);
}

function sourceOf(tree: TreeInput, src: string): Source {
  const [entry] = tree.entries;
  if (!entry?.content) throw new Error(`${tree.path} came without its content`);
  const { content, sha1 = '', mode, secret = false } = entry;
  return { content, sha1, mode, secret, name: nameOf(src), src };
}

import { defineModule } from '../core/module.ts';
import { fails, unchanged } from '../core/plan.ts';
import { validateMistake } from './copying/arguments.ts';
import { type BlockEdit, editBlock } from './editing/block.ts';
import {
  CREATE_PROPERTY,
  EDITING_DIFFERENCES,
  EDITING_PROPERTIES,
  type EditingArguments,
  edited,
  editingKeys,
  regexMistakes,
  standing,
} from './editing/edited-file.ts';
import { byteText } from './editing/text-bytes.ts';
import { touchedPath } from './touched.ts';

interface BlockinfileArguments extends EditingArguments, BlockEdit {
  readonly create: boolean;
}

export default defineModule<BlockinfileArguments>({
  name: 'blockinfile',
  description:
    'Keeps a block of lines in a file, between two marker lines, or out of it.\n\n' +
    'The markers tell which lines are the block: what is between them is replaced as a whole. Give each block of one file ' +
    'a `marker` of its own, or they replace each other.',
  schema: {
    type: 'object',
    properties: {
      ...EDITING_PROPERTIES,
      state: {
        'x-type': 'string',
        description: '`present` keeps the block in the file; `absent` removes it, markers and all.',
        enum: ['present', 'absent'],
        default: 'present',
      },
      block: {
        'x-type': 'string',
        description: 'The lines. An empty block is removed, as with `state: absent`.',
        default: '',
        'x-aliases': ['content'],
      },
      marker: {
        'x-type': 'string',
        description: 'The marker lines; `{mark}` stands for `marker_begin` or `marker_end`. One line each.',
        default: '# {mark} ANSIBLE MANAGED BLOCK',
      },
      marker_begin: {
        'x-type': 'string',
        description: 'What `{mark}` is above the block.',
        default: 'BEGIN',
      },
      marker_end: { 'x-type': 'string', description: 'What `{mark}` is below the block.', default: 'END' },
      insertafter: {
        'x-type': 'string',
        description:
          '`EOF` (the end of the file, the default), or a pattern of Python: a new block goes after the last line that matches it.',
      },
      insertbefore: {
        'x-type': 'string',
        description: '`BOF`, or a pattern: a new block goes before the last line that matches it.',
      },
      append_newline: {
        'x-type': 'bool',
        description: 'Have an empty line below the block, unless it is the end of the file.',
        default: false,
      },
      prepend_newline: {
        'x-type': 'bool',
        description: 'Have an empty line above the block, unless it is the beginning of the file.',
        default: false,
      },
      ...CREATE_PROPERTY,
    },
    required: ['path'],
    additionalProperties: false,
    'x-mutually-exclusive': [['insertbefore', 'insertafter']],
  },
  examples: [
    {
      title: 'Some hosts',
      yaml: '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} cluster"\n    block: |\n      10.0.0.5 db\n      10.0.0.6 web\n',
    },
    {
      title: 'In a file with other comments',
      yaml: '- blockinfile:\n    path: /srv/site/index.html\n    marker: "<!-- {mark} banner -->"\n    insertafter: <body>\n    block: <p>{{ notice }}</p>\n',
    },
    {
      title: 'Away with it',
      yaml: '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} cluster"\n    state: absent\n',
    },
  ],
  returns: {
    msg: 'What was done: `Block inserted`, `Block removed`, `File created`, or nothing.',
    backup_file: 'Where the old file is kept.',
  },
  differences: EDITING_DIFFERENCES,

  check: (args) => [
    ...validateMistake(args),
    ...regexMistakes(bytesOf(args), patternsOf(args), { bytes: true }),
    ...(['marker_begin', 'marker_end'] as const).flatMap((argument) =>
      typeof args[argument] === 'string' && [...args[argument]].some((c) => c > '\u00ff')
        ? [{ message: 'is written as latin-1, which does not have all of its characters', argument }]
        : [],
    ),
  ],

  touches: ({ path }, seen) => touchedPath(path, seen),

  observe: editingKeys,

  plan(args, seen, _inputs, context) {
    const file = standing(args, seen);
    if ('verdict' in file) return file;
    if (file.bytes === undefined) {
      if (!args.create) return fails(`Path ${args.path} does not exist !`, { rc: 257 });
      if (args.state === 'absent') return unchanged({ msg: `File ${args.path} not present` });
    }
    const make = () => {
      const edit = editBlock(file.bytes?.toString('latin1'), bytesOf(args));
      return { ...edit, bytes: Buffer.from(edit.text, 'latin1') };
    };
    return edited(args, file, make, seen, context, 'backup_file');
  },
});

/** The arguments as bytes: that is what is compared. Only the marks are latin-1 for Ansible, so that they stay as they are. */
function bytesOf(args: BlockinfileArguments): BlockinfileArguments {
  const texts = Object.fromEntries(
    (['block', 'marker', 'insertafter', 'insertbefore'] as const).flatMap((name) =>
      typeof args[name] === 'string' ? [[name, byteText(args[name])]] : [],
    ),
  );
  return { ...args, ...texts };
}

function patternsOf({ insertafter = 'EOF', insertbefore = 'BOF' }: BlockinfileArguments): string[] {
  return [
    ...(insertafter === 'EOF' ? [] : ['insertafter']),
    ...(insertbefore === 'BOF' ? [] : ['insertbefore']),
  ];
}

import { defineModule } from '../core/module.ts';
import { fails, invalid, unchanged } from '../core/plan.ts';
import { validateMistake } from './copying/arguments.ts';
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
import { absentLine, type LineEdit, presentLine } from './editing/line.ts';
import { byteText } from './editing/text-bytes.ts';
import { touchedPath } from './touched.ts';

interface LineinfileArguments extends EditingArguments, LineEdit {
  readonly state: 'present' | 'absent';
  readonly create: boolean;
}

const TEXTS = ['regexp', 'search_string', 'line', 'insertafter', 'insertbefore'] as const;

export default defineModule<LineinfileArguments>({
  name: 'lineinfile',
  description:
    'Keeps one line in a file, or out of it.\n\n' +
    'With `regexp` (or `search_string`) the line that matches is replaced: the last one, where there are more. Choose a ' +
    'pattern that also matches the new line, or every run adds another one. Without a match, or without a pattern, the line ' +
    'is added unless it is there already: at the end, or where `insertafter` or `insertbefore` say.',
  schema: {
    type: 'object',
    properties: {
      ...EDITING_PROPERTIES,
      state: {
        'x-type': 'string',
        description:
          '`present` keeps the line in the file; `absent` removes every line that matches or is `line`.',
        enum: ['present', 'absent'],
        default: 'present',
      },
      regexp: {
        'x-type': 'string',
        description: 'A pattern of Python, looked for in each line: `^PermitRootLogin`.',
        'x-aliases': ['regex'],
      },
      search_string: { 'x-type': 'string', description: 'The same as plain text.' },
      line: { 'x-type': 'string', description: 'The whole line, without its end.', 'x-aliases': ['value'] },
      insertafter: {
        'x-type': 'string',
        description:
          '`EOF` (the end of the file, the default), `BOF` (its beginning), or a pattern: a new line goes after the last line that matches it.',
      },
      insertbefore: {
        'x-type': 'string',
        description: '`BOF`, or a pattern: a new line goes before the last line that matches it.',
      },
      backrefs: {
        'x-type': 'bool',
        description:
          '`line` may name the groups of `regexp` (`\\1`, `\\g<name>`); where nothing matches, the file stays as it is.',
        default: false,
      },
      firstmatch: {
        'x-type': 'bool',
        description: 'The first line that matches counts, not the last one.',
        default: false,
      },
      ...CREATE_PROPERTY,
    },
    required: ['path'],
    additionalProperties: false,
    'x-mutually-exclusive': [
      ['insertbefore', 'insertafter'],
      ['regexp', 'search_string'],
    ],
  },
  examples: [
    {
      title: 'One setting, whatever it was before',
      yaml: "- lineinfile:\n    path: /etc/ssh/sshd_config\n    regexp: '^#?PermitRootLogin '\n    line: PermitRootLogin no\n    validate: sshd -t -f %s\n",
    },
    {
      title: 'After another line',
      yaml: "- lineinfile:\n    path: /etc/hosts\n    line: 10.0.0.5 db\n    insertafter: '^127[.]0[.]0[.]1 '\n",
    },
    {
      title: 'Only a part of the line',
      yaml: '- lineinfile:\n    path: /etc/default/grub\n    regexp: \'^(GRUB_CMDLINE_LINUX=)"(?!quiet)(.*)"$\'\n    line: \'\\1"quiet \\2"\'\n    backrefs: true\n',
    },
    {
      title: 'No such line',
      yaml: "- lineinfile:\n    path: /etc/fstab\n    regexp: '\\sswap\\s'\n    state: absent\n",
    },
  ],
  returns: {
    msg: 'What was done: `line added`, `line replaced`, `2 line(s) removed`, or nothing.',
    backup: 'Where the old file is kept; empty where there is no backup.',
    found: 'How many lines were removed (`state: absent`).',
  },
  differences: EDITING_DIFFERENCES,

  check: (args) => [
    ...validateMistake(args),
    ...mistakesOf(args),
    ...regexMistakes(bytesOf(args), ['regexp', ...placesOf(args)], { bytes: true }),
  ],

  touches: ({ path }, seen) => touchedPath(path, seen),

  observe: (args, seen) => editingKeys(args.state === 'present' ? args : { ...args, create: false }, seen),

  plan(args, seen, _inputs, context) {
    const [mistake] = mistakesOf(args);
    if (mistake) return invalid(mistake.message, mistake);
    const file = standing(args, seen);
    if ('verdict' in file) return file;
    if (file.bytes === undefined) {
      if (args.state === 'absent') return unchanged({ msg: 'file not present' });
      if (!args.create) return fails(`Destination ${args.path} does not exist !`, { rc: 257 });
    }
    const before = file.bytes?.toString('latin1') ?? '';
    const make = () => {
      const texts = bytesOf(args);
      const edit = args.state === 'present' ? presentLine(before, texts) : absentLine(before, texts);
      return { ...edit, bytes: Buffer.from(edit.text, 'latin1') };
    };
    return edited(args, file, make, seen, context, 'backup');
  },
});

function mistakesOf(args: LineinfileArguments): { message: string; argument: string }[] {
  const { state, regexp, search_string, line } = args;
  if (state === 'absent') {
    return (regexp ?? search_string ?? line) === undefined
      ? [{ message: 'one of line, search_string, or regexp is required with state=absent', argument: 'line' }]
      : [];
  }
  if (state !== 'present') return [];
  const mistakes: { message: string; argument: string }[] = [];
  // What is still a template is neither true nor missing.
  if (args.backrefs === true && search_string !== undefined)
    mistakes.push({ message: 'backrefs and search_string exclude each other', argument: 'backrefs' });
  else if (args.backrefs === true && regexp === undefined)
    mistakes.push({ message: 'regexp is required with backrefs=true', argument: 'backrefs' });
  if (line === undefined) mistakes.push({ message: 'line is required with state=present', argument: 'line' });
  return mistakes;
}

/** The arguments as bytes: that is what is compared. */
function bytesOf(args: LineinfileArguments): LineinfileArguments {
  const texts = Object.fromEntries(
    TEXTS.flatMap((name) => (typeof args[name] === 'string' ? [[name, byteText(args[name])]] : [])),
  );
  return { ...args, ...texts };
}

/** `EOF` and `BOF` are no patterns. */
function placesOf(args: LineinfileArguments): string[] {
  return (['insertafter', 'insertbefore'] as const).filter(
    (name) => !['BOF', 'EOF'].includes(args[name] ?? 'EOF'),
  );
}

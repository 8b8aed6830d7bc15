import { defineModule } from '../core/module.ts';
import { fails, invalid } from '../core/plan.ts';
import { BadRegex, pythonRegex } from '../core/python-regex.ts';
import { replacementOf } from '../core/python-substitution.ts';
import { validateMistake } from './copying/arguments.ts';
import {
  EDITING_DIFFERENCES,
  EDITING_PROPERTIES,
  type EditingArguments,
  edited,
  editingKeys,
  regexMistakes,
  standing,
} from './editing/edited-file.ts';
import { type Replacing, replaceAll, sectionPattern } from './editing/replacing.ts';
import { decoded, encoded, encodingOf } from './editing/text-bytes.ts';
import { touchedPath } from './touched.ts';

interface ReplaceArguments extends EditingArguments, Replacing {
  readonly encoding: string;
}

export default defineModule<ReplaceArguments>({
  name: 'replace',
  description:
    'Replaces everything in a file that matches a pattern.\n\n' +
    'The pattern sees the whole text, not line by line: `^` and `$` are the beginning and the end of a line, `.` is ' +
    'anything but a newline. It is up to you that the pattern no longer matches once it is replaced, or that ' +
    'replacing it again makes no difference.',
  schema: {
    type: 'object',
    properties: {
      ...EDITING_PROPERTIES,
      regexp: { 'x-type': 'string', description: 'The pattern, of Python (`re.MULTILINE`).' },
      replace: {
        'x-type': 'string',
        description: 'What stands there instead; `\\1` and `\\g<name>` are the groups of the pattern.',
        default: '',
      },
      after: {
        'x-type': 'string',
        description: 'Replace only what comes after the first match of this pattern (`.` is a newline too).',
      },
      before: {
        'x-type': 'string',
        description:
          'Replace only what comes before a match of this pattern; with `after`, what is between them.',
      },
      encoding: {
        'x-type': 'string',
        description: 'How the file is written: `utf-8`, `latin-1` or `utf-16-le`.',
        default: 'utf-8',
      },
    },
    required: ['path', 'regexp'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'A name, wherever it is',
      yaml: "- replace:\n    path: /etc/hosts\n    regexp: '\\bold[.]example[.]org\\b'\n    replace: new.example.org\n",
    },
    {
      title: 'Only in one section',
      yaml: "- replace:\n    path: /etc/app.conf\n    after: '^\\[server\\]$'\n    before: '^\\['\n    regexp: '^(port\\s*=).*'\n    replace: '\\1 8080'\n",
    },
    {
      title: 'Comment lines out',
      yaml: "- replace:\n    path: /etc/apt/sources.list\n    regexp: '^(deb cdrom:.*)$'\n    replace: '# \\1'\n",
    },
  ],
  returns: {
    msg: 'What was done: `3 replacements made`, or nothing.',
    rc: '0.',
    backup_file: 'Where the old file is kept.',
  },
  differences: EDITING_DIFFERENCES,

  check: (args) => [...validateMistake(args), ...mistakesOf(args)],

  touches: ({ path }, seen) => touchedPath(path, seen),

  observe: editingKeys,

  plan(args, seen, _inputs, context) {
    const [mistake] = mistakesOf(args);
    if (mistake) return invalid(mistake.message, mistake);
    const file = standing(args, seen);
    if ('verdict' in file) return file;
    const { bytes } = file;
    if (bytes === undefined) return fails(`Path ${args.path} does not exist !`, { rc: 257 });
    const make = () => {
      const encoding = encodingOf(args.encoding) ?? 'utf8';
      const edit = replaceAll(decoded(bytes, encoding), args);
      return {
        ...edit,
        bytes: edit.msg === '' || edit.leaves ? bytes : encoded(edit.text, encoding),
        fields: { rc: 0 },
      };
    };
    return edited(args, file, make, seen, context, 'backup_file');
  },
});

function mistakesOf(args: ReplaceArguments): { message: string; argument: string }[] {
  const given = [args.after, args.before].filter((pattern) => pattern !== undefined);
  const section = given.every((pattern) => typeof pattern === 'string') ? sectionPattern(args) : undefined;
  const name = args.after ? 'after' : 'before';
  return [
    ...regexMistakes(args, ['regexp'], { multiline: true }),
    ...regexMistakes({ [name]: section }, [name], { dotAll: true }),
    ...replacementMistakes(args),
    ...(typeof args.encoding === 'string' && encodingOf(args.encoding) === undefined
      ? [{ message: `text in ${args.encoding} cannot be read here`, argument: 'encoding' }]
      : []),
  ];
}

/** What stands in the replacement is as much a part of the pattern's language. */
function replacementMistakes({ regexp, replace }: ReplaceArguments): { message: string; argument: string }[] {
  if (typeof regexp !== 'string' || typeof replace !== 'string') return [];
  try {
    replacementOf(replace, pythonRegex(regexp, { multiline: true }));
    return [];
  } catch (thrown) {
    if (!(thrown instanceof BadRegex)) throw thrown;
    return [{ message: `Unable to process replace due to error: ${thrown.message}`, argument: 'replace' }];
  }
}

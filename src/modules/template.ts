import { defineModule, type FileInput, type Inputs } from '../core/module.ts';
import { type Fails, fails, type Invalid, invalid } from '../core/plan.ts';
import type { ArgumentProperty } from '../core/schema.ts';
import type { Content } from '../core/step.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { nameOf } from '../probes/path.ts';
import {
  COPYING_PROPERTIES,
  COPYING_RETURNS,
  type CopyingArguments,
  validateMistake,
} from './copying/arguments.ts';
import { oneFile, oneFileKeys } from './copying/one-file.ts';
import { encodingOf, Unencodable } from './copying/text-encoding.ts';
import { contentOf } from './text-content.ts';
import { touchedPath } from './touched.ts';

interface TemplateArguments extends CopyingArguments {
  readonly src: string;
  readonly output_encoding: string;
}

/** What the renderer is told, by Ansible's names. */
const RENDERING = {
  newline_sequence: {
    'x-type': 'string',
    description: 'What ends a line of the result.',
    default: '\n',
    enum: ['\n', '\r', '\r\n', '\\n', '\\r', '\\r\\n'],
  },
  trim_blocks: { 'x-type': 'bool', description: 'Leave out the newline after a block.', default: true },
  lstrip_blocks: { 'x-type': 'bool', description: 'Leave out spaces before a block.', default: false },
  block_start_string: { 'x-type': 'string', description: 'What begins a block.', default: '{%' },
  block_end_string: { 'x-type': 'string', description: 'What ends a block.', default: '%}' },
  variable_start_string: { 'x-type': 'string', description: 'What begins an expression.', default: '{{' },
  variable_end_string: { 'x-type': 'string', description: 'What ends an expression.', default: '}}' },
  comment_start_string: { 'x-type': 'string', description: 'What begins a comment.', default: '{#' },
  comment_end_string: { 'x-type': 'string', description: 'What ends a comment.', default: '#}' },
} as const satisfies Record<string, ArgumentProperty>;

export default defineModule<TemplateArguments>({
  name: 'template',
  description:
    "Renders a Jinja template with the task's variables and writes it to the host.\n\n" +
    'A file is replaced at once and whole: nobody ever sees half of it.',
  schema: {
    type: 'object',
    properties: {
      src: { 'x-type': 'string', description: 'The template, searched in `templates/`.' },
      ...COPYING_PROPERTIES,
      ...RENDERING,
      output_encoding: {
        'x-type': 'string',
        description:
          "How the result is written, by Python's names: `utf-8`, `utf-8-sig`, `utf-16`, `ascii`, `latin-1`, `iso8859-2` to `-15`, `cp1250` to " +
          '`cp1258`, `koi8-r`, `koi8-u`, `cp866`, `mac-roman`, `gbk`.',
        default: 'utf-8',
      },
    },
    required: ['src', 'dest'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'A configuration file',
      yaml: '- template:\n    src: app.conf.j2\n    dest: /etc/app/app.conf\n    owner: root\n    group: dev\n    mode: "0640"\n',
    },
    {
      title: 'With braces of its own',
      yaml: '- template:\n    src: paper.tex.j2\n    dest: /srv/paper.tex\n    variable_start_string: "[["\n    variable_end_string: "]]"\n',
    },
  ],
  returns: COPYING_RETURNS,
  differences: [
    'A backup is named after the time and the hash of the old version, not after when it was made.',
    'Of encodings, those that `output_encoding` names are known; templates themselves are UTF-8.',
  ],

  check: (args) => [
    ...validateMistake(args),
    ...(typeof args.output_encoding !== 'string' || encodingOf(args.output_encoding)
      ? []
      : [{ message: `unknown encoding: ${args.output_encoding}`, argument: 'output_encoding' }]),
  ],

  inputs(args) {
    const given = args as unknown as Readonly<Record<string, string | boolean>>;
    const options = Object.fromEntries(
      Object.keys(RENDERING).map((name) => [name, unescaped(given[name] ?? '')]),
    );
    return { source: { input: 'template', src: args.src, options } };
  },

  touches: ({ dest }, seen) => touchedPath(dest, seen),

  observe(args, seen, inputs, context) {
    const content = () => {
      const source = rendered(args, inputs);
      return 'verdict' in source ? Unknown.of('its bytes') : source.content;
    };
    return oneFileKeys(args, nameOf(args.src), content, seen, context);
  },

  plan(args, seen, inputs, context) {
    const source = rendered(args, inputs);
    if ('verdict' in source) return source;
    const { content, sha1, mode, secret = false } = source;
    return oneFile(
      args,
      { content, sha1, mode, secret, name: nameOf(args.src), src: args.src },
      seen,
      context,
    );
  },
});

/** The result in its encoding. */
function rendered({ output_encoding: name }: TemplateArguments, inputs: Inputs): FileInput | Fails | Invalid {
  const source = inputs['source'] as FileInput;
  if (/^utf-?8$/i.test(name) || isUnknown(source.content)) return source;
  const encode = encodingOf(name);
  if (!encode) return invalid(`unknown encoding: ${name}`, { argument: 'output_encoding' });
  try {
    const content = contentOf(encode((source.content as Content).read().toString('utf8')));
    return { ...source, content, sha1: content.sha1 };
  } catch (thrown) {
    if (thrown instanceof Unencodable) return fails(thrown.message);
    throw thrown;
  }
}

/** Newlines may also be written as people write them between single quotes. */
function unescaped(option: string | boolean): string | boolean {
  if (typeof option !== 'string' || !/^(\\r)?(\\n)?$/.test(option)) return option;
  return option.replace('\\r', '\r').replace('\\n', '\n');
}

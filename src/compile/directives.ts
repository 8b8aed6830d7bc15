import type { DirectiveName } from '../core/play.ts';
import type { ArgumentProperty, ArgumentSchema } from '../core/schema.ts';

/** What `meta` can be told. */
export const META_ACTIONS = [
  'noop',
  'flush_handlers',
  'refresh_inventory',
  'clear_facts',
  'clear_host_errors',
  'end_host',
  'end_play',
  'end_batch',
  'end_role',
  'reset_connection',
] as const;

const text = (description: string): ArgumentProperty => ({ 'x-type': 'string', description });
const any = (description: string): ArgumentProperty => ({ 'x-type': 'any', description });
const flag = (description: string, byDefault: boolean): ArgumentProperty => ({
  'x-type': 'bool',
  description,
  default: byDefault,
});
const list = (description: string, more: Partial<ArgumentProperty> = {}): ArgumentProperty => ({
  'x-type': 'list',
  description,
  items: { 'x-type': 'string', description: 'One of them.' },
  ...more,
});

const closed = { type: 'object', additionalProperties: false } as const;

/** The arguments of what needs no host. `any` hands the playbook's value on as it is. */
export const DIRECTIVES: Readonly<Record<DirectiveName, ArgumentSchema>> = {
  debug: {
    ...closed,
    properties: {
      msg: { ...any('What to show.'), default: 'Hello world!' },
      var: any('An expression whose value is shown.'),
      verbosity: { 'x-type': 'int', description: 'Shown only from so many -v on.', default: 0 },
    },
    'x-mutually-exclusive': [['msg', 'var']],
  },
  assert: {
    ...closed,
    properties: {
      that: { 'x-type': 'list', description: 'Conditions; all must hold.', items: any('A condition.') },
      fail_msg: { ...any('What to say when one does not hold.'), 'x-aliases': ['msg'] },
      success_msg: any('What to say when all hold.'),
      quiet: flag('Say nothing of the conditions that hold.', false),
    },
    required: ['that'],
  },
  fail: {
    ...closed,
    properties: { msg: { ...any('What to say.'), default: 'Failed as requested from task' } },
  },
  // Any other name is that of a variable.
  set_fact: {
    type: 'object',
    properties: { cacheable: flag('Kept for later runs too.', false) },
  },
  meta: {
    ...closed,
    properties: {
      action: { 'x-type': 'string', description: 'What to do.', enum: [...META_ACTIONS] },
    },
    required: ['action'],
    'x-free-form': 'action',
  },
  add_host: {
    type: 'object',
    properties: {
      name: { ...text('The host, perhaps with `:port`.'), 'x-aliases': ['host', 'hostname'] },
      groups: list('Groups it becomes a member of.', { 'x-aliases': ['group', 'groupname'] }),
    },
    required: ['name'],
  },
  group_by: {
    ...closed,
    properties: {
      key: text('The name of the group.'),
      parents: list('Groups that it is put into.', { default: ['all'] }),
    },
    required: ['key'],
  },
  include_vars: {
    ...closed,
    properties: {
      file: text('The file.'),
      dir: text('A folder of files.'),
      name: text('The variable that takes everything as one mapping.'),
      depth: { 'x-type': 'int', description: 'How deep to go into the folder; 0 has no end.', default: 0 },
      files_matching: text('Only files whose name matches this regular expression.'),
      ignore_files: list('Names that are left out.'),
      extensions: list('Endings that count.', { default: ['json', 'yaml', 'yml'] }),
      ignore_unknown_extensions: flag('Leave out files of other endings instead of failing.', false),
      hash_behaviour: { ...text('How mappings are joined.'), enum: ['replace', 'merge'] },
    },
    'x-free-form': 'file',
    'x-mutually-exclusive': [['file', 'dir']],
    'x-required-one-of': [['file', 'dir']],
  },
  include_tasks: {
    ...closed,
    properties: {
      file: text('The file of tasks.'),
      apply: any('Keywords that are applied to the included tasks.'),
    },
    required: ['file'],
    'x-free-form': 'file',
  },
  include_role: {
    ...closed,
    properties: {
      name: { ...text('The role.'), 'x-aliases': ['role'] },
      tasks_from: text('The file of its tasks/ instead of main.'),
      vars_from: text('The file of its vars/ instead of main.'),
      defaults_from: text('The file of its defaults/ instead of main.'),
      handlers_from: text('The file of its handlers/ instead of main.'),
      apply: any('Keywords that are applied to the included tasks.'),
      public: { 'x-type': 'bool', description: 'Its variables are seen by the rest of the play.' },
      allow_duplicates: flag('Run it again though it ran before.', true),
      rolespec_validate: flag('Check its arguments by its argument_specs.', true),
    },
    required: ['name'],
  },
  pause: {
    ...closed,
    properties: {
      seconds: { 'x-type': 'int', description: 'How long.' },
      minutes: { 'x-type': 'int', description: 'How long.' },
      prompt: text('What to ask.'),
      echo: flag('Show what is typed.', true),
    },
    'x-mutually-exclusive': [['seconds', 'minutes']],
  },
  gather_facts: {
    ...closed,
    properties: {
      gather_subset: list('Which facts.', { default: ['all'] }),
      gather_timeout: { 'x-type': 'int', description: 'Seconds a single fact may take.', default: 10 },
      filter: list('Only facts whose names match.', { default: [] }),
      fact_path: { 'x-type': 'path', description: "The folder of the host's own facts." },
      parallel: { 'x-type': 'bool', description: 'Accepted; facts are read in one go.' },
    },
  },
  validate_argument_spec: {
    ...closed,
    properties: {
      argument_spec: any('What the arguments have to be.'),
      provided_arguments: any('The arguments, where they are not variables.'),
      validate_args_context: any('What is checked: the role, its entry point.'),
    },
    required: ['argument_spec'],
  },
};

/** What may stand where, by Ansible's names. */

const EVERYWHERE = [
  'any_errors_fatal',
  'become',
  'become_exe',
  'become_flags',
  'become_method',
  'become_user',
  'check_mode',
  'collections',
  'connection',
  'debugger',
  'diff',
  'environment',
  'ignore_errors',
  'ignore_unreachable',
  'module_defaults',
  'name',
  'no_log',
  'port',
  'remote_user',
  'run_once',
  'tags',
  'throttle',
  'timeout',
  'vars',
];

/** Spellings of older days that are still understood. */
const OLD = ['sudo', 'sudo_user', 'su', 'su_user'];

export const TASK_KEYWORDS: ReadonlySet<string> = new Set([
  ...EVERYWHERE,
  ...OLD,
  'action',
  'args',
  'async',
  'changed_when',
  'delay',
  'delegate_facts',
  'delegate_to',
  'failed_when',
  'local_action',
  'loop',
  'loop_control',
  'notify',
  'poll',
  'register',
  'retries',
  'until',
  'when',
]);

export const HANDLER_KEYWORDS: ReadonlySet<string> = new Set([...TASK_KEYWORDS, 'listen']);

export const BLOCK_KEYWORDS: ReadonlySet<string> = new Set([
  ...EVERYWHERE,
  ...OLD,
  'always',
  'block',
  'delegate_facts',
  'delegate_to',
  'notify',
  'rescue',
  'when',
]);

export const PLAY_KEYWORDS: ReadonlySet<string> = new Set([
  ...EVERYWHERE,
  ...OLD,
  'fact_path',
  'force_handlers',
  'gather_facts',
  'gather_subset',
  'gather_timeout',
  'handlers',
  'hosts',
  'max_fail_percentage',
  'order',
  'post_tasks',
  'pre_tasks',
  'roles',
  'serial',
  'strategy',
  'tasks',
  'user',
  'vars_files',
  'vars_prompt',
]);

/** All else in a role's entry is a parameter of the role. */
export const ROLE_KEYWORDS: ReadonlySet<string> = new Set([
  ...EVERYWHERE,
  ...OLD,
  'delegate_facts',
  'delegate_to',
  'role',
  'when',
]);

export const IMPORT_PLAYBOOK_KEYWORDS: ReadonlySet<string> = new Set([...EVERYWHERE, 'when']);

/** What `apply:` of an include may hold: a block's keywords without its tasks. */
export const APPLY_KEYWORDS: ReadonlySet<string> = new Set(
  [...BLOCK_KEYWORDS].filter((k) => !['block', 'rescue', 'always'].includes(k)),
);

/** What Ansible refuses on dynamic includes, since it would look as if it went on to the included tasks. */
export const INCLUDE_KEYWORDS: ReadonlySet<string> = new Set([
  'action',
  'args',
  'collections',
  'debugger',
  'ignore_errors',
  'listen',
  'loop',
  'loop_control',
  'name',
  'no_log',
  'register',
  'run_once',
  'tags',
  'timeout',
  'vars',
  'when',
]);

/** Keywords that are gone from Ansible, or that jrun lacks, each with what to do instead. */
export const UNSUPPORTED_KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['first_available_file', "use with_first_found, or lookup('first_found', …) in the argument"],
  ['always_run', 'use check_mode: false, which is its name since Ansible 2.2'],
  ['accelerate', 'remove it: Ansible dropped accelerated mode, and jrun needs none'],
  ['accelerate_port', 'remove it: Ansible dropped accelerated mode, and jrun needs none'],
]);

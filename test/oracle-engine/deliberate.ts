/** Where jrun does otherwise than the original, on purpose: what each side says, and why. */
export interface Deliberate {
  readonly file: string;
  readonly case: string;
  readonly host: string;
  /** Lines only the original has. */
  readonly theirs?: readonly string[];
  /** Lines only jrun has. */
  readonly ours?: readonly string[];
  readonly reason: string;
}

const RESCUED = 'a rescue that took over is counted as one, whatever failed';
const DATA = 'results and facts are data: what came out of a template is never a template again';
const VARS = '`vars` shows values, not their templates';

export const DELIBERATE: readonly Deliberate[] = [
  {
    file: 'blocks',
    case: 'rescue through includes',
    host: 'a',
    theirs: ['recap: ok=6 changed=0 unreachable=0 failed=1 skipped=0 rescued=1 ignored=0'],
    ours: ['recap: ok=6 changed=0 unreachable=0 failed=0 skipped=0 rescued=2 ignored=0'],
    reason: RESCUED,
  },
  ...['b', 'a'].map((host) => ({
    file: 'handlers',
    case: 'a failing handler in a block',
    host,
    theirs: ['recap: ok=3 changed=1 unreachable=0 failed=1 skipped=0 rescued=0 ignored=0'],
    ours: ['recap: ok=3 changed=1 unreachable=0 failed=0 skipped=0 rescued=1 ignored=0'],
    reason: RESCUED,
  })),
  {
    file: 'hosts',
    case: 'run_once that fails in a block',
    host: 'b',
    ours: [
      'debug → ok {"msg":"rescued"}',
      'debug → ok {"msg":"y"}',
      'recap: ok=2 changed=0 unreachable=0 failed=0 skipped=0 rescued=0 ignored=0',
    ],
    reason:
      'a task that runs once for all fails for all, and all are rescued; the original loses the other hosts without a word',
  },
  {
    file: 'hosts',
    case: 'unreachable in a loop and in a block',
    host: 'dead',
    theirs: ['command (1) → failed', 'command (2) → failed'],
    reason: 'a host that can not be reached is not asked again for each item of a loop',
  },
  {
    file: 'roles',
    case: 'dependencies',
    host: 'a',
    theirs: ['leaf : debug → ok {"msg":"leaf 1 -"}', 'leaf : debug → ok {"msg":"leaf 2 -"}'],
    ours: ['leaf : debug → ok {"msg":"leaf 1 [\'top\']"}', 'leaf : debug → ok {"msg":"leaf 2 [\'top\']"}'],
    reason: 'the parent of a dependency is named too, not only that of an included role',
  },
  {
    file: 'roles',
    case: 'include_role',
    host: 'b',
    theirs: ['debug → ok {"msg":"default rolevar"}'],
    ours: ['debug → ok {"msg":"none none"}'],
    reason: 'a role that one host includes with `public` says nothing on hosts that skipped it',
  },
  ...['a', 'b'].map((host) => ({
    file: 'variables',
    case: 'set_fact',
    host,
    theirs: ['debug → ok {"tpl":"1"}'],
    ours: ['debug → ok {"tpl":"{{ 1 }}"}'],
    reason: DATA,
  })),
  ...(
    [
      ['a.x', 'fact a.x'],
      ['a', 'fact a'],
      ['b', 'fact b'],
      ['c', '-'],
    ] as const
  ).map(([host, fact]) => ({
    file: 'variables',
    case: 'hostvars and magic',
    host,
    theirs: [`debug → ok {"msg":"play {{ inventory_hostname }} ${fact}"}`],
    ours: [`debug → ok {"msg":"play ${host} ${fact}"}`],
    reason: VARS,
  })),
];

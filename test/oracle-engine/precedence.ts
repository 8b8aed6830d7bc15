import type { Case } from './case-files.ts';

/** Each level of the table of precedence, lowest first: how a variable comes to be defined there. */
const LEVELS = [
  'role defaults',
  'inventory all',
  'inventory group',
  'group_vars/all of the playbook',
  'group_vars of the playbook',
  'inventory host',
  'host_vars of the playbook',
  'play vars',
  'vars_files',
  'role vars',
  'block vars',
  'task vars',
  'include_vars',
  'set_fact',
  'registered',
  'role params',
  'include params',
  'extra variables',
] as const;
type Level = (typeof LEVELS)[number];

/** A play in which each variable stands at a random choice of levels; who wins is shown in several places. */
export function precedenceCase(name: string, count: number, random: () => number): Case {
  const at = new Map<Level, string[]>(LEVELS.map((level) => [level, []]));
  const names = Array.from({ length: count }, (_, index) => `v${index}`);
  for (const variable of names) {
    const levels = LEVELS.filter(() => random() < 0.35);
    if (levels.length === 0) levels.push('play vars');
    for (const level of levels) at.get(level)?.push(variable);
  }
  const of = (level: Level): readonly string[] => at.get(level) ?? [];
  const dict = (level: Level): string =>
    `{${of(level)
      .map((v) => `${v}: ${word(level)}`)
      .join(', ')}}`;
  const lines = (level: Level): string =>
    of(level)
      .map((v) => `${v}: ${word(level)}\n`)
      .join('') || '{}\n';
  const ini = (level: Level): string =>
    of(level)
      .map((v) => `${v}=${word(level)}\n`)
      .join('');
  const shown = names
    .map((v) => `${v}={{ (${v}.msg if ${v} is mapping else ${v}) | default('none') }}`)
    .join(' ');
  const show = (where: string): string => `    - debug: {msg: "${where} ${shown}"}\n`;
  const registered = of('registered')
    .map((v) => `    - debug: {msg: registered}\n      register: ${v}\n`)
    .join('');
  const site = `- hosts: all
  gather_facts: false
  vars: ${dict('play vars')}
  vars_files: [vf.yml]
  pre_tasks:
${show('before')}    - debug: {msg: "task ${shown}"}
      vars: ${dict('task vars')}
    - block:
        - debug: {msg: "block ${shown}"}
        - debug: {msg: "both ${shown}"}
          vars: ${dict('task vars')}
      vars: ${dict('block vars')}
  roles:
    - {role: r, vars: ${dict('role params')}}
  tasks:
${show('after the role')}    - include_vars: iv.yml
${show('include_vars')}    - set_fact: ${dict('set_fact').replace(/^\{\}$/, '{unused: 1}')}
${show('set_fact')}${registered}${show('registered')}    - debug: {msg: "task ${shown}"}
      vars: ${dict('task vars')}
    - include_tasks: inc.yml
      vars: ${dict('include params')}
    - include_role: {name: r}
      vars: ${dict('include params')}
    - block:
        - include_tasks: inc.yml
          vars: ${dict('include params')}
      vars: ${dict('block vars')}
    - import_tasks: inc.yml
      vars: ${dict('include params')}
`;
  return {
    name,
    files: new Map([
      ['site.yml', site],
      [
        'hosts.ini',
        `a ansible_connection=local ${of('inventory host')
          .map((v) => `${v}=${word('inventory host')}`)
          .join(' ')}\n[web]\na\n[all:vars]\n${ini('inventory all')}[web:vars]\n${ini('inventory group')}`,
      ],
      ['group_vars/all.yml', lines('group_vars/all of the playbook')],
      ['group_vars/web.yml', lines('group_vars of the playbook')],
      ['host_vars/a.yml', lines('host_vars of the playbook')],
      ['vf.yml', lines('vars_files')],
      ['iv.yml', lines('include_vars')],
      [
        'inc.yml',
        `- debug: {msg: "included ${shown}"}\n- debug: {msg: "included task ${shown}"}\n  vars: ${dict('task vars')}\n`,
      ],
      ['roles/r/defaults/main.yml', lines('role defaults')],
      ['roles/r/vars/main.yml', lines('role vars')],
      [
        'roles/r/tasks/main.yml',
        `- debug: {msg: "role ${shown}"}\n- debug: {msg: "role task ${shown}"}\n  vars: ${dict('task vars')}\n`,
      ],
    ]),
    options: of('extra variables').flatMap((v) => ['-e', `${v}=${word('extra variables')}`]),
  };
}

function word(level: Level): string {
  return `from-${level.replaceAll(/\W+/g, '-')}`;
}

/** Always the same numbers, so that a case is asked of the original only once. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/**
 * Makes a *.v8 file beside each part of the program: it runs once, here and on a playbook of its own, and what V8 compiled
 * for that is kept.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The second play finds nobody at home, but has all there to knock. */
const PLAYBOOK = `
- hosts: here
  gather_facts: false
  vars:
    words: [one, two]
  tasks:
    - name: A folder
      ansible.builtin.file: { path: '{{ playbook_dir }}/made', state: directory, mode: '0755' }
    - name: A text
      ansible.builtin.copy:
        content: "{% for word in words %}{{ word | upper }}{% if not loop.last %}, {% endif %}{% endfor %}"
        dest: '{{ playbook_dir }}/made/text'
      notify: Tell
      when: words | length > 1
    - name: A command
      ansible.builtin.command: uname -s
      register: told
      changed_when: false
    - name: Links
      ansible.builtin.file: { path: '{{ playbook_dir }}/made/{{ item }}', src: text, state: link }
      loop: '{{ words }}'
      when: told.rc == 0
  handlers:
    - name: Tell
      ansible.builtin.debug: { var: told.stdout }
- hosts: nowhere
  gather_facts: false
  tasks:
    - ansible.builtin.ping:
`;

const INVENTORY = `
here ansible_connection=local
nowhere ansible_host=127.0.0.1 ansible_port=1
`;

/** Starts the program as a user does, and keeps what was compiled of each part when it ends; the other parts as they are. */
const KEEPER = `
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const vm = require('node:vm');
const folder = join(dirname(process.argv[1]), 'parts');
const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    scripts.set(options.filename, this);
  }
};
process.on('exit', () => {
  for (const name of readdirSync(folder)) {
    const filename = join(folder, name);
    if (name.endsWith('.js') && !scripts.has(filename)) new vm.Script(readFileSync(filename, 'latin1'), { filename });
  }
  for (const [file, script] of scripts) writeFileSync(file + '.v8', script.createCachedData());
});
`;

/** How that run ends is for tests to judge: a program that can't do this is built all the same. */
export function compileAhead(outdir) {
  const folder = mkdtempSync(join(tmpdir(), 'jrun-build-'));
  try {
    const file = (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const run = [file('playbook.yml', PLAYBOOK), '-i', file('hosts', INVENTORY)];
    spawnSync(process.execPath, ['--require', file('keeper.cjs', KEEPER), join(outdir, 'jrun.js'), ...run], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: 'ignore',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

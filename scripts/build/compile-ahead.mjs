/**
 * Makes a *.v8 file beside each part of the program: it runs once, here and on a playbook of its own, and what V8 compiled
 * for that is kept.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { practiceHost } from './practice-host.mjs';

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  vars:
    made: '{{ playbook_dir }}/{{ inventory_hostname }}'
    words: [one, two]
  tasks:
    - name: A folder
      ansible.builtin.file: { path: '{{ made }}', state: directory, mode: '0755' }
    - name: A text
      ansible.builtin.copy:
        content: "{% for word in words %}{{ word | upper }}{% if not loop.last %}, {% endif %}{% endfor %}"
        dest: '{{ made }}/text'
      notify: Tell
      when: words | length > 1
    - name: A command
      ansible.builtin.command: uname -s
      register: told
      changed_when: false
    - name: Links
      ansible.builtin.file: { path: '{{ made }}/{{ item }}', src: text, state: link }
      loop: '{{ words }}'
      when: told.rc == 0
  handlers:
    - name: Tell
      ansible.builtin.debug: { var: told.stdout }
`;

function inventory(port, key) {
  const there = `ansible_host=127.0.0.1 ansible_port=${port} ansible_private_key_file=${key} ansible_host_key_checking=no`;
  return `here ansible_connection=local\nthere ${there}\n`;
}

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

/** Answers with how that run ended: 0, or what V8 knows of the program is less than it could be. */
export async function compileAhead(outdir) {
  const folder = mkdtempSync(join(tmpdir(), 'jrun-build-'));
  const host = await practiceHost();
  try {
    const file = (name, text) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const hosts = inventory(host.port, file('key', host.key));
    const words = [file('playbook.yml', PLAYBOOK), '-i', file('hosts', hosts)];
    const program = spawn(
      process.execPath,
      ['--require', file('keeper.cjs', KEEPER), join(outdir, 'jrun.js'), ...words],
      {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder },
        stdio: 'ignore',
        timeout: 60_000,
        killSignal: 'SIGKILL',
      },
    );
    const [status] = await once(program, 'close');
    return status;
  } finally {
    host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

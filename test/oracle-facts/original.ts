import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
// The same Ansible that plays are compared with.
const venv = join(here, '../../.cache/oracle-compile');

function prepare(): void {
  if (existsSync(join(venv, 'bin/ansible'))) return;
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin/pip'), ['install', '--quiet', '-r', join(here, '../oracle-compile/requirements.txt')]);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** What a module of Ansible's returns on this machine. */
export function original(module: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  prepare();
  const given = Object.keys(args).length === 0 ? [] : ['-a', JSON.stringify(args)];
  const done = spawnSync(
    join(venv, 'bin/ansible'),
    [
      'localhost',
      '-i',
      'localhost,',
      '-c',
      'local',
      '-e',
      `ansible_python_interpreter=${join(venv, 'bin/python')}`,
      '-m',
      module,
      ...given,
    ],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ANSIBLE_NOCOLOR: '1' },
    },
  );
  const start = done.stdout.indexOf('=> {');
  if (start < 0) throw new Error(`${module} gave no answer: ${done.stdout}${done.stderr}`);
  return JSON.parse(done.stdout.slice(start + 3)) as Record<string, unknown>;
}

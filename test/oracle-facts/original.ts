import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bin } from '../original/environment.ts';

/** What a module of Ansible's returns on this machine. */
export function original(module: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.keys(args).length === 0 ? [] : ['-a', JSON.stringify(args)];
  const done = spawnSync(
    join(bin, 'ansible'),
    [
      'localhost',
      '-i',
      'localhost,',
      '-c',
      'local',
      '-e',
      `ansible_python_interpreter=${join(bin, 'python')}`,
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

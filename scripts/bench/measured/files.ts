import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Work } from '../work.ts';
import { PLACE } from './hundred.ts';

const ROOT = { owner: 'root', group: 'root' };
const PY_ROOT = 'user="root", group="root"';

function playbook(...tasks: object[]): string {
  return stringify([{ hosts: 'all', gather_facts: false, tasks }]);
}

function folder(path: string): object {
  return { file: { path, state: 'directory', mode: '0755', ...ROOT } };
}

/** A folder, and a loop of so many small files in it. */
export function loop(count: number): Work {
  const copy = { content: 'number {{ item }}', dest: `${PLACE}/loop/{{ item }}`, mode: '0644', ...ROOT };
  return {
    playbook: playbook(folder(`${PLACE}/loop`), { copy, loop: `{{ range(${count}) | list }}` }),
    deploy: `from io import StringIO

from pyinfra.operations import files

files.directory(path="${PLACE}/loop", mode="755", ${PY_ROOT})
for item in range(${count}):
    files.put(src=StringIO(f"number {item}"), dest=f"${PLACE}/loop/{item}", mode="644", ${PY_ROOT})
`,
  };
}

/** One large file. */
export const LARGE: Work = {
  playbook: playbook(folder(PLACE), {
    copy: { src: 'large', dest: `${PLACE}/large`, mode: '0644', ...ROOT },
  }),
  deploy: `from pyinfra.operations import files

files.directory(path="${PLACE}", mode="755", ${PY_ROOT})
files.put(src="large", dest="${PLACE}/large", mode="644", ${PY_ROOT})
`,
};

/** Random bytes, so that compression helps nobody. */
export async function makeLarge(folder: string, bytes: number): Promise<void> {
  const file = openSync(path.join(folder, 'large'), 'w');
  const part = 1_000_000;
  for (let written = 0; written < bytes; written += part)
    writeSync(file, randomBytes(Math.min(part, bytes - written)));
  closeSync(file);
}

/** A folder of many small files. */
export const TREE: Work = {
  playbook: playbook(folder(PLACE), {
    copy: { src: 'tree/', dest: `${PLACE}/tree/`, mode: '0644', directory_mode: '0755', ...ROOT },
  }),
  deploy: `from pyinfra.operations import files

files.directory(path="${PLACE}", mode="755", ${PY_ROOT})
files.sync(src="tree", dest="${PLACE}/tree", mode="644", dir_mode="755", ${PY_ROOT})
`,
};

/** A hundred files a folder, about a kilobyte each. */
export async function makeTree(folder: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const place = path.join(folder, 'tree', String(Math.floor(number / 100)));
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, String(number)), `the line of ${number}\n`.repeat(60));
  }
}

/** A folder on the control machine itself, beside the playbook. */
export const LOCAL: Work = {
  playbook: playbook(folder('{{ playbook_dir }}/made')),
  deploy: `from pathlib import Path

from pyinfra.operations import files

files.directory(path=str(Path.cwd() / "made"), mode="755")
`,
};

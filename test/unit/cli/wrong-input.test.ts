import { afterEach, expect, it, vi } from 'vitest';
import { Workplace } from './jrun.ts';
import { play } from './wrong/case.ts';
import { FILE_CASES } from './wrong/files.ts';
import { CALL_CASES } from './wrong/inventories.ts';
import { TASK_CASES } from './wrong/tasks.ts';
import { TEMPLATE_CASES } from './wrong/templates.ts';
import { YAML_CASES } from './wrong/yaml.ts';

// The first run of all loads every module there is, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000 });

let place: Workplace;
afterEach(() => place.remove());

const HOSTS = '[web]\nweb1 ansible_connection=local\nweb2 ansible_connection=local\n';
const CASES = [...YAML_CASES, ...TASK_CASES, ...TEMPLATE_CASES, ...FILE_CASES, ...CALL_CASES];

it.each(CASES)('$name', async ({ name, files = {}, words, environment, interactive }) => {
  place = new Workplace().write({ 'site.yml': play('- debug: {msg: hello}'), hosts: HOSTS, ...files });
  const called = words ?? ['site.yml', '-i', 'hosts'];
  const { code, out, err } = await place.jrun(called, {
    ...(environment ? { environment } : {}),
    ...(interactive === undefined ? {} : { interactive }),
  });
  const text = `$ jrun ${called.map(quoted).join(' ')}\n${err}${out}exit code ${code}\n`;
  const golden = text.replaceAll(place.folder, '$FOLDER').replace(/in \d+\.\ds/g, 'in 0.0s');
  expect(golden).not.toMatch(/^\s+at .*\.ts:\d+/m);
  await expect(golden).toMatchFileSnapshot(`./golden/wrong/${name}.txt`);
});

function quoted(word: string): string {
  return /^[\w./,:=@~-]+$/.test(word) ? word : `'${word}'`;
}

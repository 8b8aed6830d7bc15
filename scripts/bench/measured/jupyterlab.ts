import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Work } from '../work.ts';

const FOLDER = path.join(import.meta.dirname, 'jupyterlab');
const FILES = [
  'templates/jupyter_server_config.py.j2',
  'templates/jupyterlab.service.j2',
  'templates/site.j2',
  'files/hello.ipynb',
];

/** A deployment of seventeen tasks or so: packages, a user, files, a service, a web server. */
export function jupyterlab(): Work {
  const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');
  const playbook = read('playbook.yaml');
  const [{ vars }] = parse(playbook) as [{ vars: Readonly<Record<string, unknown>> }];
  const rendered = (name: string): string => filled(read(name), vars).trimEnd();
  return {
    playbook,
    script: read('script.sh').replaceAll(/^FILE:(.+):$/gm, (_, name: string) => rendered(name)),
    files: Object.fromEntries(FILES.map((name) => [name, read(name)])),
  };
}

/** The templates hold nothing but names of variables. */
function filled(template: string, vars: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{\{ (\w+) \}\}/g, (_, name: string) => String(vars[name]));
}

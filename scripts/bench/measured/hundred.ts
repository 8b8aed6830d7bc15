import { stringify } from 'yaml';
import type { Work } from '../work.ts';

/** Where all that the tasks make lies on the hosts. */
export const PLACE = '/srv/bench';

/** One more than the largest number of the units `bench-N.service` that hosts have. */
export const UNITS = 20;

const TEMPLATE = `# {{ title }}
title = {{ title }}
port = {{ 8000 + number }}
workers = {{ number * 2 }}
`;

/** Tasks of five kinds in turns: a directory, content, a template, a link, a service. */
export function rounds(count: number): Work {
  const numbers = Array.from({ length: count }, (_, number) => number);
  return {
    playbook: stringify([{ hosts: 'all', gather_facts: false, tasks: numbers.flatMap(tasks) }]),
    deploy: DEPLOY.replace('COUNT', String(count)),
    files: { 'settings.j2': TEMPLATE },
  };
}

function tasks(number: number): object[] {
  const folder = `${PLACE}/${number}`;
  const root = { owner: 'root', group: 'root' };
  return [
    { file: { path: folder, state: 'directory', mode: '0755', ...root } },
    { copy: { content: `the content of ${number}\n`, dest: `${folder}/content`, mode: '0644', ...root } },
    {
      template: { src: 'settings.j2', dest: `${folder}/settings`, mode: '0644', ...root },
      vars: { title: `bench${number}`, number },
    },
    { file: { src: `${folder}/settings`, path: `${folder}/link`, state: 'link', ...root } },
    { systemd_service: { name: `bench-${number}`, state: 'started', enabled: true } },
  ];
}

const DEPLOY = `from io import StringIO

from pyinfra.operations import files, systemd

root = {"user": "root", "group": "root"}
for number in range(COUNT):
    folder = f"${PLACE}/{number}"
    files.directory(path=folder, mode="755", **root)
    files.put(src=StringIO(f"the content of {number}\\n"), dest=f"{folder}/content", mode="644", **root)
    files.template(
        src="settings.j2", dest=f"{folder}/settings", mode="644", **root, title=f"bench{number}", number=number
    )
    files.link(path=f"{folder}/link", target=f"{folder}/settings", **root)
    systemd.service(service=f"bench-{number}", running=True, enabled=True)
`;

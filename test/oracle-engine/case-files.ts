import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One playbook with the files beside it and the command line it is run with. */
export interface Case {
  readonly name: string;
  /** `site.yml` is the playbook, `hosts.ini` the inventory. */
  readonly files: ReadonlyMap<string, string>;
  readonly options: readonly string[];
}

const INVENTORY = `a
b
[web]
a
b
[first]
a
[all:vars]
ansible_connection=local
`;

/**
 * The cases of a file. A line `### case: NAME` begins one; `### options: …` says how it is run, and `### file: PATH`
 * begins another file of it. What stands before the first such line is the playbook.
 */
export function casesIn(path: string): Case[] {
  const [, ...sections] = readFileSync(path, 'utf8').split(/^### case: /m);
  return sections.map((section) => {
    const [name = '', ...lines] = section.split('\n');
    const files = new Map<string, string[]>([['site.yml', []]]);
    let options: string[] = [];
    let file = 'site.yml';
    for (const line of lines) {
      const word = /^### (\w+): (.*)$/.exec(line);
      if (word?.[1] === 'options') options = (word[2] ?? '').trim().split(/\s+/);
      else if (word?.[1] === 'file') {
        file = (word[2] ?? '').trim();
        files.set(file, []);
      } else files.get(file)?.push(line);
    }
    const texts = new Map([
      ['hosts.ini', INVENTORY],
      ...[...files].map(([p, text]) => [p, text.join('\n')] as const),
    ]);
    return { name: name.trim(), files: texts, options };
  });
}

/** The case files of a folder, by their names without extension. */
export function caseFiles(folder: string): [name: string, path: string][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => [name.replace(/\.yml$/, ''), join(folder, name)]);
}

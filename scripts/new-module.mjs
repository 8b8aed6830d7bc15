// npm run new:module NAME: a module that runs, its data cases, its page and its place in the registry. It begins as
// a module that makes sure a file is there; what it is to be replaces that.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..');
const [name = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
  process.stderr.write(
    'npm run new:module NAME, where NAME is a name as playbooks write it: git, docker_image\n',
  );
  process.exit(1);
}
const file = name.replaceAll('_', '-');
const type = `${name.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase())}Arguments`;
const identifier = name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

write(
  `src/modules/${file}.ts`,
  `import { becomes } from '../core/effect.ts';
import { defineModule } from '../core/module.ts';
import { unchanged } from '../core/plan.ts';
import { made, path } from '../probes/path.ts';
import { guarded } from './path-fields.ts';

interface ${type} {
  readonly path: string;
}

export default defineModule<${type}>({
  name: '${name}',
  description: 'Makes sure that a file is there.',
  schema: {
    type: 'object',
    properties: {
      path: { 'x-type': 'path', description: 'The file.' },
    },
    required: ['path'],
    additionalProperties: false,
  },
  examples: [{ title: 'A file', yaml: '- ${name}:\\n    path: /srv/here\\n' }],
  returns: { path: 'The file.' },

  observe: (args) => [path(args.path)],

  plan(args, seen) {
    const now = seen.get(path(args.path));
    if (now.type !== 'absent') return unchanged({ path: args.path });
    return {
      verdict: 'change',
      changes: [\`create \${args.path}\`],
      steps: [{ do: 'touch', path: args.path, ...guarded(args.path, now) }],
      effects: [becomes(path(args.path), made(args.path, { type: 'file' }))],
      result: { path: args.path },
    };
  },
});
`,
);
write(
  `test/unit/modules/${file}.test.ts`,
  `import ${identifier} from '../../../src/modules/${file}.ts';
import { cases } from './support/cases.ts';
import { aFile, ordinaryHost } from './support/host.ts';

cases(${identifier}, [
  {
    name: 'nothing there',
    args: { path: '/srv/here' },
    otherwise: ordinaryHost,
    expect: { verdict: 'change', changes: ['create /srv/here'], does: ['touch'] },
  },
  {
    name: 'there already',
    args: { path: '/srv/here' },
    seen: [aFile('/srv/here', 'text')],
    otherwise: ordinaryHost,
    expect: { verdict: 'unchanged', does: [] },
  },
]);
`,
);
const { status } = spawnSync('npm', ['run', '--silent', 'generate'], { cwd: repository, stdio: 'inherit' });
process.stdout.write(`Then: npx vitest run --project unit test/unit/modules/${file}.test.ts
And cases on real hosts: test/hosts/cases.
`);
process.exit(status ?? 1);

function write(relative, text) {
  const full = path.join(repository, relative);
  if (existsSync(full)) {
    process.stderr.write(`${relative} is there already\n`);
    process.exit(1);
  }
  writeFileSync(full, text);
  process.stdout.write(`${relative}\n`);
}

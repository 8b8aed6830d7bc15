/**
 * Makes src/modules/index.ts and src/probes/index.ts: every file there with a default export is one module or probe.
 * `--check` writes nothing and fails where they are stale.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');

const REGISTRIES = [
  {
    folder: 'src/modules',
    comment: 'All task modules and commands, by their names.',
    imports: "import type { TaskModule } from '../core/module.ts';",
    declare: (names) => `export const modules: ReadonlyMap<string, TaskModule> = new Map(
  [
${names.map((name) => `    ${name},`).join('\n')}
  ].map((module) => [module.name, module]),
);`,
  },
  {
    folder: 'src/probes',
    comment: 'All probes, by the kind of thing they observe.',
    imports: "import type { Probe } from '../core/probe.ts';",
    declare: (names) => `const all = [
${names.map((name) => `  ${name},`).join('\n')}
] as readonly unknown[] as readonly Probe<unknown>[];

export const probes: ReadonlyMap<string, Probe<unknown>> = new Map(all.map((probe) => [probe.kind, probe]));`,
  },
];

let stale = false;
for (const registry of REGISTRIES) {
  const file = join(root, registry.folder, 'index.ts');
  const text = registryText(registry);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${registry.folder}/index.ts is stale: run npm run generate\n`);
    stale = true;
  } else {
    writeFileSync(file, text);
  }
}
process.exitCode = stale ? 1 : 0;

function registryText({ folder, comment, imports, declare }) {
  const files = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'index.ts')
    .filter((name) => /^export default /m.test(readFileSync(join(root, folder, name), 'utf8')))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();
  const names = files.map(identifier);
  const lines = files.map((file, i) => `import ${names[i]} from './${file}.ts';`);
  return `// Made by scripts/generate-registry.mjs out of the files beside it; don't edit.
// biome-ignore-all format: one name a line merges better
${[imports, ...lines].join('\n')}

/** ${comment} */
${declare(names)}
`;
}

/** `systemd-service` → `systemdService`; a name that is a word of the language gets a mark. */
function identifier(name) {
  const camel = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return ['package', 'import', 'debugger', 'default', 'function', 'new', 'delete', 'switch'].includes(camel)
    ? `${camel}_`
    : camel;
}

/**
 * Makes docs/modules/*.md and its README.md out of what the modules say of themselves. `--check` writes nothing and
 * fails where a page is stale, missing or left over.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { register } from 'tsx/esm/api';

register();
const { modules } = await import('../src/modules/index.ts');
const { moduleIndex, modulePage } = await import('../src/report/module-page.ts');

const folder = join(import.meta.dirname, '../docs/modules');
const sorted = [...modules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
const pages = new Map([
  ['README.md', moduleIndex(sorted)],
  ...sorted.map((module) => [`${module.name}.md`, modulePage(module)]),
]);
const there = existsSync(folder) ? readdirSync(folder) : [];
const leftOver = there.filter((name) => !pages.has(name));
const stale = [...pages].filter(([name, text]) => {
  return !there.includes(name) || readFileSync(join(folder, name), 'utf8') !== text;
});

if (process.argv.includes('--check')) {
  for (const name of leftOver) process.stderr.write(`docs/modules/${name} belongs to no module\n`);
  for (const [name] of stale) process.stderr.write(`docs/modules/${name} is stale: run npm run generate\n`);
  process.exitCode = leftOver.length + stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of leftOver) rmSync(join(folder, name));
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
}

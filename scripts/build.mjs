/**
 * Makes dist/jrun.js, which starts, and below dist/parts the program: what is needed is loaded when it is needed, with what
 * V8 made of it beforehand. --help doesn't wait for an SSH client. Another folder than dist may be given, below which node
 * finds node_modules too: the native parts of that client are there, all else is in dist.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { compileAhead } from './build/compile-ahead.mjs';
import { compiledSchemas } from './build/compiled-schemas.mjs';
import { late } from './build/late.mjs';
import { buildParts } from './build/parts.mjs';
import { sshClient } from './build/ssh-client.mjs';

const root = join(import.meta.dirname, '..');
const outdir = resolve(root, process.argv[2] ?? 'dist');

const shared = {
  absWorkingDir: root,
  platform: 'node',
  target: 'node20.12',
  minifySyntax: true,
  legalComments: 'inline',
  logLevel: 'warning',
};

const parts = await buildParts({
  ...shared,
  entryPoints: ['src/cli/main.ts'],
  plugins: [compiledSchemas(root), sshClient(root), late(root)],
}).catch(() => process.exit(1)); // esbuild has said why
const start = await build({
  ...shared,
  bundle: true,
  write: false,
  format: 'cjs',
  entryPoints: ['src/cli/start.ts'],
  outdir,
  banner: { js: '#!/usr/bin/env node' },
}).catch(() => process.exit(1));
const made = new Map(parts.files.map(({ name, text }) => [name, text]));
made.set('package.json', '{ "type": "commonjs" }\n');
made.set('jrun.js', start.outputFiles[0].text);

// What an earlier build left goes only now: a build that fails leaves one that works.
rmSync(join(outdir, 'parts'), { recursive: true, force: true });
mkdirSync(join(outdir, 'parts'), { recursive: true });
for (const [name, text] of made) writeFileSync(join(outdir, name), text);
chmodSync(join(outdir, 'jrun.js'), 0o755);
const practised = await compileAhead(outdir);
// It is slower then, and otherwise complete: what fails in it is for its tests to say.
if (practised !== 0)
  process.stderr.write(`the program's first run ended with ${practised}: it will start slowly\n`);
process.exitCode = parts.warnings.length + start.warnings.length > 0 ? 1 : 0;

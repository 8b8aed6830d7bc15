/**
 * Makes dist/jrun.js and, below dist/parts, what it loads when it is needed: --help doesn't wait for an SSH client.
 * Everything is in there but that client, whose native parts only work from node_modules. Another folder than dist may be
 * given, below which node finds node_modules too.
 */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outdir = resolve(root, process.argv[2] ?? 'dist');

const { warnings, metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outdir,
  entryNames: 'jrun',
  chunkNames: 'parts/[name]-[hash]',
  splitting: true,
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  format: 'esm',
  external: ['ssh2', 'node-ssh', 'cpu-features'],
  // Packages that are CommonJS inside ask for node's own modules by require.
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as jrunCreateRequire } from 'node:module';",
      'const require = jrunCreateRequire(import.meta.url);',
    ].join('\n'),
  },
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'eof',
  logLevel: 'warning',
}).catch(() => process.exit(1)); // esbuild has said why
// What an earlier build left goes only now: a build that fails leaves one that works.
const made = new Set(Object.keys(metafile.outputs).map((name) => join(root, name)));
for (const name of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
  const file = join(name.parentPath, name.name);
  if (name.isFile() && !made.has(file)) rmSync(file);
}
chmodSync(join(outdir, 'jrun.js'), 0o755);
process.exitCode = warnings.length > 0 ? 1 : 0;

/**
 * The program's parts, as src/cli/start.ts loads them: a script each, that is a function as CommonJS has it. esbuild
 * splits modules only; V8 keeps what it compiled only of scripts.
 */
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';

/** Answers with the files of the parts, in memory, and with the warnings. Throws where esbuild does. */
export async function buildParts(options) {
  const split = await build({
    ...options,
    write: false,
    bundle: true,
    format: 'esm',
    splitting: true,
    outdir: 'parts',
    entryNames: 'program',
    chunkNames: '[name]-[hash]',
    sourcemap: 'inline',
    sourcesContent: false,
  });
  const parts = await Promise.all(
    split.outputFiles.map(({ path, text }) => script(basename(path), text, options)),
  );
  return { files: parts.flat(), warnings: split.warnings };
}

async function script(name, text, { target, platform }) {
  const { code, map } = await transform(text, {
    target,
    platform,
    logLevel: 'error',
    format: 'cjs',
    // What is loaded later is a part as well.
    supported: { 'dynamic-import': false },
    banner: '(function (require, module, __dirname) {',
    footer: '})',
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile: name,
  });
  return [
    { name: join('parts', name), text: `${code}//# sourceMappingURL=${name}.map\n` },
    { name: join('parts', `${name}.map`), text: map },
  ];
}

/**
 * AJV for the built program: every schema there is gets compiled now, and what stands in for the package only looks up
 * the function that came of it. The schemas stay where their modules have them; from source AJV itself compiles them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const SCHEMAS = `
  import { ARGUMENT_OPTIONS, presenceSchema } from './src/compile/argument-validator.ts';
  import { DIRECTIVES } from './src/compile/directives.ts';
  import { modules } from './src/modules/index.ts';
  import { PLAN_OPTIONS, PLAN_SCHEMA } from './src/plan-file/read.ts';
  const written = [...modules.values()].map(({ schema }) => schema).concat(Object.values(DIRECTIVES));
  export const compiled = [
    [ARGUMENT_OPTIONS, written.map(presenceSchema)],
    [PLAN_OPTIONS, [PLAN_SCHEMA]],
  ];
`;

/** An esbuild plugin. */
export function compiledSchemas(root) {
  const standsIn = async () => {
    const groups = (await schemasIn(root)).map(([options, schemas]) => ({
      options,
      ...compile(options, schemas),
    }));
    const imports = groups.map((_, i) => `import * as group${i} from 'compiled-schemas:${i}';`);
    const entries = groups.flatMap(({ options, names }, i) =>
      [...names].map(([schema, name]) => `[${keyText(options, schema)}, group${i}.${name}],`),
    );
    const contents = `${imports.join('\n')}
const validators = new Map([
${entries.join('\n')}
]);
export class Ajv {
  constructor(options) {
    this.options = options;
  }
  compile(schema) {
    const validator = validators.get(JSON.stringify([this.options, schema]));
    if (validator === undefined) throw new Error('a schema that scripts/build/compiled-schemas.mjs does not know');
    return validator;
  }
}`;
    return { contents, codes: groups.map(({ code }) => code) };
  };
  return {
    name: 'compiled-schemas',
    setup(plugin) {
      let making;
      plugin.onResolve({ filter: /^ajv$/ }, () => ({ path: 'ajv', namespace: 'compiled-schemas' }));
      plugin.onResolve({ filter: /^compiled-schemas:/ }, ({ path }) => ({
        path,
        namespace: 'compiled-schemas',
      }));
      plugin.onLoad({ filter: /./, namespace: 'compiled-schemas' }, async ({ path }) => {
        making ??= standsIn();
        const { contents, codes } = await making;
        const group = path.split(':')[1];
        return { contents: group === undefined ? contents : codes[Number(group)], resolveDir: root };
      });
    },
  };
}

function keyText(options, schemaText) {
  return JSON.stringify(`[${JSON.stringify(options)},${schemaText}]`);
}

/** The code of one function a schema, and what each is called, by the schema's text: equal ones share it. */
function compile(options, schemas) {
  const ajv = new Ajv({ ...options, code: { source: true, esm: true } });
  const names = new Map();
  for (const schema of schemas) {
    const text = JSON.stringify(schema);
    if (names.has(text)) continue;
    names.set(text, `of${names.size}`);
    ajv.addSchema(schema, names.get(text));
  }
  return {
    names,
    code: standaloneCode(ajv, Object.fromEntries([...names.values()].map((name) => [name, name]))),
  };
}

/** The schemas as the sources have them: [options, schemas] a group. */
async function schemasIn(root) {
  const folder = mkdtempSync(join(root, 'node_modules/.jrun-schemas-'));
  try {
    const outfile = join(folder, 'schemas.mjs');
    const stdin = { contents: SCHEMAS, resolveDir: root };
    const platform = { platform: 'node', format: 'esm', packages: 'external' };
    await build({ stdin, outfile, bundle: true, absWorkingDir: root, ...platform, logLevel: 'silent' });
    return (await import(pathToFileURL(outfile).href)).compiled;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

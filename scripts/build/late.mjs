/**
 * What a run mostly does without is loaded when one of its functions is first called. From source it is there from the
 * beginning; nobody sees a difference but the clock.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Packages of which only functions are used. */
const LATE = ['node:child_process', 'node:http', 'node:https', 'node:readline', 'node:tls', 'diff', 'fflate'];

/** An esbuild plugin. */
export function late(root) {
  const require = createRequire(join(root, 'package.json'));
  const filter = new RegExp(`^(?:${LATE.join('|')})$`);
  return {
    name: 'late',
    setup(plugin) {
      plugin.onResolve({ filter }, ({ path, namespace, importer }) => {
        if (namespace.startsWith('late')) return undefined;
        return { path, namespace: importer.includes('/node_modules/') ? 'late-whole' : 'late' };
      });
      // Our own modules name each function that they use.
      plugin.onLoad({ filter, namespace: 'late' }, ({ path }) => {
        const names = Object.keys(require(path)).filter((name) => /^[a-z]\w*$/.test(name));
        const functions = names.map(
          (name) => `export const ${name} = (...words) => load().${name}(...words);`,
        );
        return { contents: [`const load = ${loading(path)};`, ...functions].join('\n'), resolveDir: root };
      });
      plugin.onLoad({ filter, namespace: 'late-whole' }, ({ path }) => ({
        contents: `const load = ${loading(path)}; module.exports = new Proxy({}, { get: (_, name) => load()[name] });`,
        resolveDir: root,
      }));
    },
  };
}

function loading(path) {
  return `() => require(${JSON.stringify(path)})`;
}

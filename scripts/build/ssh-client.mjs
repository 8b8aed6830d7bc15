/** The packages for SSH as parts of the program, without what jrun doesn't use of them. */
import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What they load and jrun never asks for: servers, agents for HTTP, the making of keys, folders on this machine. */
const UNUSED = {
  './http-agents.js': '/ssh2/lib/',
  './keygen.js': '/ssh2/lib/',
  './server.js': '/ssh2/lib/',
  'make-dir': '/node-ssh/lib/',
};

/** An esbuild plugin. */
export function sshClient(root) {
  const packages = realpathSync(join(root, 'node_modules'));
  const native = 'ssh2/lib/protocol/crypto/build/Release/sshcrypto.node';
  return {
    name: 'ssh-client',
    setup(plugin) {
      plugin.onResolve(
        { filter: /^(?:\.\/(?:http-agents|keygen|server)\.js|make-dir)$/ },
        ({ path, importer }) => (importer.includes(UNUSED[path]) ? { path, namespace: 'unused' } : undefined),
      );
      plugin.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
      // Native code only works from node_modules; where that is missing, they do with JavaScript and WebAssembly.
      plugin.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => ({
        path: path.startsWith('.') ? relative(packages, join(resolveDir, path)) : path,
        external: true,
      }));
      // A cipher in WebAssembly is for those who have none in native code; ssh2 would start it for everybody.
      plugin.onResolve({ filter: /^\.\/crypto\/poly1305\.js$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path),
        namespace: 'where-not-native',
      }));
      plugin.onLoad({ filter: /./, namespace: 'where-not-native' }, ({ path }) => ({
        contents: `module.exports = async () => {
  try {
    require('${native}');
  } catch {
    return require('${path}')();
  }
  return { _malloc: () => 0, cwrap: () => undefined };
};`,
        resolveDir: root,
      }));
    },
  };
}

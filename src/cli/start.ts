import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { VERSION } from './version.ts';

/** What is called by the function that each part of the program is. */
type Part = (require: (name: string) => unknown, module: { exports: unknown }, __dirname: string) => void;

const folder = path.join(__dirname, 'parts');
const loaded = new Map<string, { exports: unknown }>();

/**
 * What dist/jrun.js is: it loads parts of the program as they are needed, with what V8 made of them when they were built.
 * Another V8 takes no notice of that, and compiles them itself.
 */
function load(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} as unknown };
  loaded.set(name, module);
  const filename = path.join(folder, name);
  const script = new Script(readFileSync(filename, 'latin1'), { filename, ...compiled(filename) });
  const part = script.runInThisContext() as Part;
  part((wanted) => (wanted.startsWith('./') ? load(wanted.slice(2)) : require(wanted)), module, folder);
  return module.exports;
}

function compiled(filename: string): { cachedData?: Buffer } {
  try {
    return { cachedData: readFileSync(`${filename}.v8`) };
  } catch {
    return {};
  }
}

if (process.argv.length === 3 && process.argv[2] === '--version') process.stdout.write(`${VERSION}\n`);
else load('program.js');

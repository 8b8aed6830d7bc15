import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Value } from '../../src/core/value.ts';
import type { ControlReader } from '../../src/template/control-reader.ts';
import { Templar, TemplateError } from '../../src/template/index.ts';
import { compileExpression } from '../../src/template/run/compile.ts';
import { Evaluation } from '../../src/template/run/evaluation.ts';
import { Frame } from '../../src/template/run/frame.ts';
import { DEFAULT_SYNTAX } from '../../src/template/syntax/options.ts';
import type { Answer } from './oracle.ts';
import type { Question } from './question.ts';
import { encode } from './typed.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** Where the templates of a question seem to lie. */
const VIRTUAL = '/templates-of-the-question';

function reader(templates: Readonly<Record<string, string>>): ControlReader {
  const virtual = (path: string) =>
    path.startsWith(`${VIRTUAL}/`) ? templates[path.slice(VIRTUAL.length + 1)] : undefined;
  return {
    readFile: (path) => Buffer.from(virtual(path) ?? readFileSync(path)),
    status: (path) => {
      const text = virtual(path);
      if (text !== undefined)
        return {
          kind: 'file',
          size: text.length,
          mode: 0o644,
          uid: 0,
          gid: 0,
          modified: 0,
          device: 0,
          inode: 0,
        };
      const found = statSync(resolve(here, path), { throwIfNoEntry: false });
      if (!found) return undefined;
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
      const { dev: device, gid, ino: inode, mode, size, uid } = found;
      return { kind, size, mode, uid, gid, modified: found.mtimeMs / 1000, device, inode };
    },
    isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    glob,
    realPath: (path) => {
      try {
        return realpathSync(path);
      } catch {
        return path;
      }
    },
    environment: (name) => ({ HOME: '/home/someone', ORACLE_WORD: 'a word' })[name],
    home: (user) => (user === undefined ? '/home/someone' : user === 'root' ? '/root' : undefined),
    currentDirectory: () => here,
  };
}

/** Enough for patterns in a file's name. */
function glob(pattern: string): string[] {
  const folder = dirname(pattern);
  const name = new RegExp(
    `^${basename(pattern).replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`,
  );
  const read = resolve(here, folder);
  if (!statSync(read, { throwIfNoEntry: false })) return [];
  return readdirSync(read)
    .filter((entry) => name.test(entry))
    .map((entry) => join(folder, entry));
}

/** What our engine answers, in the oracle's form. */
export function answer(question: Question): Answer {
  const templates = question.templates ?? {};
  const templar = new Templar({
    reader: reader(templates),
    actor: {
      run: () => ({ stdout: '', stderr: '', exitStatus: 1 }),
      writePrivateFile: () => {
        throw new Error('nothing is written here');
      },
    },
    randomness: { bytes: (count) => randomBytes(count) },
  });
  const values = new Map<string, Value>(Object.entries(question.variables));
  if (question.templates) values.set('ansible_search_path', [VIRTUAL]);
  const scope = templar.variables([{ values }]);
  try {
    return { ok: encode(evaluate(question, templar, scope)) };
  } catch (thrown) {
    if (thrown instanceof TemplateError) return { error: thrown.message };
    throw thrown;
  }
}

function evaluate(question: Question, templar: Templar, scope: ReturnType<Templar['variables']>): Value {
  const { kind, source } = question;
  switch (kind) {
    case 'expression': {
      // Undefined results and marked texts are looked at as they are, before `evaluate` turns them away.
      const compiled = compileExpression(source, DEFAULT_SYNTAX);
      const run = new Evaluation(templar, scope, { copiesOnRead: compiled.mutates });
      return compiled.evaluate(new Frame(run));
    }
    case 'string':
      return templar.render(source, scope);
    case 'file':
      return templar.renderFile(source, scope, { syntax: Object.entries(question.options ?? {}) });
    case 'condition':
      return templar.condition(source, scope);
  }
}

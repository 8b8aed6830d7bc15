import type { Value } from '../../core/value.ts';
import type { ControlReader } from '../control-reader.ts';
import { textArgument } from '../filters/argument.ts';
import { absolutePath, needReader } from '../filters/paths.ts';
import { valueError } from '../template-error.ts';
import { type Test, type TestTable, testOf } from './test.ts';

/** A test of a path on the control machine. */
function fileTest(name: string, ask: (reader: ControlReader, path: string) => boolean): Test {
  return testOf(name, ['path'], [], (run, value) => {
    const path = textArgument(value, '', `the path of '${name}'`);
    return ask(needReader(run, `'is ${name}'`), path === '' ? '' : absolutePath(path, run));
  });
}

const directory = fileTest('directory', (reader, path) => reader.status(path)?.kind === 'directory');
const file = fileTest('file', (reader, path) => reader.status(path)?.kind === 'file');
const link = fileTest('link', (reader, path) => reader.isLink(path));
const absolute = testOf('abs', ['path'], [], (_, value: Value) =>
  textArgument(value, '', 'the path').startsWith('/'),
);

const sameFile = testOf('same_file', ['path', 'other'], [], (run, a, b) => {
  const reader = needReader(run, "'is same_file'");
  const [one, other] = [a, b].map((value) => {
    const path = textArgument(value, '', 'the path');
    const status = reader.status(absolutePath(path, run));
    if (!status) throw valueError(`there is no file ${path}`);
    return status;
  });
  return one?.device === other?.device && one?.inode === other?.inode;
});

const mount = fileTest('mount', (reader, path) => {
  const here = reader.status(path);
  const above = reader.status(`${path}/..`);
  if (!here || !above || reader.isLink(path)) return false;
  return here.device !== above.device || here.inode === above.inode;
});

export const FILE_TESTS: TestTable = {
  directory,
  is_dir: directory,
  file,
  is_file: file,
  link,
  is_link: link,
  exists: fileTest('exists', (reader, path) => reader.status(path) !== undefined),
  link_exists: fileTest(
    'link_exists',
    (reader, path) => reader.isLink(path) || reader.status(path) !== undefined,
  ),
  abs: absolute,
  is_abs: absolute,
  same_file: sameFile,
  is_same_file: sameFile,
  mount,
  is_mount: mount,
  vaulted_file: fileTest('vaulted_file', (reader, path) =>
    Buffer.from(reader.readFile(path)).toString('latin1').startsWith('$ANSIBLE_VAULT'),
  ),
};

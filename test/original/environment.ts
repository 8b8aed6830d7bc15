import path from 'node:path';
import { PythonEnvironment } from '../support/python-environment.ts';

const environment = new PythonEnvironment('original', path.join(import.meta.dirname, 'requirements.txt'));

/** The folder with ansible-playbook, its relatives and their python. */
export const bin = environment.bin;

/** Vitest calls this once before the tests of a project: tests run side by side, and all of them use the same programs. */
export default async function setup(): Promise<void> {
  await environment.make(() => process.stdout.write('installing the original, once\n'));
}

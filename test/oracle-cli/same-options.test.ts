import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandLineProgram } from '../../src/cli/command-line.ts';
import { withoutSynonym } from '../../src/cli/options.ts';
import { bin } from '../original/environment.ts';

/** Every name of every option that `ansible-playbook --help` lists, and whether it takes a value. */
function theirs(): Map<string, boolean> {
  const help = execFileSync(path.join(bin, 'ansible-playbook'), ['--help'], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '200' },
  });
  const options = new Map<string, boolean>();
  for (const [, list = ''] of help.matchAll(/^ {2}(-[^\n]*?)(?: {2,}|$)/gm)) {
    for (const one of list.split(', ')) {
      const [name = '', value] = one.split(' ');
      options.set(name, value !== undefined);
    }
  }
  return options;
}

test('every option of the original is known under all its names, and takes a value where it does there', () => {
  const program = commandLineProgram('', () => undefined);
  const own = new Map<string, boolean>([
    ['-h', false],
    ['--help', false],
  ]);
  for (const { short, long, required } of program.options) {
    for (const name of [short, long]) if (name !== undefined) own.set(name, required);
  }
  const all = theirs();
  expect(all.size).toBeGreaterThan(50);
  const differing = [...all].filter(([name, takesValue]) => own.get(withoutSynonym(name)) !== takesValue);
  expect(differing).toEqual([]);
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { quoteAll } from '../../../src/core/quote.ts';
import { mustShell } from '../support/command.ts';
import { installPackages } from '../support/control-machine.ts';
import { buildJrun, TerminalSession } from '../support/terminal-session.ts';

let folder: string;
let built: Awaited<ReturnType<typeof buildJrun>>;
let session: TerminalSession | undefined;

const SITE = `- hosts: all
  tasks:
    - {name: Install it, debug: {msg: x}, tags: [install, nginx]}
    - {name: Configure it, debug: {msg: x}, tags: [configure]}
`;

beforeAll(async () => {
  await installPackages({ zsh: '/usr/bin/zsh', fish: '/usr/bin/fish' });
  built = await buildJrun();
  folder = mkdtempSync(path.join(tmpdir(), 'jrun-completion-'));
  mkdirSync(path.join(folder, 'bin'));
  writeFileSync(path.join(folder, 'bin/jrun'), `#!/bin/sh\nexec ${quoteAll(built.words)} "$@"\n`);
  chmodSync(path.join(folder, 'bin/jrun'), 0o755);
  writeFileSync(path.join(folder, 'site.yml'), SITE);
  writeFileSync(path.join(folder, 'notes.txt'), '');
  writeFileSync(path.join(folder, 'hosts.ini'), '[web]\nwidget1\nwidget2\n[db]\nledger1\n');
});
afterEach(() => session?.end());
afterAll(() => {
  built?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({ PATH: `${folder}/bin:${process.env['PATH']}`, HOME: folder });

/** A script in the folder, where `jrun` is what was built. */
function inFolder(script: string, ...args: string[]): Promise<string> {
  return mustShell(`cd "$HOME"; ${script}`, args, { env: { ...process.env, ...environment() } });
}

const CASES: readonly (readonly [typed: string, completed: string])[] = [
  ['jrun --lim', 'jrun --limit '],
  ['jrun si', 'jrun site.yml '],
  ['jrun site.yml -i hosts.ini -l led', 'jrun site.yml -i hosts.ini -l ledger1 '],
  ['jrun site.yml -i hosts.ini -l web:led', 'jrun site.yml -i hosts.ini -l web:ledger1 '],
  ['jrun site.yml --limit=led -i hosts.ini -t inst', 'jrun site.yml --limit=led -i hosts.ini -t install '],
  ['jrun site.yml -t nginx,conf', 'jrun site.yml -t nginx,configure '],
  ['jrun -c lo', 'jrun -c local '],
  ['jrun doc lineinf', 'jrun doc lineinfile '],
  ['jrun completion fi', 'jrun completion fish '],
  ['jrun -i hos', 'jrun -i hosts.ini '],
];

describe.each([
  ['bash', ['bash', '--norc', '-i'], 'source <(jrun completion bash)'],
  ['zsh', ['zsh', '-f', '-i'], 'autoload -U compinit; compinit -u; source <(jrun completion zsh)'],
] as const)('%s', (_, shell, teach) => {
  test('completes options, playbooks, hosts, tags, modules', async () => {
    session = new TerminalSession(shell, { cwd: folder, columns: 200, env: environment() });
    session.type(`PS1='ready> '; ${teach}; echo taught''-now\n`);
    await session.until('taught-now');
    await session.until('ready> ');
    for (const [typed, whole] of CASES) {
      session.type(`${typed}\t`);
      await session.until(whole.trimEnd());
      // Ctrl-U gives the line up.
      session.type('\x15');
    }
  });
});

test('fish completes the same, and describes it', async () => {
  await inFolder(
    'mkdir -p .config/fish/completions; jrun completion fish > .config/fish/completions/jrun.fish',
  );
  for (const [typed, whole] of CASES) {
    const ask = await inFolder(`exec fish -c 'complete -C $argv[1]' "$1"`, typed);
    const last = whole.trim().split(' ').at(-1) ?? '';
    expect(ask.split('\n').map((line) => line.split('\t')[0])).toContain(last);
  }
});

test('what is wrong with a playbook is not said while somebody types', async () => {
  writeFileSync(path.join(folder, 'broken.yml'), '- hosts: [\n');
  const said = await inFolder("jrun __complete zsh broken.yml -t ''");
  expect(said).toBe('');
});

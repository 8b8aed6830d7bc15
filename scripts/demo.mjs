// The main job, shown on an embedded test host: check, run, run again. Plain JavaScript, so that it works before
// anything is installed.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// inventory/demo reads it.
const passwordFile = path.join(repository, '.cache/demo/password');
const jrun = path.join(repository, 'dist/jrun.js');
const [command = 'up'] = process.argv.slice(2);

if (command === 'remove') {
  must('node', ['--import', 'tsx', 'scripts/demo-host.ts', 'remove', 'demo']);
  say('The demo host is gone.');
} else if (command === 'up') {
  up();
} else {
  say(`unknown command '${command}': there are \`npm run demo\` and \`npm run demo remove\``);
  process.exit(1);
}

function up() {
  if (!installDependencies(repository)) process.exit(1);
  must('npm', ['run', '--silent', 'build']);
  say(
    'Starting a host: a container with its own systemd, sshd and address. The first time its base is made (a minute).',
  );
  const made = spawnSync('node', ['--import', 'tsx', 'scripts/demo-host.ts', 'up', 'demo'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (made.status !== 0) process.exit(made.status ?? 1);
  const host = JSON.parse(made.stdout);
  const password = passwordOf();

  const playbook = ['playbooks/jupyterlab.yaml', '-i', 'inventory/demo'];
  for (const [what, args, expected] of [
    ['What would change', ['--check'], [0]],
    ['Doing it', [], [0]],
    ['Doing it again: nothing is left to do', [], [0]],
  ]) {
    say(`\n━━ ${what}\n$ jrun ${[...playbook, ...args].join(' ')}\n`);
    const ran = spawnSync('node', [jrun, ...playbook, ...args], { cwd: repository, stdio: 'inherit' });
    if (!expected.includes(ran.status)) process.exit(ran.status ?? 1);
  }
  say(`
JupyterLab is at   https://${host.address}/   (from this machine; its certificate is self-signed)
Its password is    ${password}
Log in to the host ssh -i ${path.relative(repository, host.privateKeyFile)} -o UserKnownHostsFile=${path.relative(repository, host.knownHostsFile)} ${host.user}@${host.address}
Run it yourself    node dist/jrun.js ${playbook.join(' ')} --check --diff
Remove the host    npm run demo remove
`);
}

/** Made once, so that a later demo finds the host as it left it. */
function passwordOf() {
  mkdirSync(path.dirname(passwordFile), { recursive: true });
  if (!existsSync(passwordFile))
    writeFileSync(passwordFile, randomBytes(9).toString('base64url'), { mode: 0o600 });
  return readFileSync(passwordFile, 'utf8');
}

function must(program, args) {
  const { status } = spawnSync(program, args, { cwd: repository, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

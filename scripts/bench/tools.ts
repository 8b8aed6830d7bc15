import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Invocation } from './meter.ts';
import type { ToolName } from './work.ts';

/** Where a run takes place. */
export interface Site {
  /** Has the work and the inventories. */
  readonly folder: string;
  /** A home without anybody's settings, new for each run: no connection is left open from an earlier one. */
  readonly home: string;
  /** The built jrun. */
  readonly jrun: string;
  /** The folder of the peers' programs. */
  readonly programs: string;
  /** How the shell script gets to its host. */
  readonly sshArgs: readonly string[];
  readonly local: boolean;
  /** jrun tells records instead of lines. */
  readonly records: boolean;
}

const repository = path.resolve(import.meta.dirname, '../..');
export const BUILT = path.join(repository, 'dist/jrun.js');

/** The tool in the configuration that suits it best and that somebody would really use; see `CONFIGURATION` in page.ts. */
export function invocation(tool: ToolName, site: Site, versionOnly = false): Invocation {
  const { folder: cwd, home, programs } = site;
  const env = { PATH: `${programs}:${process.env['PATH']}`, HOME: home, LANG: 'C.UTF-8' };
  const playbook = versionOnly ? ['--version'] : ['playbook.yaml', '-i', 'inventory.yaml'];
  switch (tool) {
    case 'jrun':
      return {
        argv: [process.execPath, site.jrun, ...playbook, ...(site.records ? ['--json'] : [])],
        cwd,
        env,
      };
    case 'ansible':
      return { argv: ['ansible-playbook', ...playbook], cwd, env: { ...env, ...ANSIBLE } };
    case 'mitogen':
      return { argv: ['ansible-playbook', ...playbook], cwd, env: { ...env, ...ANSIBLE, ...mitogen(site) } };
    case 'pyinfra': {
      const words = [site.local ? '@local' : 'inventory.py', 'deploy.py', '--yes', '--parallel', '50'];
      return { argv: ['pyinfra', ...(versionOnly ? ['--version'] : words)], cwd, env };
    }
    case 'script':
      return {
        argv: ['sh', '-c', 'exec ssh "$@" sudo sh -eu <script.sh', 'sh', ...site.sshArgs],
        cwd,
        env,
      };
  }
}

const ANSIBLE = {
  ANSIBLE_FORKS: '50',
  ANSIBLE_PIPELINING: 'True',
  ANSIBLE_HOST_KEY_CHECKING: 'True',
  ANSIBLE_SSH_ARGS: '-o ControlMaster=auto -o ControlPersist=60s',
  ANSIBLE_NOCOLOR: '1',
};

function mitogen({ programs }: Site): Readonly<Record<string, string>> {
  const libraries = path.resolve(programs, '../lib');
  // The folder is named after the version of Python.
  const [python = 'python3'] = readdirSync(libraries);
  return {
    ANSIBLE_STRATEGY: 'mitogen_linear',
    ANSIBLE_STRATEGY_PLUGINS: path.join(libraries, python, 'site-packages/ansible_mitogen/plugins/strategy'),
  };
}

/** Made anew, so that what is measured is what stands in the sources. */
export function buildJrun(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
}

/** Of a build, with the state of the sources where they are what it was made of. */
export function jrunVersion(jrun: string): string {
  const tell = (program: string, words: readonly string[]): string =>
    execFileSync(program, words, { cwd: repository, encoding: 'utf8' }).trim();
  const version = tell(process.execPath, [jrun, '--version']);
  if (jrun !== BUILT || !existsSync(path.join(repository, '.git'))) return version;
  return `${version} (${tell('git', ['rev-parse', '--short', 'HEAD'])})`;
}

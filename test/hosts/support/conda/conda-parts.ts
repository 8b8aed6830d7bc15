import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { baseRoot } from '../base-root.ts';
import { cacheFolder } from '../cache-folder.ts';
import { must } from '../command.ts';
import { exclusively } from '../exclusive.ts';
import { HostDisk, removeDisks } from '../host-disk.ts';
import { copyMachineSettings } from '../machine-settings.ts';

/**
 * A real conda 24.7.1, made once (in a minute or two) of what PyPI and Debian have, and kept in the cache: conda's own
 * source as conda-lock carries it, Debian's Python, wheels turned into conda packages. What can't be had (python 2.7.18,
 * r-base 4.0.2, nb_conda_kernels) is there as a stand-in that says so; see factory/stand_ins.py.
 *
 * A host with conda in /opt/conda, as its installer put it there:
 *
 *     const { conda } = await condaParts();
 *     const host = await fleet.startHost({ over: conda });        // or caseTests(cases, { over: … })
 *     await host.must('/opt/conda/bin/conda create -y -n jupyterlab -c conda-forge python=3.11 jupyterlab');
 *
 * A host without conda, and the installer file for it: `over: channels`, `installer`. Neither host has a Python of Debian's.
 */
export interface CondaParts {
  /**
   * A layer for a host: /srv/channels/conda-forge and /srv/channels/r, where conda finds the channels of these names
   * (`channel_alias` in its .condarc).
   */
  readonly channels: string;
  /** A layer for a host: the channels, and /opt/conda. */
  readonly conda: string;
  /** A file of the control machine: `sh FILE.sh -b -p PREFIX` installs conda, as Miniforge's installers do. */
  readonly installer: string;
}

const factory = path.join(import.meta.dirname, 'factory');

export async function condaParts(tell: (progress: string) => void = () => undefined): Promise<CondaParts> {
  const base = await baseRoot(tell);
  const made = path.join(cacheFolder('conda'), recipe(base));
  if (!existsSync(made)) {
    await exclusively(path.join(cacheFolder('conda'), 'lock'), async () => {
      if (existsSync(made)) return;
      tell('making a conda and its channels, once: this takes a minute or two');
      await make(base, made);
    });
  }
  return {
    channels: path.join(made, 'channels'),
    conda: path.join(made, 'conda'),
    installer: path.join(made, 'conda-installer.sh'),
  };
}

/** Another recipe or another base makes another conda. */
function recipe(base: string): string {
  const hash = createHash('sha256').update(path.basename(base));
  for (const name of sources()) hash.update(name).update(readFileSync(path.join(factory, name)));
  return hash.digest('hex').slice(0, 12);
}

function sources(): string[] {
  return readdirSync(factory)
    .filter((name) => /\.(py|sh|txt)$/.test(name))
    .sort();
}

async function make(base: string, made: string): Promise<void> {
  const unfinished = `${made}.unfinished`;
  await removeDisks(unfinished);
  const ready = path.join(unfinished, 'ready');
  mkdirSync(path.join(ready, 'channels/srv'), { recursive: true });
  const workshop = new HostDisk(path.join(unfinished, 'workshop'), [base]);
  await inRoot(workshop, async () => {
    await copyMachineSettings(workshop.root);
    for (const name of sources()) {
      cpSync(path.join(factory, name), path.join(workshop.root, 'factory', name));
    }
    await must(chrooted(workshop.root, ['/bin/sh', '/factory/make.sh']));
    const out = path.join(workshop.root, 'factory/out');
    await must(['cp', '-a', path.join(out, 'channels'), path.join(ready, 'channels/srv/channels')]);
    await must(['cp', path.join(out, 'conda-installer.sh'), ready]);
  });
  // Installed as users do, on a host that has no Python.
  const host = new HostDisk(path.join(unfinished, 'host'), [base]);
  await inRoot(host, async () => {
    await must(['cp', path.join(ready, 'conda-installer.sh'), path.join(host.root, 'conda-installer.sh')]);
    await must(chrooted(host.root, ['/bin/sh', '/conda-installer.sh', '-b', '-p', '/opt/conda']));
    rmSync(path.join(host.root, 'conda-installer.sh'));
  });
  renameSync(host.upper, path.join(ready, 'conda'));
  // The same files under a second name: most of it is what the channels hold.
  await must(['cp', '-al', path.join(ready, 'channels/srv'), path.join(ready, 'conda/srv')]);
  renameSync(ready, made);
  await removeDisks(unfinished);
}

async function inRoot(disk: HostDisk, work: () => Promise<void>): Promise<void> {
  await disk.mount();
  try {
    await work();
  } finally {
    await disk.unmount();
  }
}

/** In namespaces of its own, which end with this process, and with nothing of this process's environment. */
function chrooted(root: string, argv: readonly string[]): string[] {
  return [
    ...['setpriv', '--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child'],
    ...[`--root=${root}`, '--mount-proc', 'env', '-i'],
    ...['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root'],
    ...argv,
  ];
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { baseRoot } from './base-root.ts';
import { cacheFolder } from './cache-folder.ts';
import { mustShell } from './command.ts';
import { exclusively } from './exclusive.ts';
import { HostDisk, removeDisks } from './host-disk.ts';
import { copyMachineSettings } from './machine-settings.ts';

/** What a kind of host has beyond the base. */
export interface LayerRecipe {
  /** One word; the layer's folder is named after it. */
  readonly name: string;
  /** Run by `sh -euc` in the root, as root, with a way to the package registries. */
  readonly install: string;
  /** Puts files into the root before. */
  readonly fill?: (root: string) => void;
  /** All that decides what comes out; another recipe is another layer. */
  readonly recipe: unknown;
}

/** The folder of a layer, for `fleet.startHost({ over })`: made where this recipe was not made yet, and kept beside the base root. */
export async function layerOf(
  recipe: LayerRecipe,
  tell: (progress: string) => void = () => undefined,
): Promise<string> {
  const base = await baseRoot(tell);
  const id = createHash('sha256').update(JSON.stringify(recipe.recipe)).digest('hex').slice(0, 12);
  const roots = cacheFolder('roots');
  const layer = path.join(roots, `${path.basename(base)}-${recipe.name}-${id}`);
  if (existsSync(layer)) return layer;
  await exclusively(path.join(roots, `${recipe.name}.lock`), async () => {
    // Another process may have made it while this one waited.
    if (existsSync(layer)) return;
    tell(`making the layer of hosts with ${recipe.name}, once: this takes a minute or two`);
    await make(layer, base, recipe);
  });
  return layer;
}

/** Where packages come from is the machine's matter: those settings lie below while it is made, and aren't in it. */
async function make(layer: string, base: string, { fill, install }: LayerRecipe): Promise<void> {
  const folder = `${layer}.unfinished`;
  await removeDisks(folder);
  const settings = new HostDisk(path.join(folder, 'settings'), [base]);
  await settings.mount();
  await copyMachineSettings(settings.root).finally(() => settings.unmount());
  const disk = new HostDisk(path.join(folder, 'layer'), [settings.upper, base]);
  await disk.mount();
  try {
    fill?.(disk.root);
    // In namespaces of its own, which end with this process.
    const alone = 'exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child';
    const inside = 'mount -t proc proc "$1/proc"; exec chroot "$1" /bin/sh -euc "$2"';
    await mustShell(`${alone} /bin/sh -euc '${inside}' sh "$1" "$2"`, [disk.root, install], {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        DEBIAN_FRONTEND: 'noninteractive',
      },
    });
  } finally {
    await disk.unmount();
  }
  await rename(disk.upper, layer);
  await removeDisks(folder);
}

// Made by scripts/generate-registry.mjs out of the files beside it; don't edit.
// biome-ignore-all format: one name a line merges better
import type { TaskModule } from '../core/module.ts';
import apt from './apt.ts';
import command from './command.ts';
import file from './file.ts';
import nginx from './nginx.ts';
import pip from './pip.ts';
import raw from './raw.ts';
import script from './script.ts';
import service from './service.ts';
import shell from './shell.ts';
import systemd from './systemd.ts';
import systemdService from './systemd-service.ts';

/** All task modules and commands, by their names. */
export const modules: ReadonlyMap<string, TaskModule> = new Map(
  [
    apt,
    command,
    file,
    nginx,
    pip,
    raw,
    script,
    service,
    shell,
    systemd,
    systemdService,
  ].map((module) => [module.name, module]),
);

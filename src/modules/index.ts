// Made by scripts/generate-registry.mjs out of the files beside it; don't edit.
// biome-ignore-all format: one name a line merges better
import type { TaskModule } from '../core/module.ts';
import apt from './apt.ts';
import asyncStatus from './async-status.ts';
import blockinfile from './blockinfile.ts';
import command from './command.ts';
import conda from './conda.ts';
import copy from './copy.ts';
import dnf from './dnf.ts';
import fetch from './fetch.ts';
import file from './file.ts';
import getUrl from './get-url.ts';
import group from './group.ts';
import jupyterPassword from './jupyter-password.ts';
import lineinfile from './lineinfile.ts';
import nginx from './nginx.ts';
import package_ from './package.ts';
import ping from './ping.ts';
import pip from './pip.ts';
import raw from './raw.ts';
import replace from './replace.ts';
import script from './script.ts';
import service from './service.ts';
import setup from './setup.ts';
import shell from './shell.ts';
import slurp from './slurp.ts';
import stat from './stat.ts';
import supervisorctl from './supervisorctl.ts';
import systemd from './systemd.ts';
import systemdService from './systemd-service.ts';
import tempfile from './tempfile.ts';
import template from './template.ts';
import unarchive from './unarchive.ts';
import uri from './uri.ts';
import user from './user.ts';
import waitFor from './wait-for.ts';
import yum from './yum.ts';
import yumRepository from './yum-repository.ts';

/** All task modules and commands, by their names. */
export const modules: ReadonlyMap<string, TaskModule> = new Map(
  [
    apt,
    asyncStatus,
    blockinfile,
    command,
    conda,
    copy,
    dnf,
    fetch,
    file,
    getUrl,
    group,
    jupyterPassword,
    lineinfile,
    nginx,
    package_,
    ping,
    pip,
    raw,
    replace,
    script,
    service,
    setup,
    shell,
    slurp,
    stat,
    supervisorctl,
    systemd,
    systemdService,
    tempfile,
    template,
    unarchive,
    uri,
    user,
    waitFor,
    yum,
    yumRepository,
  ].map((module) => [module.name, module]),
);

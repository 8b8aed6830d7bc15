// Made by scripts/generate-registry.mjs out of the files beside it; don't edit.
// biome-ignore-all format: one name a line merges better
import type { Probe } from '../core/probe.ts';
import accountDefaults from './account-defaults.ts';
import aptLists from './apt-lists.ts';
import aptRefresh from './apt-refresh.ts';
import aptSimulation from './apt-simulation.ts';
import deb from './deb.ts';
import debFile from './deb-file.ts';
import debNames from './deb-names.ts';
import due from './due.ts';
import facts from './facts.ts';
import glob from './glob.ts';
import group from './group.ts';
import home from './home.ts';
import httpClient from './http-client.ts';
import localTime from './local-time.ts';
import nginx from './nginx.ts';
import path from './path.ts';
import pipSimulation from './pip-simulation.ts';
import program from './program.ts';
import python from './python.ts';
import self from './self.ts';
import sshKey from './ssh-key.ts';
import unit from './unit.ts';
import url from './url.ts';
import user from './user.ts';
import venv from './venv.ts';

/** All probes, by the kind of thing they observe. */
const all = [
  accountDefaults,
  aptLists,
  aptRefresh,
  aptSimulation,
  deb,
  debFile,
  debNames,
  due,
  facts,
  glob,
  group,
  home,
  httpClient,
  localTime,
  nginx,
  path,
  pipSimulation,
  program,
  python,
  self,
  sshKey,
  unit,
  url,
  user,
  venv,
] as readonly unknown[] as readonly Probe<unknown>[];

export const probes: ReadonlyMap<string, Probe<unknown>> = new Map(all.map((probe) => [probe.kind, probe]));

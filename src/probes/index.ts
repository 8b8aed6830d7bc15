// Made by scripts/generate-registry.mjs out of the files beside it; don't edit.
// biome-ignore-all format: one name a line merges better
import type { Probe } from '../core/probe.ts';
import accountDefaults from './account-defaults.ts';
import aptLists from './apt-lists.ts';
import aptRefresh from './apt-refresh.ts';
import aptSimulation from './apt-simulation.ts';
import conda from './conda.ts';
import condaEnv from './conda-env.ts';
import condaSimulation from './conda-simulation.ts';
import deb from './deb.ts';
import debFile from './deb-file.ts';
import debNames from './deb-names.ts';
import dnfList from './dnf-list.ts';
import dnfSimulation from './dnf-simulation.ts';
import due from './due.ts';
import existence from './existence.ts';
import facts from './facts.ts';
import glob from './glob.ts';
import group from './group.ts';
import home from './home.ts';
import httpClient from './http-client.ts';
import localTime from './local-time.ts';
import nginx from './nginx.ts';
import packageManager from './package-manager.ts';
import path from './path.ts';
import pipSimulation from './pip-simulation.ts';
import program from './program.ts';
import python from './python.ts';
import rpm from './rpm.ts';
import self from './self.ts';
import sshKey from './ssh-key.ts';
import supervisor from './supervisor.ts';
import unit from './unit.ts';
import unpacked from './unpacked.ts';
import url from './url.ts';
import user from './user.ts';
import venv from './venv.ts';

/** All probes, by the kind of thing they observe. */
const all = [
  accountDefaults,
  aptLists,
  aptRefresh,
  aptSimulation,
  conda,
  condaEnv,
  condaSimulation,
  deb,
  debFile,
  debNames,
  dnfList,
  dnfSimulation,
  due,
  existence,
  facts,
  glob,
  group,
  home,
  httpClient,
  localTime,
  nginx,
  packageManager,
  path,
  pipSimulation,
  program,
  python,
  rpm,
  self,
  sshKey,
  supervisor,
  unit,
  unpacked,
  url,
  user,
  venv,
] as readonly unknown[] as readonly Probe<unknown>[];

export const probes: ReadonlyMap<string, Probe<unknown>> = new Map(all.map((probe) => [probe.kind, probe]));

import { key } from '../../src/core/key.ts';
import type { Content } from '../../src/core/step.ts';
import type { Maybe } from '../../src/core/unknown.ts';
import type { PathAspect, PathState } from '../../src/probes/path-state.ts';

/** Shapes of observations as the hardest modules need them, and a content that is never read. */

export const path = (subject: string, ...aspects: PathAspect[]) => key<PathState>('path', subject, aspects);

export interface UnitState {
  readonly load: Maybe<'loaded' | 'not-found' | 'masked' | 'error'>;
  readonly active: Maybe<string>;
  readonly enabled: Maybe<string>;
  readonly needsReload: Maybe<boolean>;
}
export const unit = (name: string) => key<UnitState>('unit', name);

export type DebState =
  | { readonly installed: false }
  | { readonly installed: true; readonly version: Maybe<string> };
export const deb = (name: string) => key<DebState>('deb', name);

/** What `apt-get -s` says it would do. */
export interface AptSimulation {
  readonly installs: readonly { readonly name: string; readonly version: string }[];
  readonly removes: readonly string[];
}
export const aptSimulation = (words: readonly string[]) =>
  key<AptSimulation>('apt-simulation', JSON.stringify(words));

export interface CondaEnvironment {
  readonly exists: boolean;
  readonly packages: ReadonlyMap<
    string,
    { readonly version: string; readonly build: string; readonly channel: string }
  >;
}
export const conda = (prefix: string) => key<CondaEnvironment>('conda', prefix);

export interface CondaSolution {
  readonly link: readonly string[];
  readonly unlink: readonly string[];
}
export const condaSolution = (words: readonly string[]) =>
  key<CondaSolution>('conda-solution', JSON.stringify(words));

export interface Clone {
  readonly head: Maybe<string>;
  readonly origin: Maybe<string>;
  readonly dirty: Maybe<boolean>;
}
export const clone = (folder: string) => key<Clone | null>('git', folder);
/** What the other end of a repository calls `HEAD` or a branch, asked from the host. */
export const remoteRef = (repo: string, ref: string) => key<string | null>('git-remote', `${repo}#${ref}`);

export interface NginxConfiguration {
  /** The files that the loaded configuration is made of. */
  readonly files: readonly string[];
  readonly valid: Maybe<boolean>;
}
export const nginxConfiguration = key<NginxConfiguration>('nginx', '');

export interface UserState {
  readonly exists: boolean;
  readonly uid?: Maybe<number>;
  readonly home?: Maybe<string>;
  readonly groups?: Maybe<readonly string[]>;
}
export const user = (name: string) => key<UserState>('user', name);

export interface JobState {
  readonly finished: boolean;
  readonly status?: number;
}
export const job = (id: string) => key<JobState>('job', id);

export declare const content: Content;

import type { Key } from '../../core/key.ts';
import type { FileInput, Inputs } from '../../core/module.ts';
import type { Content } from '../../core/step.ts';
import { isUnknown, type Maybe } from '../../core/unknown.ts';
import { type PathState, path } from '../../probes/path.ts';
import { contentOf } from '../text-content.ts';
import { type CondaArguments, channelsOf, packagesOf } from './conda-arguments.ts';
import { type EnvironmentFile, environmentOf, readEnvironmentFile } from './environment-file.ts';
import { type MatchSpec, parseMatchSpec } from './match-spec.ts';

/** What the task wants to be in the environment. */
export interface Wanted {
  readonly specs: readonly MatchSpec[];
  readonly pip: readonly string[];
  /** `*`: all that is there. */
  readonly all: boolean;
  /** Where a file says it: what it says, and its bytes for conda. */
  readonly file?: EnvironmentFile;
  readonly content?: Content;
}

export class NoFile extends Error {
  override readonly name = 'NoFile';
}

/** Throws NoEnvironmentFile, NoFile; unknown where the file isn't known yet. */
export function wantedOf(
  args: CondaArguments,
  inputs: Inputs,
  peek: (key: Key<PathState>) => Maybe<PathState>,
): Maybe<Wanted> {
  const { file: name } = args;
  if (name === undefined && args.spec === undefined) {
    const packages = packagesOf(args);
    const all = packages.some((one) => one === '*' || one === '--all');
    const specs = packages.filter((one) => one !== '*' && one !== '--all').map(parseMatchSpec);
    return { specs, pip: [], all };
  }
  const file = args.spec === undefined ? textOf(args, inputs, peek) : environmentOf(args.spec);
  if (isUnknown(file)) return file;
  const read = typeof file === 'string' ? readEnvironmentFile(file) : file;
  const channels = channelsOf(args);
  // JSON is YAML; conda's commands for files take no channels of their own.
  const text =
    typeof file === 'string' && channels.length === 0
      ? file
      : JSON.stringify({
          ...(read.name === undefined ? {} : { name: read.name }),
          channels: [...channels, ...read.channels, ...(args.override_channels ? ['nodefaults'] : [])],
          dependencies: [...read.packages, ...(read.pip.length > 0 ? [{ pip: read.pip }] : [])],
        });
  return {
    specs: read.packages.map(parseMatchSpec),
    pip: read.pip,
    all: false,
    file: read,
    content: contentOf(text),
  };
}

function textOf(
  args: CondaArguments,
  inputs: Inputs,
  peek: (key: Key<PathState>) => Maybe<PathState>,
): Maybe<string> {
  if (!args.remote_src) {
    const { content } = inputs['file'] as FileInput;
    return isUnknown(content) ? content : content.read().toString('utf8');
  }
  const there = peek(path(args.file ?? '', 'content'));
  if (isUnknown(there)) return there;
  if (there.type !== 'file' || there.content === undefined)
    throw new NoFile(`There is no file ${args.file} on the host`);
  return isUnknown(there.content) ? there.content : there.content.read().toString('utf8');
}

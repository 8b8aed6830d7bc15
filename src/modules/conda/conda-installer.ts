import { becomes, type Effect, presumes, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { FileInput, Inputs, Seen } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import { ATTACHMENT, type Content, type Run, type Step } from '../../core/step.ts';
import { isUnknown, known, type Maybe, Unknown } from '../../core/unknown.ts';
import { type Conda, conda, installed } from '../../probes/conda.ts';
import { condaEnv } from '../../probes/conda-env.ts';
import { httpClient } from '../../probes/http-client.ts';
import { made, nameOf, parentOf, path } from '../../probes/path.ts';
import { downloadStep } from '../downloading/download.ts';
import { type CondaArguments, isUrl, rootOf } from './conda-arguments.ts';

/** conda as it will be, and how it comes there. */
export interface Installation {
  readonly tool: Conda;
  readonly steps: readonly Step[];
  readonly effects: readonly Effect[];
}

export function installerKeys(args: CondaArguments): readonly Key[] {
  const root = rootOf(args);
  if (args.installer === undefined || root === undefined) return [];
  return [
    path(root),
    // Whoever looks for a conda looks there: where this task is unknown, so is that.
    path(args.executable ?? `${root}/bin/conda`),
    ...(isUrl(args.installer) ? [httpClient] : args.remote_src ? [path(args.installer, 'hash')] : []),
  ];
}

/** Runs the installer, without questions; removes it, where it was only fetched for that. */
export function installation(args: CondaArguments, seen: Seen, inputs: Inputs): Installation | Fails {
  const root = rootOf(args) ?? '';
  // It refuses a folder that is there, as an earlier task may have made one.
  const flags = seen.get(path(root)).type === 'absent' ? ['-b'] : ['-b', '-f'];
  const steps = installerSteps(args, [...flags, '-p', root], root, seen, inputs);
  if (!Array.isArray(steps)) return steps as Fails;
  const program = args.executable ?? `${root}/bin/conda`;
  return { tool: installed(program), steps, effects: installerEffects(root, program) };
}

function installerSteps(
  args: CondaArguments,
  words: readonly string[],
  root: string,
  seen: Seen,
  inputs: Inputs,
): Step[] | Fails {
  const { installer = '' } = args;
  const digits = checksumOf(args);
  const running: Pick<Run, 'do' | 'cwd' | 'timeLimit'> = { do: 'run', cwd: '/', timeLimit: 3600 };
  if (isUrl(installer)) {
    const file = `${parentOf(root)}/.${nameOf(root)}-installer.sh`;
    const client = seen.peek(httpClient);
    const fetching = {
      url: installer,
      headers: {},
      timeout: 60,
      verifyCertificate: true,
      useProxy: true,
      decompress: false,
      agent: 'jrun',
    };
    const wanted = digits === undefined ? {} : { checksum: { algorithm: 'sha256' as const, digits } };
    return [
      { do: 'mkdir', path: parentOf(root), parents: true },
      downloadStep({ path: file, fetching, mode: 0o600, ...wanted }, isUnknown(client) ? 'none' : client),
      {
        ...running,
        argv: ['/bin/sh', '-c', 'sh "$@"; status=$?; rm -f "$1"; exit $status', 'sh', file, ...words],
      },
    ];
  }
  if (args.remote_src) {
    const there = seen.get(path(installer, 'hash'));
    if (there.type !== 'file') return fails(`There is no installer ${installer} on the host`);
    if (digits !== undefined) {
      const wrong = mismatch(
        installer,
        known(there.sha256 ?? Unknown.of(`the content of ${installer}`)),
        digits,
      );
      if (wrong) return wrong;
    }
    return [{ ...running, argv: ['/bin/sh', installer, ...words] }];
  }
  const content = known((inputs['installer'] as FileInput).content as Maybe<Content>);
  const wrong = digits === undefined ? undefined : mismatch(installer, content.sha256, digits);
  if (wrong) return wrong;
  // Installers look at their own name.
  const attachment = { name: 'conda-installer.sh', content };
  return [{ ...running, argv: ['/bin/sh', ATTACHMENT, ...words], attachment }];
}

export function checksumOf({ installer_checksum }: CondaArguments): string | undefined {
  return installer_checksum
    ?.replace(/^sha256:/i, '')
    .trim()
    .toLowerCase();
}

function mismatch(installer: string, is: string, wanted: string): Fails | undefined {
  return is === wanted
    ? undefined
    : fails(`The checksum of ${installer} is ${is}, not ${wanted}: it is not run`);
}

function installerEffects(root: string, program: string): Effect[] {
  const brings = `the installer brings conda to ${program}`;
  const open = Unknown.of('what the installer brings');
  const brought = { version: open, build: open, channel: open, depends: open };
  const parts = [
    'bin',
    'lib',
    'lib64',
    'conda-meta',
    'condabin',
    'etc',
    'include',
    'share',
    'shell',
    'pkgs',
    'ssl',
  ];
  return [
    becomes(path(root), made(root, { type: 'directory' })),
    ...parts.map((part) =>
      unsettles({ kind: 'path', subject: `${root}/${part}`, below: true }, 'what the installer brings'),
    ),
    presumes({ kind: 'path', subject: root, below: true }, `the installer puts nothing else into ${root}`),
    presumes({ kind: 'path', subject: parentOf(root) }, `${parentOf(root)} stays as it is`),
    becomes(path(program), made(program, { type: 'file' }), { presumed: [{ text: brings }] }),
    becomes(conda(program), installed(program), { presumed: [{ text: brings }] }),
    becomes(condaEnv(root), { exists: true, packages: { conda: brought, python: brought }, pip: open }),
  ];
}

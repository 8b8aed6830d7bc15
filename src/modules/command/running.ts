import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import { linesOf } from '../../core/lines.ts';
import type { Known, Seen, TaskContext } from '../../core/module.ts';
import { type Decision, fails, type Plan, type ResultFields, unchanged } from '../../core/plan.ts';
import type { ArgumentProperty } from '../../core/schema.ts';
import type { Run, StepOutput } from '../../core/step.ts';
import { existence } from '../../probes/existence.ts';
import { glob, isPattern } from '../../probes/glob.ts';
import { path } from '../../probes/path.ts';
import { self } from '../../probes/self.ts';
import { followed, followedKeys } from '../folders.ts';

/** What all modules that run something take. */
export interface RunningArguments {
  readonly chdir?: string;
  readonly creates?: string;
  readonly removes?: string;
}

export const RUNNING_PROPERTIES = {
  chdir: { 'x-type': 'path', description: 'The folder to run it in.' },
  creates: { 'x-type': 'path', description: 'A path or pattern: where something is there, it is not run.' },
  removes: { 'x-type': 'path', description: 'A path or pattern: where nothing is there, it is not run.' },
} as const satisfies Record<string, ArgumentProperty>;

export const RUNNING_RETURNS = {
  cmd: 'What was run: words, or text for a shell.',
  rc: 'Its exit status.',
  stdout: 'What it printed.',
  stdout_lines: 'The same, line by line.',
  stderr: 'What it printed to standard error.',
  stderr_lines: 'The same, line by line.',
  start: 'When it began (UTC).',
  end: 'When it ended (UTC).',
  delta: 'How long it took.',
};

/** Relative paths count from `chdir`, and that from where the shell stands; undefined until that is known. */
function absolute(text: string, args: RunningArguments, seen: Known): string | undefined {
  if (text.startsWith('/')) return text;
  if (args.chdir?.startsWith('/')) return `${args.chdir}/${text}`;
  const folder = seen.get(self())?.folder;
  if (folder === undefined) return undefined;
  return args.chdir === undefined || text === args.chdir
    ? `${folder}/${text}`
    : `${folder}/${args.chdir}/${text}`;
}

/** Something on the host tells whether it has to run. */
export function isConditional({ creates, removes }: RunningArguments): boolean {
  return creates !== undefined || removes !== undefined;
}

export function runningKeys(args: RunningArguments, seen: Known): Key[] {
  const texts = [args.chdir, args.creates, args.removes].filter((text) => text !== undefined);
  const keys: Key[] = texts.some((text) => !text.startsWith('/')) ? [self()] : [];
  const chdir = args.chdir === undefined ? undefined : absolute(args.chdir, args, seen);
  if (chdir !== undefined) keys.push(...followedKeys(chdir, seen));
  for (const text of [args.creates, args.removes]) {
    const full = text === undefined ? undefined : absolute(text, args, seen);
    if (full !== undefined) keys.push(isPattern(full) ? glob(full) : existence(full));
  }
  return keys;
}

function isThere(full: string, seen: Seen): boolean {
  return isPattern(full) ? seen.get(glob(full)).length > 0 : seen.get(existence(full));
}

/** What decides without running: nothing to do, or it can't be run at all; undefined where it runs. */
export function withoutRunning(
  args: RunningArguments,
  cmd: string | readonly string[],
  seen: Seen,
  context: TaskContext,
): Decision | undefined {
  const { chdir, creates, removes } = args;
  if (texts(args).some((text) => !text.startsWith('/'))) seen.get(self());
  if (chdir !== undefined) {
    const folder = followed(absolute(chdir, args, seen) ?? chdir, seen).state;
    if (folder.type !== 'directory') {
      const what = folder.type === 'absent' ? 'does not exist' : 'is no folder';
      return fails(`it cannot be run in ${chdir}: that ${what}`, { cmd, rc: null });
    }
  }
  const idle = (why: string, there: string) =>
    unchanged({
      cmd,
      rc: 0,
      msg: `${context.check ? 'Would' : 'Did'} not run command since ${there}`,
      stdout: `skipped, since ${why}`,
      stdout_lines: [`skipped, since ${why}`],
      stderr: '',
      stderr_lines: [],
      start: null,
      end: null,
      delta: null,
    });
  if (creates !== undefined && isThere(absolute(creates, args, seen) ?? creates, seen)) {
    return idle(`${creates} exists`, `'${creates}' exists`);
  }
  if (removes !== undefined && !isThere(absolute(removes, args, seen) ?? removes, seen)) {
    return idle(`${removes} does not exist`, `'${removes}' does not exist`);
  }
  return undefined;
}

function texts({ chdir, creates, removes }: RunningArguments): string[] {
  return [chdir, creates, removes].filter((text) => text !== undefined);
}

/** The plan of something that is run. What else it may touch, its kind says. */
export function runs(
  run: Omit<Run, 'do' | 'okStatus'>,
  args: RunningArguments,
  cmd: string | readonly string[],
  seen: Seen,
  strip = true,
): Plan {
  const title = oneLine(typeof cmd === 'string' ? cmd : cmd.join(' '));
  const effects: Effect[] = [args.creates, args.removes].flatMap((text) => {
    const full = text === undefined ? undefined : absolute(text, args, seen);
    if (full === undefined) return [];
    const subject = isPattern(full) ? full.slice(0, full.search(/[^/]*[*?[]/)) || '/' : full;
    const there = unsettles(
      { kind: 'path', subject: path(subject).subject, below: true },
      `what «${title}» does there`,
    );
    if (isPattern(full)) return [there];
    const creates = text === args.creates;
    const presumed = [{ text: `«${title}» ${creates ? 'creates' : 'removes'} ${text}` }];
    return [there, becomes(existence(full), creates, { presumed })];
  });
  return {
    verdict: 'change',
    changes: [`run ${title}`],
    steps: [{ do: 'run', ...run, ...(args.chdir === undefined ? {} : { cwd: args.chdir }), okStatus: 'any' }],
    effects,
    result: { cmd },
    finish: ([output]) => (output ? outputFields(output, strip) : {}),
  };
}

function oneLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return more.length > 0 ? `${first} …` : first;
}

/** What is returned of something that ran. */
export function outputFields(output: StepOutput, strip = true): ResultFields {
  const ends = (text: string) => (strip ? text.replace(/[\r\n]+$/, '') : text);
  const stdout = ends(output.stdout.toString('utf8'));
  const stderr = ends(output.stderr);
  const rc = output.status;
  const times =
    output.ended === undefined
      ? { start: null, end: null }
      : { start: clock(output.ended - output.elapsed), end: clock(output.ended) };
  return {
    rc,
    stdout,
    stdout_lines: linesOf(stdout),
    stderr,
    stderr_lines: linesOf(stderr),
    ...times,
    delta: duration(output.elapsed),
    msg: rc === 0 ? '' : 'non-zero return code',
    ...(rc === 0 ? {} : { failed: true }),
  };
}

function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '000');
}

function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const fraction = String(Math.round((milliseconds % 1000) * 1000)).padStart(6, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}

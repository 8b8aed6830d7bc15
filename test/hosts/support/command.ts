import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit status; 128 + signal number is not made up: a killed command has status -1. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** What it prints goes where this process prints, and is not returned. */
  readonly shown?: boolean;
}

/** Runs a command of the control machine to its end; never throws for its exit status. */
export function run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...args] = argv;
  if (program === undefined) throw new TypeError('an empty argument list');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      stdio: options.shown ? ['pipe', 'inherit', 'inherit'] : ['pipe', 'pipe', 'pipe'],
      ...(options.timeoutMs === undefined
        ? {}
        : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    // A command that ends without reading its input is no error of ours.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        status: code ?? -1,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      }),
    );
  });
}

export class CommandFailed extends Error {
  constructor(
    readonly argv: readonly string[],
    readonly result: CommandResult,
  ) {
    const words = argv.join(' ');
    const said = `${result.stdout}\n${result.stderr}`.trim().slice(-2000);
    super(`${words.length > 200 ? `${words.slice(0, 200)}…` : words} → ${result.status}\n${said}`);
    this.name = 'CommandFailed';
  }
}

/** Runs a command that must succeed; returns what it printed. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.status !== 0) throw new CommandFailed(argv, result);
  return result.stdout;
}

/** A shell script that must succeed; its arguments are $1, $2, … so that nothing needs quoting. */
export function mustShell(
  script: string,
  args: readonly string[] = [],
  options: CommandOptions = {},
): Promise<string> {
  return must(['/bin/sh', '-euc', script, 'sh', ...args], options);
}

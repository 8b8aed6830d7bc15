import { readFileSync } from 'node:fs';
import { availableParallelism, release, totalmem, type } from 'node:os';

/** The machine that everything runs on, tools and hosts alike. */
export function thisMachine(): string {
  const cpu =
    /^model name\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores (${cpu}), ${memory} GiB of memory, ${type()} ${release()}`;
}

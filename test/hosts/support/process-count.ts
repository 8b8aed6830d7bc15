import type { TestHost } from './test-host.ts';

/** Where the shell stands on the host, and where each that ended has left its number. */
const SHELL = '/usr/local/bin/counted-sh';
const COUNTS = '/run/counted-sh';

/**
 * Process ids are given out one after the other: the last one in a pid namespace that nothing else lives in is the
 * number of processes that were ever started in it. Its init is no part of the number, the shell itself is. What a
 * counted shell starts by its own name (a session of a command) is the plain one, in the same namespace.
 */
const COUNTED = `#!/bin/sh
[ -z "$COUNTED_SH" ] && [ "$(id -u)" = 0 ] || exec /bin/sh "$@"
export COUNTED_SH=1
exec unshare --pid --fork --mount-proc -- /bin/sh -c '
  /bin/sh "$@"
  status=$?
  read -r _ _ _ _ last </proc/loadavg
  echo "$((last - 1))" >>${COUNTS}
  exit $status' sh "$@"
`;

/**
 * Counts the processes that root's far shells start on a host, exactly: whatever else the host does meanwhile is not
 * counted. With sudo, becoming another user is not part of it.
 */
export class ProcessCount {
  private constructor(private readonly host: TestHost) {}

  static async on(host: TestHost): Promise<ProcessCount> {
    await host.must(`cat >${SHELL} && chmod 755 ${SHELL} && : >${COUNTS}`, { input: COUNTED });
    return new ProcessCount(host);
  }

  /** The inventory's variables that make jrun's shells counted ones. */
  readonly variables = { ansible_shell_executable: SHELL };

  /** The processes of each shell that has ended since this was last asked, in the order of their ends. */
  async take(): Promise<readonly number[]> {
    const counts = await this.host.must(`cat ${COUNTS}; : >${COUNTS}`);
    return counts.split('\n').filter(Boolean).map(Number);
  }
}

import type { TestHost } from '../support/test-host.ts';

/** Files of jrun's own anywhere on the host, and processes that a far shell started or is. */
export async function leftBehind(host: TestHost): Promise<string[]> {
  const files = await host.must(
    `find / -xdev \\( -path /proc -o -path /sys \\) -prune -o -name '.jrun*' -print; find /run /dev/shm -name '.jrun*'`,
  );
  const processes = await host.must(
    `for p in /proc/[0-9]*; do tr '\\0' ' ' 2>/dev/null < $p/cmdline | grep -a -e '[.]jrun-' -e '[j]_bye' || :; done`,
  );
  return `${files}${processes}`.split('\n').filter(Boolean);
}

import { run } from '../support/command.ts';
import type { TestHost } from '../support/test-host.ts';

/** What only exists while the host runs. The text comes by standard input, or the search would find itself. */
const IN_MEMORY = `
text=$(cat)
printf '%s' "$text" | grep -rlF -f - /run /tmp /dev/shm 2>/dev/null
for process in /proc/[0-9]*; do
  for part in cmdline environ; do
    printf '%s' "$text" | grep -qF -f - "$process/$part" 2>/dev/null && echo "$process/$part"
  done
done
journalctl --no-pager --output=export 2>/dev/null > /root/journal.export
printf '%s' "$text" | grep -qaF -f - /root/journal.export && echo journal
rm -f /root/journal.export
:`;

/**
 * Where a text is found on a host: in all that was ever written to its disk (the journal's own files as well), in memory
 * file systems, in processes' arguments and environments, in what the journal says.
 */
export async function searchHost(host: TestHost, text: string): Promise<readonly string[]> {
  const onDisk = await run(['grep', '-rlaF', '-f', '-', host.upperDir], { input: text });
  if (onDisk.status > 1) throw new Error(`the disk of ${host.name} can't be searched: ${onDisk.stderr}`);
  const inMemory = await host.must(IN_MEMORY, { input: text });
  const files = onDisk.stdout
    .split('\n')
    .filter(Boolean)
    .map((file) => file.slice(host.upperDir.length));
  return [...files, ...inMemory.split('\n').filter(Boolean)].sort();
}

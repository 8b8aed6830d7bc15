import { ATTRIBUTES, differing, listDisk, listed } from '../support/disk-listing.ts';
import type { TestHost } from '../support/test-host.ts';

/** What a login and the system's own life write while somebody only looks. A short list, and each with its reason. */
const OWN_WRITING: readonly RegExp[] = [
  // Login records: sshd and sudo note who came.
  /^\/var\/log\/(wtmp|btmp|lastlog)$/,
  /^\/run\/(utmp|sudo|sudo\/.*|motd\.dynamic(\.new)?)$/,
  // The journal, and what systemd keeps about sessions, units and users that are logged in.
  /^(\/var|\/run)\/log\/journal(\/|$)/,
  /^\/run\/(systemd|user|dbus|udev|credentials)(\/|$)/,
  // Folders whose only news is that one of the above came or went, or that a tool's dry run had a file for a while.
  /^(\/run|\/var|\/var\/log|\/tmp)$/,
];

const LIST_MEMORY = `find /run /dev/shm /tmp -xdev -printf '%p/ ${ATTRIBUTES}\\0'`;

/** Everything that was ever written to the host: its layer of the disk, and the folders in memory. */
export class Writing {
  private constructor(private readonly names: ReadonlyMap<string, string>) {}

  static async of(host: TestHost): Promise<Writing> {
    const [disk, memory] = await Promise.all([listDisk(host.disk), host.exec(LIST_MEMORY)]);
    return new Writing(new Map([...disk, ...listed(memory.stdout)]));
  }

  /** One line for each path that is new, other, or gone. */
  since(before: Writing): string[] {
    return differing(before.names, this.names)
      .filter((name) => !OWN_WRITING.some((own) => own.test(name)))
      .map(
        (name) => `${name}: ${before.names.get(name) ?? 'nothing'} → ${this.names.get(name) ?? 'nothing'}`,
      );
  }
}

/** While `work` is done nothing but memory can be written: not one file of the disk, whoever tries. */
export async function whileReadOnly<T>(host: TestHost, work: () => Promise<T>): Promise<T> {
  // The journal holds files open; it can do without the disk for a while.
  await host.must('journalctl --relinquish-var && mount -t tmpfs -o mode=1777 tmpfs /tmp');
  await host.must('mount -o remount,bind,ro /');
  try {
    return await work();
  } finally {
    await host.must('mount -o remount,bind,rw / && umount /tmp && journalctl --flush');
  }
}

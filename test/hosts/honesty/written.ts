import { run } from '../support/command.ts';
import type { TestHost } from '../support/test-host.ts';

/** What a login and the system's own life write while somebody only looks. A short list, and each with its reason. */
const OWN_WRITING: readonly RegExp[] = [
  // Login records: sshd and sudo note who came.
  /^\/var\/log\/(wtmp|btmp|lastlog)\//,
  /^\/run\/(utmp|sudo\/.*|motd\.dynamic(\.new)?)\//,
  // The journal, and what systemd keeps about sessions, units and users that are logged in.
  /^(\/var|\/run)\/log\/journal\//,
  /^\/run\/(systemd|user|dbus|udev|credentials)\//,
  // Folders whose only news is that one of the above came or went.
  /^(\/run|\/run\/sudo|\/var\/log)\/ d /,
];

const LIST = `find "$1" -xdev -printf '%p/ %y %m %U:%G %s %T@ %C@ %l\\n'`;

/**
 * Everything that was ever written to the host: its disk is a layer of its own over the base, so whatever was written is
 * there, with times that nobody can set back; and the folders in memory, which are listed from inside.
 */
export class Writing {
  private constructor(private readonly lines: ReadonlySet<string>) {}

  static async of(host: TestHost): Promise<Writing> {
    const [disk, memory] = await Promise.all([
      run(['/bin/sh', '-c', LIST, 'sh', host.upperDir]),
      host.exec(`for folder in /run /dev/shm /tmp; do set -- $folder; ${LIST}; done`),
    ]);
    const onDisk = disk.stdout.split('\n').map((line) => line.replace(host.upperDir, ''));
    return new Writing(new Set([...onDisk, ...memory.stdout.split('\n')]));
  }

  /** One line for each name that is new, other, or gone. */
  since(before: Writing): string[] {
    const news = [...this.lines].filter((line) => !before.lines.has(line));
    const gone = [...before.lines].filter((line) => !this.lines.has(line));
    const name = (line: string): string => line.slice(0, line.indexOf('/ '));
    const now = new Set(news.map(name));
    return [...news, ...gone.filter((line) => !now.has(name(line))).map((line) => `${line} (gone)`)]
      .filter((line) => !OWN_WRITING.some((own) => own.test(line)))
      .sort();
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

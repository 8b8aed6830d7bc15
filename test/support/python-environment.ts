import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../hosts/support/cache-folder.ts';
import { must } from '../hosts/support/command.ts';
import { exclusively } from '../hosts/support/exclusive.ts';

/** A virtual environment of Python with what a requirements.txt lists. */
export class PythonEnvironment {
  /** The folder of its programs, also while they aren't there yet. */
  readonly bin: string;
  private readonly folder: string;

  constructor(
    room: string,
    private readonly requirements: string,
  ) {
    const id = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
    this.folder = path.join(cacheFolder(room), `python-${id}`);
    this.bin = path.join(this.folder, 'bin');
  }

  /** Makes it where it isn't there yet. Whoever comes meanwhile waits; one that was begun and not finished is made anew. */
  async make(tell: () => void): Promise<void> {
    const complete = path.join(this.folder, 'complete');
    await exclusively(`${this.folder}.lock`, async () => {
      if (existsSync(complete)) return;
      tell();
      rmSync(this.folder, { recursive: true, force: true });
      await must(['python3', '-m', 'venv', this.folder]);
      // Compiled whatever this machine's settings say: a tool that compiles itself at each start would look slow.
      const env = { ...process.env };
      delete env['PYTHONDONTWRITEBYTECODE'];
      await must([path.join(this.bin, 'pip'), 'install', '--quiet', '-r', this.requirements], { env });
      writeFileSync(complete, '');
    });
  }
}

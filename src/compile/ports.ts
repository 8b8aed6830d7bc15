import type { TaskModule } from '../core/module.ts';
import type { Dict } from '../core/value.ts';
import type { Reader } from '../load/index.ts';
import type { Templar } from '../template/index.ts';

/** What compile wants from the world; everything is handed in. */
export interface CompilePorts {
  /** The control machine's files: read once, decrypted, their lines kept for diagnostics. */
  readonly reader: Reader;
  /** Checks templates and expressions, and renders names that are known without a host. */
  readonly templar: Templar;
  /** The task modules by their short names (`copy`), aliases of modules included. */
  readonly modules: ReadonlyMap<string, TaskModule>;
  /** Variables of the command line: names of imported files may depend on them. */
  readonly extraVars?: Dict;
  /** Folders that hold roles besides `roles/` beside the playbook, absolute; `~/` is the home folder's. */
  readonly rolesPath?: readonly string[];
  /** Folders that hold `ansible_collections`, absolute; `~/` is the home folder's. */
  readonly collectionsPath?: readonly string[];
  /** The home folder of whoever runs jrun. */
  readonly home?: string;
}

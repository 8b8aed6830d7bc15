import { Mistakes } from '../core/diagnostic.ts';
import type { Entry, Handler, Includes, Role, Task } from '../core/play.ts';
import type { Compilation } from './compilation.ts';
import { compileIncludedRole, compileIncludedTasks, type IncludePlace, includePlace } from './includes.ts';

type IncludedRole = {
  readonly role: Role;
  readonly entries: readonly Entry[];
  readonly handlers: readonly Handler[];
};

/**
 * Compiles what is included while a play runs. The same include of the same file is compiled once, however many hosts
 * and loop items reach it; its tasks' ids are the same for all of them.
 */
export class CompiledIncludes implements Includes {
  private readonly c: Compilation;
  private readonly known = new Map<string, readonly Entry[]>();
  private readonly knownRoles = new Map<string, IncludedRole>();

  constructor(c: Compilation) {
    this.c = c;
  }

  tasks(file: string, including: Task): readonly Entry[] {
    const key = `${including.id} ${file}`;
    const known = this.known.get(key);
    if (known) return known;
    const place = this.placeOf(including);
    const entries = this.compiled(including, () =>
      compileIncludedTasks(this.c, file, including.place, place, including.id),
    );
    this.known.set(key, entries);
    return entries;
  }

  role(name: string, including: Task, options: Parameters<Includes['role']>[2]): IncludedRole {
    const key = `${including.id} ${name} ${JSON.stringify(options)}`;
    const known = this.knownRoles.get(key);
    if (known) return known;
    const files = {
      ...(options.tasksFrom !== undefined && { tasks: options.tasksFrom }),
      ...(options.varsFrom !== undefined && { vars: options.varsFrom }),
      ...(options.defaultsFrom !== undefined && { defaults: options.defaultsFrom }),
      ...(options.handlersFrom !== undefined && { handlers: options.handlersFrom }),
    };
    const place = this.placeOf(including);
    const compiled = this.compiled(including, () =>
      compileIncludedRole(this.c, name, including.place, place, including.id, files),
    );
    if (compiled === undefined) {
      const summary = `the role '${name}' leads back to itself`;
      throw new Mistakes([
        { code: 'circular-role', severity: 'error', summary, ...this.c.at(including.place) },
      ]);
    }
    this.knownRoles.set(key, compiled);
    return compiled;
  }

  private placeOf(including: Task): IncludePlace {
    const place = includePlace(this.c, including);
    if (place === undefined) throw new Error(`no include was compiled with the id ${including.id}`);
    // A play's context has done its work; what is found now must not grow it.
    const { play } = place.scope;
    return {
      ...place,
      scope: {
        ...place.scope,
        chain: [],
        play: { ...play, roles: [], importedHandlers: [], ran: [], isRunning: true },
      },
    };
  }

  private compiled<T>(including: Task, work: () => T): T {
    const { result, diagnostics } = this.c.apart(work);
    if (!diagnostics.hasErrors) return result;
    const related = { place: including.place, note: 'included from here' };
    throw new Mistakes(
      diagnostics.all.map((d) => (d.place ? { ...d, related: [...(d.related ?? []), related] } : d)),
    );
  }
}

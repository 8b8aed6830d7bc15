import { Mistakes } from '../core/diagnostic.ts';
import type { Entry, Handler, Includes, Role, Task } from '../core/play.ts';
import type { Dict } from '../core/value.ts';
import type { Compilation } from './compilation.ts';
import { type IncludePlace, includePlace } from './include-place.ts';
import { readBoolean } from './literals.ts';
import { compileIncludedRole } from './role-includes.ts';
import { apartFrom } from './scope.ts';
import { compileIncludedTasks } from './task-includes.ts';

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
  private readonly knownHandlers = new Map<string, readonly Handler[]>();
  private readonly knownRoles = new Map<string, IncludedRole>();

  constructor(c: Compilation) {
    this.c = c;
  }

  tasks(file: string, including: Task): readonly Entry[] {
    const key = `${including.id} ${file}`;
    const place = this.placeOf(including);
    let entries = this.known.get(key);
    if (!entries) {
      entries = this.compiled(including, () =>
        compileIncludedTasks(this.c, file, including.place, place, including.id),
      );
      this.known.set(key, entries);
      this.knownHandlers.set(key, place.scope.play.importedHandlers);
    }
    return withParams(entries, paramsOf(including, place));
  }

  handlers(file: string, including: Task): readonly Handler[] {
    const params = paramsOf(including, this.placeOf(including));
    const handlers = this.knownHandlers.get(`${including.id} ${file}`) ?? [];
    return handlers.map((handler) => withTaskParams(handler, params));
  }

  role(name: string, including: Task, options: Parameters<Includes['role']>[2]): IncludedRole {
    const key = `${including.id} ${name} ${JSON.stringify(options)}`;
    const place = this.placeOf(including);
    let included = this.knownRoles.get(key);
    if (!included) {
      included = this.compiled(including, () => this.compileRole(name, including, place, options));
      if (!included) throw new Error(`the role ${name} was lost without a word`);
      this.knownRoles.set(key, included);
    }
    const params = paramsOf(including, place);
    const handlers = included.handlers.map((handler) => withTaskParams(handler, params));
    return { role: included.role, entries: withParams(included.entries, params), handlers };
  }

  private compileRole(
    name: string,
    including: Task,
    place: IncludePlace,
    options: Parameters<Includes['role']>[2],
  ): IncludedRole | undefined {
    const files = {
      ...(options.tasksFrom !== undefined && { tasks: options.tasksFrom }),
      ...(options.varsFrom !== undefined && { vars: options.varsFrom }),
      ...(options.defaultsFrom !== undefined && { defaults: options.defaultsFrom }),
      ...(options.handlersFrom !== undefined && { handlers: options.handlersFrom }),
    };
    const args = including.action.args;
    const validate = readBoolean(args.get('rolespec_validate') ?? true) !== false;
    const compiled = compileIncludedRole(this.c, name, including.place, place, including.id, files, {
      validate,
    });
    if (compiled) {
      const imported = place.scope.play.importedHandlers;
      return { ...compiled, handlers: [...compiled.handlers, ...imported] };
    }
    if (!this.c.hasErrors)
      this.c.error('circular-role', `the role '${name}' leads back to itself`, including.place);
    return undefined;
  }

  private placeOf(including: Task): IncludePlace {
    const place = includePlace(this.c, including);
    if (place === undefined) throw new Error(`no include was compiled with the id ${including.id}`);
    // A play's context has done its work; what is found now must not grow it.
    const play = apartFrom(place.scope.play, { importedHandlers: [], isRunning: true });
    return { ...place, scope: { ...place.scope, chain: [], play } };
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

/** The variables of this include and of those around it, with what its loop is at. */
function paramsOf(including: Task, place: IncludePlace): readonly Dict[] {
  return [...(including.keywords.includeParams ?? []), ...place.handedOn.includeParams];
}

/** What is compiled once is the same for every item of a loop but for these. */
function withParams(entries: readonly Entry[], includeParams: readonly Dict[]): readonly Entry[] {
  return entries.map((entry) =>
    entry.entry === 'task'
      ? withTaskParams(entry, includeParams)
      : {
          ...entry,
          body: withParams(entry.body, includeParams),
          rescue: withParams(entry.rescue, includeParams),
          always: withParams(entry.always, includeParams),
        },
  );
}

function withTaskParams<T extends Task>(task: T, includeParams: readonly Dict[]): T {
  return { ...task, keywords: { ...task.keywords, includeParams } };
}

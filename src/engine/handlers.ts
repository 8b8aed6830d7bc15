import type { Handler } from '../core/play.ts';
import type { Unknown } from '../core/unknown.ts';
import type { Value } from '../core/value.ts';

/** A handler that is due: undefined where it was notified for sure, else the doubt whether it was. */
export interface Due {
  readonly handler: Handler;
  readonly doubt: Unknown | undefined;
}

/**
 * Which handlers of a play were notified on one host. Names are kept until handlers are flushed, since an include may
 * still bring the handler that will bear the name; while handlers run, a name is looked up at once.
 */
export class Notifications {
  private readonly handlers: Handler[];
  private readonly names = new Map<string, Unknown | undefined>();
  private readonly due = new Map<Handler, Unknown | undefined>();
  private readonly text: (raw: Value) => string | undefined;
  private searched: readonly Handler[] | undefined;
  private flushing = 0;

  /** `text` renders a handler's name or topic; undefined where that can't be done now. */
  constructor(handlers: readonly Handler[], text: (raw: Value) => string | undefined) {
    this.handlers = [...handlers];
    this.text = text;
  }

  add(handlers: readonly Handler[]): void {
    for (const handler of handlers) {
      if (!this.handlers.some((known) => known.id === handler.id)) this.handlers.push(handler);
    }
  }

  get hasHandlers(): boolean {
    return this.handlers.length > 0;
  }

  /** The ids of the handlers of this name, and of those that listen to it. */
  idsOf(name: string): readonly string[] {
    return this.named(name).map((handler) => handler.id);
  }

  isDue(handler: Handler): boolean {
    return this.due.has(handler);
  }

  /**
   * Of the handlers that answer to the name, those of these ids are due; all of them where the text has changed since.
   * Answers with the ids of those that are; none where nobody answers.
   */
  owe(name: string, ids: readonly string[]): readonly string[] {
    const answering = this.named(name);
    const same = (answering.length > 0 ? answering : this.handlers).filter(({ id }) => ids.includes(id));
    const owed = same.length > 0 ? same : answering;
    for (const handler of owed) this.due.set(handler, undefined);
    return owed.map(({ id }) => id);
  }

  /** Whether there is a handler of this name, or one that listens to it. */
  isHeard(name: string): boolean {
    return this.named(name).length > 0;
  }

  notify(name: string, doubt: Unknown | undefined): void {
    if (this.flushing > 0) this.makeDue(name, doubt);
    else if (!this.names.has(name) || this.names.get(name) !== undefined) this.names.set(name, doubt);
  }

  /**
   * What is due, in the order the handlers are defined. A handler that is notified by a later one waits for the next
   * flush.
   */
  *flush(): Generator<Due> {
    for (const [name, doubt] of this.names) this.makeDue(name, doubt);
    this.names.clear();
    this.flushing++;
    try {
      for (let index = 0; index < this.handlers.length; index++) {
        const handler = this.handlers[index];
        if (!handler || !this.due.has(handler)) continue;
        const doubt = this.due.get(handler);
        this.due.delete(handler);
        yield { handler, doubt };
      }
    } finally {
      this.flushing--;
    }
  }

  /** What will probably run in the flush that goes on. */
  pending(): readonly Handler[] {
    return this.due.size === 0 ? [] : this.handlers.filter((handler) => this.due.has(handler));
  }

  /** Names that were notified, and whose handlers have not run. */
  left(): readonly string[] {
    const due = [...this.due.keys()].map((handler) => handler.name ?? 'a handler without a name');
    return [...this.names.keys(), ...due];
  }

  private makeDue(name: string, doubt: Unknown | undefined): void {
    for (const handler of this.named(name)) {
      if (this.due.has(handler) && this.due.get(handler) === undefined) continue;
      this.due.set(handler, doubt);
    }
  }

  /** Of several with one name, that of the list read last counts; within one list, the first. */
  private named(name: string): readonly Handler[] {
    const wanted = name.trim();
    const searched = this.inOrderOfSearch();
    const named = searched.find((handler) => this.namesOf(handler).includes(wanted));
    const listening = new Map<unknown, Handler>();
    for (const handler of searched) {
      if (listening.has(handler.name)) continue;
      if (handler.listen.some((raw) => this.text(raw) === wanted))
        listening.set(handler.name ?? handler, handler);
    }
    return named ? [named, ...listening.values()] : [...listening.values()];
  }

  private inOrderOfSearch(): readonly Handler[] {
    if (this.searched?.length !== this.handlers.length) {
      const lists = new Map<string, Handler[]>();
      for (const handler of this.handlers) {
        const list = `${handler.role?.path ?? ''} ${handler.place.file}`;
        lists.set(list, [...(lists.get(list) ?? []), handler]);
      }
      this.searched = [...lists.values()].reverse().flat();
    }
    return this.searched;
  }

  private namesOf(handler: Handler): readonly string[] {
    const name = handler.name === undefined ? undefined : this.text(handler.name);
    if (name === undefined) return [];
    return handler.role ? [name, `${handler.role.name} : ${name}`] : [name];
  }
}

import type { Handler } from '../core/play.ts';
import type { Unknown } from '../core/unknown.ts';
import type { Value } from '../core/value.ts';

/** Which handlers of a play were notified on one host, and which of them are still due. */
export class Notifications {
  private readonly handlers: Handler[];
  /** Undefined: notified for sure; else the doubt whether they were. */
  private readonly due = new Map<Handler, Unknown | undefined>();

  constructor(handlers: readonly Handler[]) {
    this.handlers = [...handlers];
  }

  add(handlers: readonly Handler[]): void {
    for (const handler of handlers) {
      if (!this.handlers.some((known) => known.id === handler.id)) this.handlers.push(handler);
    }
  }

  /**
   * Notifies the handlers that have this name or listen to it; of several with one name the last defined runs, as
   * with Ansible. False where there is none.
   */
  notify(name: string, doubt: Unknown | undefined, text: (raw: Value) => string): boolean {
    const wanted = name.trim();
    const listening = this.handlers.filter((handler) => handler.listen.some((raw) => text(raw) === wanted));
    const named = this.handlers.findLast((handler) => namesOf(handler, text).includes(wanted));
    const found = named ? [named, ...listening] : listening;
    for (const handler of found) {
      if (this.due.has(handler) && this.due.get(handler) === undefined) continue;
      this.due.set(handler, doubt);
    }
    return found.length > 0;
  }

  /** The next handler that is due, which is thereby no longer due. */
  next(): { readonly handler: Handler; readonly doubt: Unknown | undefined } | undefined {
    const handler = this.handlers.find((candidate) => this.due.has(candidate));
    if (!handler) return undefined;
    const doubt = this.due.get(handler);
    this.due.delete(handler);
    return { handler, doubt };
  }

  pending(): readonly Handler[] {
    return this.handlers.filter((handler) => this.due.has(handler));
  }

  clear(): void {
    this.due.clear();
  }
}

function namesOf(handler: Handler, text: (raw: Value) => string): readonly string[] {
  if (handler.name === undefined) return [];
  const name = text(handler.name);
  return handler.role ? [name, `${handler.role.name} : ${name}`] : [name];
}

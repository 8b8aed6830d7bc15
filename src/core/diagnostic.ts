import type { Place } from './place.ts';

/** A mistake in what the user wrote (or something worth a warning), with its place, its line and a hint. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-module`, `undefined-variable`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One line, no full stop. */
  readonly summary: string;
  readonly place?: Place;
  /** The offending line of the text, as it stands there. */
  readonly line?: string;
  /** What to do about it: "did you mean 'template'?" */
  readonly hint?: string;
  /** Other places that matter: where the variable came from, where the role was included. */
  readonly related?: readonly { readonly place: Place; readonly note: string }[];
}

/** Thrown by rooms that can't return their diagnostics; carries all of them at once. */
export class Mistakes extends Error {
  override readonly name = 'Mistakes';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => d.summary).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** Collects diagnostics, so that all mistakes are reported at once. */
export class Diagnostics {
  private readonly found: Diagnostic[] = [];

  /** Takes over one that was found elsewhere; what several parts found is said once. */
  add(diagnostic: Diagnostic): void {
    const { code, summary, place } = diagnostic;
    const isKnown = this.found.some((known) => {
      const at = known.place;
      const isThere = at?.file === place?.file && at?.line === place?.line && at?.column === place?.column;
      return known.code === code && known.summary === summary && isThere;
    });
    if (!isKnown) this.found.push(diagnostic);
  }

  error(
    code: string,
    summary: string,
    at?: Omit<Partial<Diagnostic>, 'code' | 'severity' | 'summary'>,
  ): void {
    this.found.push({ code, severity: 'error', summary, ...at });
  }

  warn(code: string, summary: string, at?: Omit<Partial<Diagnostic>, 'code' | 'severity' | 'summary'>): void {
    this.found.push({ code, severity: 'warning', summary, ...at });
  }

  /** Takes over the diagnostics of `Mistakes`; anything else that was thrown is ours and goes on. */
  absorb(thrown: unknown): void {
    if (!(thrown instanceof Mistakes)) throw thrown;
    this.found.push(...thrown.diagnostics);
  }

  get all(): readonly Diagnostic[] {
    return this.found;
  }

  get hasErrors(): boolean {
    return this.found.some((d) => d.severity === 'error');
  }

  throwIfErrors(): void {
    if (this.hasErrors) throw new Mistakes(this.found);
  }
}

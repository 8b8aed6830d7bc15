import { type Diagnostic, Diagnostics, Mistakes } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';
import type { Value } from '../core/value.ts';
import type { CompilePorts } from './ports.ts';

/** One compilation: what was read so far, and the mistakes found. All rooms of compile write into it. */
export class Compilation {
  readonly ports: CompilePorts;
  /** Something runs on the control machine, and may make files there that are not there yet. */
  makesFiles = false;
  private found = new Diagnostics();

  constructor(ports: CompilePorts) {
    this.ports = ports;
  }

  get diagnostics(): readonly Diagnostic[] {
    return withoutRepeats(this.found.all);
  }

  get hasErrors(): boolean {
    return this.found.hasErrors;
  }

  error(
    code: string,
    summary: string,
    place?: Place,
    more?: Omit<Partial<Diagnostic>, 'code' | 'severity' | 'summary' | 'place'>,
  ): void {
    this.found.error(code, summary, { ...this.at(place), ...more });
  }

  warn(
    code: string,
    summary: string,
    place?: Place,
    more?: Omit<Partial<Diagnostic>, 'code' | 'severity' | 'summary' | 'place'>,
  ): void {
    this.found.warn(code, summary, { ...this.at(place), ...more });
  }

  add(diagnostic: Diagnostic): void {
    if (diagnostic.place === undefined || diagnostic.line !== undefined) this.found.add(diagnostic);
    else this.found.add({ ...diagnostic, ...this.at(diagnostic.place) });
  }

  /** Takes over thrown mistakes; anything else goes on. */
  absorb(thrown: unknown): void {
    if (!(thrown instanceof Mistakes)) throw thrown;
    for (const diagnostic of thrown.diagnostics) this.add(diagnostic);
  }

  /** What a diagnostic says about where it is. */
  at(place: Place | undefined): { place?: Place; line?: string } {
    if (place === undefined) return {};
    const line = this.ports.reader.texts.line(place);
    return line === undefined ? { place } : { place, line };
  }

  /** Runs `work` with diagnostics of its own; what was found before comes back afterwards. */
  apart<T>(work: () => T): { result: T; diagnostics: Diagnostics } {
    const before = this.found;
    const own = new Diagnostics();
    this.found = own;
    try {
      return { result: work(), diagnostics: own };
    } finally {
      this.found = before;
    }
  }

  /** The value of a YAML file; undefined where it can't be read or its YAML is broken, which is then said. */
  document(file: string): { value: Value; place: Place } | undefined {
    const { value, places, diagnostics } = this.ports.reader.yaml(file);
    for (const diagnostic of diagnostics) this.add(diagnostic);
    if (diagnostics.some((d) => d.severity === 'error')) return undefined;
    return { value, place: places[0] ?? { file, line: 1, column: 1 } };
  }

  isFile(path: string): boolean {
    return asked(() => this.ports.reader.files.isFile(path));
  }

  isFolder(path: string): boolean {
    return asked(() => this.ports.reader.files.isDirectory(path));
  }
}

/** A path through something that is no folder leads nowhere; that is no failure. */
function asked(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** A file that is reached on two ways has its mistakes once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((d) => {
    const place = d.place;
    const key = `${d.severity} ${place?.file}:${place?.line}:${place?.column} ${d.code} ${d.summary}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

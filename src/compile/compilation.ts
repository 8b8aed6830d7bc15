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
  private doubtful = false;

  constructor(ports: CompilePorts) {
    this.ports = ports;
  }

  get diagnostics(): readonly Diagnostic[] {
    return gathered(withoutRepeats(this.found.all));
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

  add(found: Diagnostic): void {
    const diagnostic = this.doubtful && isForeign(found) ? { ...found, severity: 'warning' as const } : found;
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

  /**
   * Runs `work` for something that may never be reached: a condition keeps tasks for other systems from running, and
   * what they need that jrun lacks is no mistake then.
   */
  inDoubt<T>(isInDoubt: boolean, work: () => T): T {
    const before = this.doubtful;
    this.doubtful = before || isInDoubt;
    try {
      return work();
    } finally {
      this.doubtful = before;
    }
  }

  get isInDoubt(): boolean {
    return this.doubtful;
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

/** Filters, tests and lookups of collections, or that nothing here is like: they exist elsewhere. A near one is misspelled. */
function isForeign({ code, summary, hint }: Diagnostic): boolean {
  if (!['unknown-filter', 'unknown-test', 'unknown-lookup'].includes(code)) return false;
  return hint === undefined || /'\w+\.\w+\.\w+'/.test(summary);
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

/** A role for five systems names the same missing modules over and over: each is warned of once. */
function gathered(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isGathered = (d: Diagnostic): boolean => d.code === 'unsupported-module' && d.severity === 'warning';
  const counts = new Map<string, number>();
  for (const d of diagnostics) if (isGathered(d)) counts.set(d.summary, (counts.get(d.summary) ?? 0) + 1);
  const said = new Set<string>();
  return diagnostics.flatMap((d) => {
    if (!isGathered(d)) return [d];
    if (said.has(d.summary)) return [];
    said.add(d.summary);
    const others = (counts.get(d.summary) ?? 1) - 1;
    if (others === 0) return [d];
    return [{ ...d, summary: `${d.summary} (and so in ${others} other place${others === 1 ? '' : 's'})` }];
  });
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

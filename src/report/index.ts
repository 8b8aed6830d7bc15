import { type Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import type { Report, RunEvent } from '../core/event.ts';
import type { Secrets } from '../core/secrets.ts';
import { diagnosticsText } from './diagnostic-text.ts';
import { jsonDiagnosticLine, jsonLine } from './json-report.ts';
import type { LiveScreen } from './live-renderer.ts';
import { LogReport } from './log-report.ts';
import { maskDiagnostic, maskEvent, maskProfile, withinFolder } from './mask-event.ts';
import type { Paint } from './paint.ts';
import type { Profile } from './profile.ts';
import { profileLine } from './profile-record.ts';
import { profileLines } from './profile-text.ts';

export { diagnosticLines, diagnosticsText } from './diagnostic-text.ts';
export { driftRecord } from './drift-record.ts';
export { type ExitOptions, exitCode, INTERRUPTED, MISTAKE } from './exit-code.ts';
export { withinFolder } from './mask-event.ts';
export { moduleIndex, modulePage, modulePageText } from './module-page.ts';
export { colourWanted, type Paint, painted, unpainted } from './paint.ts';
export { planMarkdown } from './plan-markdown.ts';
export { planText } from './plan-text.ts';
export { type ProfileClock, ProfileGather } from './profile-gather.ts';

export { fitted } from './text-width.ts';

/** How a run is shown: moving on a terminal, as lines for a log, or as records for programs. */
export type Form = 'live' | 'log' | 'json';

export interface ReporterOptions {
  readonly form: Form;
  readonly secrets: Secrets;
  readonly paint: Paint;
  /** The number of -v. */
  readonly verbosity: number;
  /** Absolute; places in it are shown relative to it. */
  readonly workingDirectory: string;
  /** Only for `live`: the terminal's size; listr2 itself writes to the program's standard output. */
  readonly screen: LiveScreen;
  /** Whole lines. */
  write(text: string): void;
  writeError(text: string): void;
  now(): number;
}

export interface Reporter {
  readonly report: Report;
  /** Mistakes and warnings that were found before or beside the run. */
  diagnostics(found: readonly Diagnostic[]): void;
  /** A word of the program itself: that it was interrupted and what it waits for. */
  note(text: string): void;
  /** Leaves the terminal to a question; `resume` takes it back. */
  suspend(): void;
  resume(): void;
  /** After the last event. */
  end(): Promise<void>;
  /** After the end: where the time went. */
  profile(profile: Profile): void;
}

export async function openReporter(options: ReporterOptions): Promise<Reporter> {
  const { form, secrets, paint, verbosity, write, writeError, now, screen } = options;
  const shown = (event: RunEvent) => withinFolder(maskEvent(event, secrets), options.workingDirectory);
  const inText = (found: readonly Diagnostic[]) => {
    // One file may have been read under two names: what is wrong with it is said once.
    const fit = new Diagnostics();
    for (const one of found) fit.add(withinFolder(maskDiagnostic(one, secrets), options.workingDirectory));
    writeError(secrets.mask(diagnosticsText(fit.all, paint)));
  };
  const profile = (told: Profile) => {
    const shown = withinFolder(maskProfile(told, secrets), options.workingDirectory);
    const width = form === 'live' ? (screen.columns ?? 80) : undefined;
    write(`${profileLines(shown, { paint, verbosity, width }).join('\n')}\n`);
  };
  const idle = {
    note: (text: string) => writeError(`${text}\n`),
    suspend: () => undefined,
    resume: () => undefined,
    end: async () => undefined,
  };
  if (form === 'json') {
    return {
      ...idle,
      report: (event) => {
        const line = jsonLine(maskEvent(event, secrets));
        if (line !== undefined) write(`${line}\n`);
      },
      profile: (told) => write(`${profileLine(maskProfile(told, secrets), now())}\n`),
      diagnostics: (found) => {
        for (const one of found) write(`${jsonDiagnosticLine(maskDiagnostic(one, secrets))}\n`);
      },
    };
  }
  if (form === 'log') {
    const log = new LogReport({
      paint,
      verbosity,
      write: (lines) => write(secrets.mask(`${lines.join('\n')}\n`)),
    });
    const ticking = setInterval(() => log.tick(now()), 250);
    ticking.unref();
    return {
      ...idle,
      report: (event) => log.add(shown(event)),
      diagnostics: inText,
      profile,
      end: async () => clearInterval(ticking),
    };
  }
  const { LiveReport } = await import('./live-report.ts');
  const live = new LiveReport({ paint, verbosity, screen, now, mask: (text) => secrets.mask(text) });
  return {
    report: (event) => live.add(shown(event)),
    diagnostics: (found) => {
      live.suspend();
      inText(found);
      live.resume();
    },
    note: (text) => live.note(text),
    suspend: () => live.suspend(),
    resume: () => live.resume(),
    end: () => live.end(),
    profile,
  };
}

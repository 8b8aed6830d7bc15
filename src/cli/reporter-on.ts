import type { WriteStream } from 'node:tty';
import {
  colourWanted,
  openReporter,
  painted,
  type Reporter,
  type ReporterOptions,
  unpainted,
} from '../report/index.ts';
import type { Terminal } from './terminal.ts';

type Choice = Pick<ReporterOptions, 'form' | 'secrets' | 'verbosity'> & { readonly now?: () => number };

/** A reporter that writes to this terminal, in colour where `seen`, the stream a person looks at, can show it. */
export function reporterOn(terminal: Terminal, seen: WriteStream, choice: Choice): Promise<Reporter> {
  const { stdout, stderr, environment, workingDirectory } = terminal;
  return openReporter({
    now: Date.now,
    ...choice,
    paint: colourWanted(seen.isTTY, environment) ? painted : unpainted,
    screen: stdout,
    workingDirectory,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
  });
}

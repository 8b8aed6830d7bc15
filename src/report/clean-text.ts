/** Terminal control sequences: CSI, OSC (titles, links) and the two-character ones. */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * What a host printed, fit to be shown: a program on a host must not be able to move the cursor or recolour the
 * screen of the person who watches. A progress bar that rewrites its line by carriage returns shows its last state.
 */
export function cleanText(text: string): string {
  return text
    .replace(SEQUENCES, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => lastState(line))
    .join('\n')
    .replace(CONTROLS, '');
}

function lastState(line: string): string {
  if (!line.includes('\r')) return line;
  return line.split('\r').findLast((part) => part.trim() !== '') ?? '';
}

/** The same for file contents, where nothing may be lost: control characters as `^[`, `^M`. */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, (c) => {
    const code = c.charCodeAt(0);
    if (code === 0x7f) return '^?';
    return code < 0x20 ? `^${String.fromCharCode(code + 64)}` : `<${code.toString(16)}>`;
  });
}

/** Lines without the empty ones at the end. */
export function linesOf(text: string): string[] {
  const trimmed = text.replace(/\s+$/, '');
  return trimmed === '' ? [] : trimmed.split('\n');
}

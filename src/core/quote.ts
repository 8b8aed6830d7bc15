/**
 * Quotes a value for a POSIX shell. The one function through which every value reaches a shell.
 * A NUL byte can't be passed to a program at all, so it is refused rather than cut off silently.
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('a NUL byte cannot be passed to a shell');
  if (/^[A-Za-z0-9_/.:=@%^,+-]+$/.test(value) && !value.startsWith('=') && !value.startsWith('~'))
    return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** A command line of quoted words. */
export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(' ');
}

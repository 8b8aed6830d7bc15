/**
 * Marks the text of a shell program. Written raw, with `\${x}` where the shell means its own `${x}`. Comments and
 * indentation stay on this side: the program travels to every host.
 */
export function sh(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts.raw }, ...values)
    .replaceAll('\\${', '${')
    .replaceAll('\\`', '`')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => `${line}\n`)
    .join('');
}

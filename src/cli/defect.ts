import { VERSION } from './version.ts';

/** What is said where jrun itself is wrong: everything a report needs, and nothing to guess. */
export function defectText(thrown: unknown, words: readonly string[]): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
  const cause =
    thrown instanceof Error && thrown.cause !== undefined ? `\ncaused by: ${causeText(thrown.cause)}` : '';
  return `
jrun stopped because of a defect of its own, not because of your playbook.

${stack}${cause}

Please report it with the lines above, the task it happened in, and these:
  jrun ${VERSION}, node ${process.version}, ${process.platform} ${process.arch}
  jrun ${withoutValues(words).join(' ')}
`;
}

/** The report will be read by others: values of variables are none of their business. */
function withoutValues(words: readonly string[]): string[] {
  return words.map((word, i) => {
    if (/^(-e|--extra-vars)$/.test(words[i - 1] ?? '')) return '…';
    return word.replace(/^(-e|--extra-vars=).+/, '$1…');
  });
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

/** Splits a command line into words as a POSIX shell would, but expands nothing. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted: '"' | "'" | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (quoted === "'") {
      if (c === "'") quoted = undefined;
      else word += c;
    } else if (quoted === '"') {
      if (c === '"') quoted = undefined;
      else if (c === '\\' && /["\\$`]/.test(text.charAt(i + 1))) {
        i += 1;
        word += text.charAt(i);
      } else word += c;
    } else if (c === '"' || c === "'") {
      quoted = c;
      word ??= '';
    } else if (c === '\\' && i + 1 < text.length) {
      i += 1;
      word = (word ?? '') + text.charAt(i);
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + c;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

import { pythonRegex } from '../../core/python-regex.ts';
import { substitute } from '../../core/python-substitution.ts';
import type { Edit } from './edited-file.ts';

export interface Replacing {
  readonly regexp: string;
  readonly replace: string;
  readonly after?: string;
  readonly before?: string;
}

/** The pattern of the part in which is replaced; undefined for the whole text. */
export function sectionPattern({ after, before }: Pick<Replacing, 'after' | 'before'>): string | undefined {
  if (after && before) return `${after}(?P<subsection>.*?)${before}`;
  if (after) return `${after}(?P<subsection>.*)`;
  return before ? `(?P<subsection>.*)${before}` : undefined;
}

/** Replaces all matches in the text, or in the part of it between `after` and `before`. */
export function replaceAll(text: string, replacing: Replacing): Edit {
  const pattern = sectionPattern(replacing);
  let [start, end] = [0, text.length];
  if (pattern !== undefined) {
    const { search } = pythonRegex(pattern, { dotAll: true });
    const found = new RegExp(search, `${search.flags}d`).exec(text)?.indices?.groups?.['subsection'];
    if (!found) {
      const msg = `Pattern for before/after params did not match the given file: ${pattern}`;
      return { text, msg, leaves: true };
    }
    [start, end] = found;
  }
  const section = text.slice(start, end);
  const regex = pythonRegex(replacing.regexp, { multiline: true });
  const result = substitute(regex, replacing.replace, section);
  if (result.count === 0 || result.text === section) return { text, msg: '' };
  return {
    text: text.slice(0, start) + result.text + text.slice(end),
    msg: `${result.count} replacements made`,
  };
}

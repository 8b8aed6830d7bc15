import type { Value } from '../core/value.ts';
import { parseLiteral } from './python/literal.ts';
import { str } from './python/text.ts';
import { isTrue } from './python/truth.ts';
import type { SyntaxOptions } from './syntax/options.ts';
import { TemplateError } from './template-error.ts';

const HEADER = '#jinja2:';

const TEXT_OPTIONS: Readonly<Record<string, keyof SyntaxOptions>> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  newline_sequence: 'newlineSequence',
};
const SWITCHES: Readonly<Record<string, keyof SyntaxOptions>> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
};

/** The options of a `template` task under Ansible's names, laid over the others. */
export function withOptions(base: SyntaxOptions, options: Iterable<readonly [string, Value]>): SyntaxOptions {
  const result: Record<string, string | boolean> = { ...base };
  for (const [name, value] of options) {
    if (value === null) continue;
    const text = TEXT_OPTIONS[name];
    const flag = SWITCHES[name];
    if (text !== undefined) result[text] = text === 'newlineSequence' ? newline(str(value)) : str(value);
    else if (flag !== undefined) result[flag] = isTrue(value);
  }
  return result as unknown as SyntaxOptions;
}

/** Line ends are often written with their backslashes. */
function newline(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
}

/** Takes the `#jinja2: trim_blocks: False` line off a template; without one, all stays as it is. */
export function readHeader(
  text: string,
  options: SyntaxOptions,
  warn: (message: string) => void,
): { text: string; options: SyntaxOptions; lines: number } {
  if (!text.startsWith(HEADER)) return { text, options, lines: 0 };
  const end = text.indexOf('\n');
  // Without a line end, the last character is lost to the same search that finds none: nothing is left of the text.
  const line = end < 0 ? text.slice(HEADER.length, -1) : text.slice(HEADER.length, end);
  const found: [string, Value][] = [];
  for (const pair of line.split(',')) {
    const colon = pair.indexOf(':');
    if (colon < 0)
      throw new TemplateError(
        'template-syntax',
        `'${pair.trim()}' in the #jinja2: line is no 'option: value'`,
        {
          position: { line: 1, column: 1 },
        },
      );
    const name = pair.slice(0, colon).trim();
    const value = parseLiteral(pair.slice(colon + 1).trim());
    if (value === undefined)
      throw new TemplateError(
        'template-syntax',
        `the value of '${name}' in the #jinja2: line can't be read`,
        {
          position: { line: 1, column: 1 },
        },
      );
    if (name in TEXT_OPTIONS || name in SWITCHES) found.push([name, value]);
    else warn(`the #jinja2: line sets '${name}', which is no option`);
  }
  return {
    text: end < 0 ? text : text.slice(end + 1),
    options: withOptions(options, found),
    lines: end < 0 ? 0 : 1,
  };
}

import type { Value } from '../../core/value.ts';
import { str } from '../python/text.ts';
import { valueError } from '../template-error.ts';
import { textArgument } from './argument.ts';
import { type FilterTable, filter, filterOf } from './filter.ts';

/** Python's `shlex.quote`. */
export function shellQuote(text: string): string {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

interface CommentStyle {
  readonly decoration: string;
  readonly beginning?: string;
  readonly end?: string;
}

const COMMENT_STYLES: Readonly<Record<string, CommentStyle>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

const COMMENT_OPTIONS = [
  'newline',
  'beginning',
  'prefix',
  'prefix_count',
  'decoration',
  'postfix',
  'postfix_count',
  'end',
];

function comment(text: string, styleName: string, options: ReadonlyMap<string, Value>): string {
  const style = COMMENT_STYLES[styleName];
  if (!style) throw valueError(`'comment' knows no style '${styleName}'`);
  for (const name of options.keys())
    if (!COMMENT_OPTIONS.includes(name)) throw valueError(`'comment' has no option '${name}'`);
  const option = (name: string, otherwise: string) => textArgument(options.get(name), otherwise, name);
  const count = (name: string) => Number(options.get(name) ?? 1);
  const newline = option('newline', '\n');
  const decoration = option('decoration', style.decoration);
  const bare = decoration.trimEnd();
  const beginning = option('beginning', style.beginning ?? '');
  const end = option('end', style.end ?? '');
  const prefix = option('prefix', bare);
  const postfix = option('postfix', bare);
  const head = prefix === '' ? '' : prefix === newline ? newline : prefix + newline;
  // A line that holds the decoration alone must not end in a space.
  const body = (decoration + text.replaceAll(newline, newline + decoration)).replaceAll(
    decoration + newline,
    bare + newline,
  );
  return [
    beginning === '' ? '' : beginning + newline,
    head.repeat(Math.max(count('prefix_count'), 0)),
    body,
    (newline + postfix).repeat(Math.max(count('postfix_count'), 0)),
    end === '' ? '' : newline + end,
  ].join('');
}

export const SHELL_FILTERS: FilterTable = {
  quote: filterOf('quote', ['a'], [], (_, value) => shellQuote(value === null ? '' : str(value))),
  comment: filter((args) => {
    const [text, style] = args.positional;
    const options = new Map(args.keywords);
    const named = options.get('style');
    options.delete('style');
    return comment(
      textArgument(text, '', "the text of 'comment'"),
      textArgument(style ?? named, 'plain', 'style'),
      options,
    );
  }),
};

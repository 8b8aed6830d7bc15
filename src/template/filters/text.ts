import { Tuple, type Value } from '../../core/value.ts';
import { characters, textLength, textSlice } from '../python/characters.ts';
import { iterate } from '../python/iteration.ts';
import { Markup, NativeText, textOf } from '../python/marked-text.ts';
import { percentFormat } from '../python/percent-format.ts';
import { capitalize, center, replace, split, splitLines, strip } from '../python/string-methods.ts';
import { str } from '../python/text.ts';
import { typeName } from '../python/type-name.ts';
import { valueError } from '../template-error.ts';
import { prettyText } from '../text/pretty-print.ts';
import { wrapText } from '../text/text-wrap.ts';
import { flagArgument, intArgument, textArgument } from './argument.ts';
import { attributeGetter } from './attribute-path.ts';
import { type FilterTable, filter, filterOf } from './filter.ts';

/** Only text has this; anything else fails as in Python. */
function needText(value: Value, name: string): string {
  const text = textOf(value);
  if (text === undefined) throw valueError(`'${name}' needs a string, not ${typeName(value)}`);
  return text;
}

const WORD_START = /([-\s({[<]+)/u;

export const TEXT_FILTERS: FilterTable = {
  upper: filterOf('upper', ['s'], [], (_, s) => str(s).toUpperCase()),
  lower: filterOf('lower', ['s'], [], (_, s) => str(s).toLowerCase()),
  capitalize: filterOf('capitalize', ['s'], [], (_, s) => capitalize(str(s))),
  title: filterOf('title', ['s'], [], (_, s) =>
    str(s)
      .split(WORD_START)
      .map((part) => {
        const [first = '', ...rest] = characters(part);
        return first.toUpperCase() + rest.join('').toLowerCase();
      })
      .join(''),
  ),
  trim: filterOf('trim', ['value'], ['chars'], (_, value, chars) =>
    strip(
      str(value),
      chars === undefined || chars === null ? undefined : textArgument(chars, '', 'chars'),
      true,
      true,
    ),
  ),
  center: filterOf('center', ['value'], ['width'], (_, value, width) =>
    center(str(value), intArgument(width, 80, 'width')),
  ),
  replace: filterOf('replace', ['s', 'old', 'new'], ['count'], (_, s, old, by, count) =>
    replace(str(s), str(old), str(by), count === null ? -1 : intArgument(count, -1, 'count')),
  ),
  string: filterOf(
    'string',
    ['value'],
    [],
    (_, value) => (value instanceof Markup ? value : new NativeText(str(value))),
    { takesMarked: true },
  ),
  format: filter((args) => {
    const [format, ...values] = args.positional;
    if (args.keywords.size > 0) {
      if (values.length > 0)
        throw valueError("'format' takes either positional or keyword arguments, not both");
      return percentFormat(str(format as Value), new Map(args.keywords));
    }
    return percentFormat(str(format as Value), Tuple.fromItems(values));
  }),
  join: filterOf('join', ['value'], ['d', 'attribute'], (_, value, separator, attribute) => {
    const get = attribute === undefined || attribute === null ? undefined : attributeGetter(attribute);
    return iterate(value)
      .map((item) => str(get ? get(item) : item))
      .join(separator === undefined ? '' : str(separator));
  }),
  indent: filterOf('indent', ['s'], ['width', 'first', 'blank'], (_, s, width, first, blank) => {
    const by = textOf(width ?? null) ?? ' '.repeat(Math.max(intArgument(width, 4, 'width'), 0));
    const text = `${needText(s, 'indent')}\n`;
    const lines = splitLines(text, false);
    const [head = '', ...rest] = lines;
    const result = flagArgument(blank)
      ? lines.join(`\n${by}`)
      : [head, ...rest.map((line) => (line === '' ? line : by + line))].join('\n');
    return flagArgument(first) ? by + result : result;
  }),
  truncate: filterOf(
    'truncate',
    ['s'],
    ['length', 'killwords', 'end', 'leeway'],
    (_, s, length, killwords, end, leeway) => {
      const text = needText(s, 'truncate');
      const limit = intArgument(length, 255, 'length');
      const tail = textArgument(end, '...', 'end');
      const slack = leeway === null ? 5 : intArgument(leeway, 5, 'leeway');
      if (limit < textLength(tail) || slack < 0)
        throw valueError(`'truncate' to ${limit} leaves no room for ${tail}`);
      if (textLength(text) <= limit + slack) return text;
      const cut = textSlice(text, 0, limit - textLength(tail));
      if (flagArgument(killwords)) return cut + tail;
      const space = cut.lastIndexOf(' ');
      return (space < 0 ? cut : cut.slice(0, space)) + tail;
    },
  ),
  wordwrap: filterOf(
    'wordwrap',
    ['s'],
    ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'],
    (_, s, width, breakLong, wrapString, breakHyphens) => {
      const by = wrapString === undefined || wrapString === null ? '\n' : str(wrapString);
      return splitLines(needText(s, 'wordwrap'), false)
        .map((line) =>
          wrapText(line, {
            width: intArgument(width, 79, 'width'),
            breakLongWords: flagArgument(breakLong, true),
            breakOnHyphens: flagArgument(breakHyphens, true),
          }).join(by),
        )
        .join(by);
    },
  ),
  wordcount: filterOf('wordcount', ['s'], [], (_, s) => str(s).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  pprint: filterOf('pprint', ['value'], [], (_, value) => prettyText(value), { takesMarked: true }),
  split: filterOf('split', ['value'], ['sep', 'maxsplit'], (_, value, separator, limit) => {
    const text = needText(value, 'split');
    return splitLike(text, separator, intArgument(limit, -1, 'maxsplit'));
  }),
};

function splitLike(text: string, separator: Value | undefined, limit: number): Value[] {
  return split(
    text,
    separator === undefined || separator === null ? undefined : textArgument(separator, '', 'sep'),
    limit,
  );
}

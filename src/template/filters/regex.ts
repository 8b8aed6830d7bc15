import type { Value } from '../../core/value.ts';
import { Tuple } from '../../core/value.ts';
import { textOf } from '../python/marked-text.ts';
import { str } from '../python/text.ts';
import { Arguments } from '../run/arguments.ts';
import { valueError } from '../template-error.ts';
import { escapeRegex, type PythonRegex, pythonRegex } from '../text/python-regex.ts';
import { flagArgument, intArgument, textArgument } from './argument.ts';
import { type FilterTable, filter, filterOf } from './filter.ts';

function compile(
  pattern: Value | undefined,
  ignoreCase: Value | undefined,
  multiline: Value | undefined,
): PythonRegex {
  return pythonRegex(textArgument(pattern, '', 'the regular expression'), {
    ignoreCase: flagArgument(ignoreCase),
    multiline: flagArgument(multiline),
  });
}

/** All matches, also the empty ones, as Python finds them. */
function* matches({ search }: PythonRegex, text: string): Iterable<RegExpExecArray> {
  search.lastIndex = 0;
  let at = 0;
  while (at <= text.length) {
    search.lastIndex = at;
    const match = search.exec(text);
    if (!match) return;
    // A look-behind may find its place between the two halves of one character.
    if (/^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(match.index - 1, 0), match.index + 1))) {
      at = match.index + 1;
      continue;
    }
    const end = match.index + match[0].length;
    yield match;
    at = match[0] === '' ? end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1) : end;
  }
}

/** The text a replacement template stands for, given a match. */
function replacementOf(template: string, regex: PythonRegex): (match: RegExpExecArray) => string {
  const parts: ((match: RegExpExecArray) => string)[] = [];
  const group = (name: string): void => {
    if (/^\d+$/.test(name)) {
      const n = Number(name);
      if (n > regex.groupCount) throw valueError(`invalid group reference ${n}`);
      parts.push((match) => match[n] ?? '');
    } else {
      if (!regex.groupNames.includes(name)) throw valueError(`unknown group name '${name}'`);
      parts.push((match) => match.groups?.[name] ?? '');
    }
  };
  const pattern = /\\(?:g<([^>]*)>|([0-3][0-7]{2}|0[0-7]{0,2}|[1-9]\d?)|([\s\S]?))|[^\\]+/g;
  for (const found of template.matchAll(pattern)) {
    const [whole, named, number, other] = found;
    if (named !== undefined) group(named);
    else if (number !== undefined) {
      if (number.startsWith('0') || number.length === 3) {
        const character = String.fromCodePoint(Number.parseInt(number, 8));
        parts.push(() => character);
      } else group(number);
    } else if (other !== undefined) {
      const text = templateEscape(other);
      parts.push(() => text);
    } else parts.push(() => whole);
  }
  return (match) => parts.map((part) => part(match)).join('');
}

function templateEscape(character: string): string {
  const known = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' }[character];
  if (known !== undefined) return known;
  if (character === '' || /[a-zA-Z]/.test(character))
    throw valueError(`bad escape \\${character} in the replacement`);
  return `\\${character}`;
}

export const REGEX_FILTERS: FilterTable = {
  regex_replace: filterOf(
    'regex_replace',
    [],
    ['value', 'pattern', 'replacement', 'ignorecase', 'multiline', 'count', 'mandatory_count'],
    (_, value, pattern, replacement, ignoreCase, multiline, count, mandatory) => {
      const text = str(value === undefined ? '' : value);
      const regex = compile(pattern, ignoreCase, multiline);
      const replace = replacementOf(textArgument(replacement, '', 'the replacement'), regex);
      const limit = intArgument(count, 0, 'count');
      let out = '';
      let at = 0;
      let done = 0;
      for (const match of matches(regex, text)) {
        if (limit > 0 && done >= limit) break;
        out += text.slice(at, match.index) + replace(match);
        at = match.index + match[0].length;
        done++;
      }
      const wanted = intArgument(mandatory, 0, 'mandatory_count');
      if (wanted > 0 && wanted !== done)
        throw valueError(
          `'${str(pattern as Value)}' should match ${wanted} times, but matches ${done} times in '${text}'`,
        );
      return out + text.slice(at);
    },
  ),
  regex_findall: filterOf(
    'regex_findall',
    ['value', 'regex'],
    ['multiline', 'ignorecase'],
    (_, value, pattern, multiline, ignoreCase) => {
      const regex = compile(pattern, ignoreCase, multiline);
      return [...matches(regex, str(value))].map((match) => {
        if (regex.groupCount === 0) return match[0];
        const groups = match.slice(1).map((group) => group ?? '');
        return regex.groupCount === 1 ? (groups[0] ?? '') : Tuple.fromItems(groups);
      });
    },
  ),
  regex_search: filter((args) => {
    const [value, pattern, ...wanted] = args.positional;
    const [named, ignoreCase, multiline] = new Arguments([], args.keywords).bind(
      'regex_search',
      [],
      ['regex', 'ignorecase', 'multiline'],
    );
    const groups = wanted.map((one) => {
      const text = textOf(one) ?? '';
      const match = /^\\g<(\S+)>/.exec(text) ?? /^\\(\d+)/.exec(text);
      if (!match) throw valueError(`'regex_search' can't find the group '${str(one)}'`);
      return match[1] ?? '';
    });
    const regex = compile(pattern ?? named, ignoreCase, multiline);
    regex.search.lastIndex = 0;
    const match = regex.search.exec(str(value as Value));
    if (!match) return null;
    if (groups.length === 0) return match[0];
    return groups.map((name) => {
      if (/^\d+$/.test(name)) {
        if (Number(name) > regex.groupCount) throw valueError('no such group');
        return match[Number(name)] ?? null;
      }
      if (!regex.groupNames.includes(name)) throw valueError('no such group');
      return match.groups?.[name] ?? null;
    });
  }),
  regex_escape: filterOf('regex_escape', ['string'], ['re_type'], (_, value, kind) => {
    switch (textArgument(kind, 'python', 're_type')) {
      case 'python':
        return escapeRegex(str(value));
      case 'posix_basic':
        return str(value).replace(/[\].[^$*\\]/g, '\\$&');
      default:
        throw valueError(`'regex_escape' knows python and posix_basic, not ${str(kind ?? '')}`);
    }
  }),
};

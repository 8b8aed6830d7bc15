import type { Value } from '../../core/value.ts';
import { Tuple } from '../../core/value.ts';
import { textOf } from '../python/marked-text.ts';
import { str } from '../python/text.ts';
import { Arguments } from '../run/arguments.ts';
import { valueError } from '../template-error.ts';
import { escapeRegex, matches, type PythonRegex, pythonRegex, replacementOf } from '../text/python-regex.ts';
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

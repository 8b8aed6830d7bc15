import { isDict, type Value } from '../../core/value.ts';
import { iterate, tryIterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { str } from '../python/text.ts';
import { valueError } from '../template-error.ts';
import { quoteUrl, splitAuthority, splitUrl, unquoteUrl } from '../text/url.ts';
import { textArgument } from './argument.ts';
import { type FilterTable, filterOf } from './filter.ts';

function quoteForQuery(value: Value): string {
  return quoteUrl(str(value), '').replaceAll('%20', '+');
}

export const URL_FILTERS: FilterTable = {
  urlencode: filterOf('urlencode', ['value'], [], (_, value) => {
    if (textOf(value) !== undefined || tryIterate(value) === undefined) return quoteUrl(str(value));
    const pairs = isDict(value) ? [...value] : iterate(value).map((pair) => iterate(pair));
    return pairs
      .map((pair) => {
        const [key, item] = pair;
        if (key === undefined || item === undefined || pair.length !== 2)
          throw valueError("'urlencode' needs pairs");
        return `${quoteForQuery(key)}=${quoteForQuery(item)}`;
      })
      .join('&');
  }),
  urldecode: filterOf('urldecode', ['string'], [], (_, value) =>
    unquoteUrl(textArgument(value, '', 'the URL')),
  ),
  urlsplit: filterOf('urlsplit', ['value'], ['query', 'alias'], (_, value, query) => {
    const parts = splitUrl(textArgument(value, '', 'the URL'));
    const { hostname, password, port, username } = splitAuthority(parts.netloc);
    const all = new Map<Value, Value>([
      ['fragment', parts.fragment],
      ['hostname', hostname],
      ['netloc', parts.netloc],
      ['password', password],
      ['path', parts.path],
      ['port', port],
      ['query', parts.query],
      ['scheme', parts.scheme],
      ['username', username],
    ]);
    const wanted = textArgument(query, '', 'query');
    if (wanted === '') return all;
    const part = all.get(wanted);
    if (part === undefined) throw valueError(`a URL has no component '${wanted}'`);
    return part;
  }),
};

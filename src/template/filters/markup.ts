import { escapeHtml, escapeText } from '../python/html.ts';
import { iterate } from '../python/iteration.ts';
import { Markup } from '../python/marked-text.ts';
import { repr, str } from '../python/text.ts';
import { valueError } from '../template-error.ts';
import { linkUrls } from '../text/link-urls.ts';
import { Undefined } from '../undefined.ts';
import { dictArgument, flagArgument, intArgument, textArgument } from './argument.ts';
import { type Filter, type FilterTable, filterOf } from './filter.ts';

const escapeFilter: Filter = filterOf('escape', ['s'], [], (_, s) => new Markup(escapeHtml(s)), {
  takesMarked: true,
});

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  laquo: '«',
  raquo: '»',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
};

function unescapeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Takes comments and tags out, as `striptags` does: to the last comment's end first, then tag by tag. */
function withoutTags(text: string): string {
  let rest = text;
  for (let start = rest.indexOf('<!--'); start >= 0; start = rest.indexOf('<!--')) {
    const end = rest.indexOf('-->', start);
    if (end < 0) break;
    rest = rest.slice(0, start) + rest.slice(end + 3);
  }
  for (let start = rest.indexOf('<'); start >= 0; start = rest.indexOf('<')) {
    const end = rest.indexOf('>', start);
    if (end < 0) break;
    rest = rest.slice(0, start) + rest.slice(end + 1);
  }
  return rest.split(/\s+/u).filter(Boolean).join(' ');
}

export const MARKUP_FILTERS: FilterTable = {
  e: escapeFilter,
  escape: escapeFilter,
  forceescape: filterOf('forceescape', ['value'], [], (_, value) => new Markup(escapeText(str(value)))),
  safe: filterOf('safe', ['value'], [], (_, value) => new Markup(str(value))),
  striptags: filterOf('striptags', ['value'], [], (_, value) => unescapeEntities(withoutTags(str(value)))),
  xmlattr: filterOf('xmlattr', ['d'], ['autospace'], (_, d, autospace) => {
    const parts: string[] = [];
    for (const [key, value] of dictArgument(d, 'xmlattr')) {
      if (value === null || value instanceof Undefined) continue;
      const name = str(key);
      if (/[\s/>=]/.test(name)) throw valueError(`Invalid character in attribute name: ${repr(key)}`);
      parts.push(`${escapeHtml(key)}="${escapeHtml(value)}"`);
    }
    const text = parts.join(' ');
    return flagArgument(autospace, true) && text !== '' ? ` ${text}` : text;
  }),
  urlize: filterOf(
    'urlize',
    ['value'],
    ['trim_url_limit', 'nofollow', 'target', 'rel', 'extra_schemes'],
    (_, value, limit, nofollow, target, rel, schemes) => {
      const relations = new Set(
        textArgument(rel ?? '', '', 'rel')
          .split(/\s+/)
          .filter(Boolean),
      );
      if (flagArgument(nofollow)) relations.add('nofollow');
      relations.add('noopener');
      const extra = schemes === undefined || schemes === null ? [] : iterate(schemes).map((one) => str(one));
      for (const scheme of extra)
        if (!/^[\w.+-]{2,}:(\/){0,2}$/.test(scheme))
          throw valueError(`${repr(scheme)} is not a valid URI scheme prefix`);
      return linkUrls(value, {
        limit: limit === undefined || limit === null ? undefined : intArgument(limit, 0, 'trim_url_limit'),
        rel: [...relations].sort().join(' '),
        target: target === undefined || target === null ? undefined : textArgument(target, '', 'target'),
        schemes: extra,
      });
    },
    { takesMarked: true },
  ),
};

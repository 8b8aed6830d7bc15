import type { Value } from '../../core/value.ts';
import { escapeHtml, escapeText } from '../python/html.ts';

export interface LinkOptions {
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string | undefined;
  readonly schemes: readonly string[];
}

const DOMAIN_URL =
  /^(?:(?:https?:\/\/|www\.)(?:(?:[\p{L}\p{N}_%-]+\.)+)?(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})|(?:[\p{L}\p{N}_%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const MAIL = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

/** Makes links of the URLs and mail addresses in a text. */
export function linkUrls(value: Value, options: LinkOptions): string {
  const attributes =
    (options.rel === '' ? '' : ` rel="${escapeText(options.rel)}"`) +
    (options.target ? ` target="${escapeText(options.target)}"` : '');
  return escapeHtml(value)
    .split(/(\s+)/u)
    .map((word) => linkWord(word, attributes, options))
    .join('');
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** What stands around a URL in a sentence: an opening bracket before it, punctuation after it. */
function peel(word: string): { head: string; middle: string; tail: string } {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  let middle = word.slice(head.length);
  let tail = /(?:[)>.,\n]|&gt;)+$/.exec(middle)?.[0] ?? '';
  middle = middle.slice(0, middle.length - tail.length);
  // Brackets that are opened within the URL belong to it.
  for (const [open, close] of PAIRS) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let i = Math.min(opened, count(tail, close)); i > 0; i--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return { head, middle, tail };
}

function linkWord(word: string, attributes: string, { limit, schemes }: LinkOptions): string {
  const { head, middle, tail } = peel(word);
  const shown = limit !== undefined && middle.length > limit ? `${middle.slice(0, limit)}...` : middle;
  let link = middle;
  if (DOMAIN_URL.test(middle)) {
    const target = /^https?:\/\//.test(middle) ? middle : `https://${middle}`;
    link = `<a href="${target}"${attributes}>${shown}</a>`;
  } else if (middle.startsWith('mailto:') && MAIL.test(middle.slice(7)))
    link = `<a href="${middle}">${middle.slice(7)}</a>`;
  else if (middle.includes('@') && !/^(?:www\.|@)/.test(middle) && !middle.includes(':') && MAIL.test(middle))
    link = `<a href="mailto:${middle}">${middle}</a>`;
  else {
    for (const scheme of schemes)
      if (link !== scheme && link.startsWith(scheme)) link = `<a href="${link}"${attributes}>${link}</a>`;
  }
  return head + link + tail;
}

import { directiveLine, valueTexts } from './directive-text.ts';
import { type Directive, directivesIn } from './directives-in.ts';
import type { Directives, Settings } from './nginx-arguments.ts';

export interface Edited {
  /** The main configuration with these settings. */
  readonly main: string;
  /** What goes into a file of its own, which the main configuration includes; '' where nothing is left for it. */
  readonly own: string;
}

/** Directives that stand several times beside each other, each for something else. */
const REPEATED = new Set([
  'add_header',
  'env',
  'fastcgi_cache_path',
  'include',
  'limit_conn_zone',
  'limit_req_zone',
  'load_module',
  'log_format',
  'proxy_cache_path',
  'proxy_set_header',
  'set_real_ip_from',
]);

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The settings, put where they belong: a directive that the main configuration has is changed there, for it may not
 * stand twice; others of the http block go into a file of their own, and those of the main and events blocks into the
 * main configuration, as nothing else can hold them. Undefined where that configuration is broken.
 */
export function withSettings(conf: string, settings: Settings): Edited | undefined {
  const all = directivesIn(conf);
  if (!all) return undefined;
  const block = (name: string): Directive | undefined =>
    all.find((one) => one.name === name && one.block !== undefined);
  const [events, http] = [block('events'), block('http')];
  const includes = http?.block?.some((one) => one.name === 'include' && /conf\.d\/\*/.test(one.text));
  const edits: Edit[] = [];
  const main = settle(conf, all, settings.main ?? {}, edits);
  const ofEvents = settle(conf, events?.block ?? [], settings.events ?? {}, edits);
  const ofHttp = settle(conf, http?.block ?? [], settings.http ?? {}, edits);

  // Before the events block: modules are loaded above, and what is above applies to what is below.
  const beforeBlocks = (events ?? http)?.start ?? conf.length;
  const put = main.map((line) => `${line}\n`).join('');
  if (put !== '') edits.push({ start: beforeBlocks, end: beforeBlocks, text: put });
  if (events) edits.push(...atTheEnd(conf, events, ofEvents));
  else if (ofEvents.length > 0) edits.push({ start: beforeBlocks, end: beforeBlocks, text: fresh(ofEvents) });
  if (http && !includes) edits.push(...atTheEnd(conf, http, ofHttp));
  const own = http && !includes ? [] : ofHttp;
  return { main: applied(conf, edits), own: own.map((line) => `${line}\n`).join('') };
}

/** Changes those that are there already, and returns the lines of those that aren't. */
function settle(conf: string, there: readonly Directive[], wanted: Directives, edits: Edit[]): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = there.filter((one) => one.name === name && one.block === undefined);
    const texts = valueTexts(value);
    const missing: string[] = [];
    const settled = new Set<Directive>();
    texts.forEach((text, i) => {
      const old = REPEATED.has(name) ? found.find((one) => about(one.text) === about(text)) : found[i];
      if (!old) missing.push(directiveLine(name, text));
      else {
        settled.add(old);
        if (old.text !== argumentsIn(text))
          edits.push({ start: old.start, end: old.end, text: directiveLine(name, text) });
      }
    });
    if (!REPEATED.has(name)) {
      for (const old of found) if (!settled.has(old)) edits.push(wholeLine(conf, old));
    }
    return missing;
  });
}

/** The arguments with one blank between them; undefined where they aren't those of one directive. */
export function argumentsIn(text: string): string | undefined {
  const [only, ...more] = directivesIn(`x ${text};`) ?? [];
  return more.length > 0 ? undefined : only?.text;
}

/** What a directive that may be repeated is about: the name of a format, of a zone, of a header. */
function about(text: string): string {
  return /\b(?:keys_)?zone=([^:\s]+)/.exec(text)?.[1] ?? text.split(/\s/)[0] ?? '';
}

function atTheEnd(conf: string, block: Directive, lines: readonly string[]): Edit[] {
  if (lines.length === 0) return [];
  const at = lineStart(conf, block.end - 1);
  const first = block.block?.[0];
  const indent = first ? conf.slice(lineStart(conf, first.start), first.start) : '    ';
  const onOneLine = at <= block.start;
  const text = onOneLine
    ? `${lines.join(' ')} `
    : lines.map((line) => `${/^\s*$/.test(indent) ? indent : '    '}${line}\n`).join('');
  const start = onOneLine ? block.end - 1 : at;
  return [{ start, end: start, text }];
}

function fresh(lines: readonly string[]): string {
  return `events {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
}

function wholeLine(conf: string, { start, end }: Directive): Edit {
  const from = lineStart(conf, start);
  const alone = conf.slice(from, start).trim() === '' && /^[ \t]*\n/.test(conf.slice(end));
  return alone ? { start: from, end: conf.indexOf('\n', end) + 1, text: '' } : { start, end, text: '' };
}

function lineStart(conf: string, offset: number): number {
  return conf.lastIndexOf('\n', offset - 1) + 1;
}

/** The last ones first, so that the offsets of the others hold; of those at one place the first one comes first. */
function applied(conf: string, edits: readonly Edit[]): string {
  return edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => b.start - a.start || b.order - a.order)
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), conf);
}

import { beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../src/modules/index.ts';
import { type Documented, documentation } from './original.ts';

const COMPARED = [
  ...['file', 'template', 'copy', 'stat', 'slurp', 'script', 'uri', 'lineinfile', 'blockinfile', 'replace'],
  ...['get_url', 'unarchive', 'find', 'fetch', 'tempfile', 'assemble'].filter((name) => modules.has(name)),
];

/** Arguments of the original that are not known here, each with its reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {};

/** Defaults that differ, each with its reason. */
const OTHER_DEFAULTS: Readonly<Record<string, string>> = {
  'template.comment_start_string': 'the one of Jinja, said aloud',
  'template.comment_end_string': 'the one of Jinja, said aloud',
  'uri.headers': 'none either way',
  'uri.http_agent': 'it is jrun that asks; the header User-Agent says otherwise',
  'uri.unredirected_headers': 'none either way',
  'template.newline_sequence': 'a newline, however it is spelled',
};

let theirs: Readonly<Record<string, Documented>>;
beforeAll(() => {
  theirs = documentation(COMPARED);
});

describe.each(COMPARED)('%s', (name) => {
  const ours = () => modules.get(name)?.schema.properties ?? {};
  const options = () =>
    Object.entries(theirs[name]?.options ?? {}).filter(([option]) => option !== 'free_form');

  it('knows every argument of the original, under all its names', () => {
    const known = new Set(
      Object.entries(ours()).flatMap(([own, property]) => [own, ...(property['x-aliases'] ?? [])]),
    );
    const missing = options().flatMap(([option, { aliases = [] }]) =>
      [option, ...aliases].filter((one) => !known.has(one) && LEFT_OUT[`${name}.${option}`] === undefined),
    );
    expect(missing).toEqual([]);
  });

  it('has the same defaults and choices', () => {
    const differing = options().flatMap(([option, { default: wanted, choices }]) => {
      const property = ours()[option];
      if (property === undefined) return [];
      const lines: string[] = [];
      const allowed = Array.isArray(choices) ? choices : choices && Object.keys(choices);
      if (allowed && property.enum) {
        const left = (allowed as unknown[])
          .map(String)
          .filter((one) => !property.enum?.map(String).includes(one));
        if (left.length > 0) lines.push(`${option}: can't be ${left.join(', ')}`);
      }
      const same = JSON.stringify(property.default ?? null) === JSON.stringify(wanted ?? null);
      if (!same && OTHER_DEFAULTS[`${name}.${option}`] === undefined)
        lines.push(`${option}: ${JSON.stringify(property.default)} instead of ${JSON.stringify(wanted)}`);
      return lines;
    });
    expect(differing).toEqual([]);
  });
});

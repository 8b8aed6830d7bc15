import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { encodingOf } from '../../src/modules/copying/text-encoding.ts';

const NAMES = [
  'utf-8',
  'utf-8-sig',
  'utf-16-le',
  'utf-16-be',
  'ascii',
  'latin-1',
  'ISO_8859-1',
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15].map((number) => `iso8859-${number}`),
  'latin9',
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((number) => `cp125${number}`),
  'windows-1252',
  'koi8-r',
  'koi8-u',
  'cp866',
  'mac-roman',
  'gbk',
];

/** Python's bytes for each character of the basic plane, as hex; null for what the encoding doesn't have. */
const PYTHON = `
import json, sys
def bytes_of(name, code):
    try:
        return chr(code).encode(name).hex()
    except UnicodeEncodeError:
        return None
codes = [c for c in range(0x10000) if not 0xd800 <= c < 0xe000]
json.dump({name: [bytes_of(name, c) for c in codes] for name in json.loads(sys.argv[1])}, sys.stdout)
`;
// Most characters are refused by most encodings; where from is no matter.
Error.stackTraceLimit = 0;

const theirs = JSON.parse(
  execFileSync('python3', ['-c', PYTHON, JSON.stringify(NAMES)], { encoding: 'utf8', maxBuffer: 1 << 30 }),
) as Record<string, (string | null)[]>;

it.each(NAMES)('%s is written as Python writes it, character by character', (name) => {
  const encode = encodingOf(name);
  const ours: (string | null)[] = [];
  for (let code = 0; code < 0x10000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    try {
      ours.push(encode?.(String.fromCharCode(code)).toString('hex') ?? null);
    } catch {
      ours.push(null);
    }
  }
  const different = ours.flatMap((bytes, index) =>
    bytes === theirs[name]?.[index] ? [] : [`${index}: ${bytes} for ${theirs[name]?.[index]}`],
  );
  expect(different).toEqual([]);
});

/** Bytes as text with one character a byte: patterns of Ansible's line editors match bytes. */
export function byteText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export type Encoding = 'utf8' | 'latin1' | 'utf16le';

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  ascii: 'utf8',
  'us-ascii': 'utf8',
  latin1: 'latin1',
  'latin-1': 'latin1',
  'iso-8859-1': 'latin1',
  iso8859_1: 'latin1',
  'utf-16-le': 'utf16le',
  'utf-16le': 'utf16le',
};

/** An encoding by one of the names that Python has for it; undefined where it is not known here. */
export function encodingOf(name: string): Encoding | undefined {
  return ENCODINGS[name.toLowerCase().replaceAll('_', '-')] ?? ENCODINGS[name.toLowerCase()];
}

/** Text of bytes. What is not UTF-8 becomes a lone surrogate, as with Python's `surrogateescape`. */
export function decoded(bytes: Buffer, encoding: Encoding): string {
  const text = bytes.toString(encoding);
  if (encoding !== 'utf8' || !text.includes('\ufffd')) return text;
  let result = '';
  for (let at = 0; at < bytes.length; ) {
    const one = character(bytes, at);
    result += one?.text ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += one?.length ?? 1;
  }
  return result;
}

/** The other way round. */
export function encoded(text: string, encoding: Encoding): Buffer {
  if (encoding !== 'utf8') return Buffer.from(text, encoding);
  const parts = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 1 ? Buffer.from([part.charCodeAt(0) & 0xff]) : Buffer.from(part))),
  );
}

/** The one character of UTF-8 that begins there; undefined where none does. */
function character(bytes: Buffer, at: number): { text: string; length: number } | undefined {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const text = bytes.toString('utf8', at, at + length);
  const isWhole = Buffer.from(text).equals(bytes.subarray(at, at + length));
  return isWhole && [...text].length === 1 ? { text, length } : undefined;
}

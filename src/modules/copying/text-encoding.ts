/** A character that the encoding doesn't have. */
export class Unencodable extends Error {
  override readonly name = 'Unencodable';
}

type Encode = (text: string) => Buffer;

/**
 * What writes text in an encoding, by Python's names for it; undefined for those that aren't known here. Where the
 * platform can only read one, its table is turned round.
 */
export function encodingOf(name: string): Encode | undefined {
  const word = name.toLowerCase().replace(/[-_ ]/g, '');
  switch (word) {
    case 'utf8':
    case 'u8':
    case 'utf':
      return (text) => Buffer.from(text, 'utf8');
    case 'utf8sig':
      return (text) => Buffer.from(`\ufeff${text}`, 'utf8');
    case 'utf16le':
      return (text) => Buffer.from(text, 'utf16le');
    case 'utf16be':
      return (text) => Buffer.from(text, 'utf16le').swap16();
    case 'utf16':
      return (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
    default: {
      const table = tableOf(word);
      return table && ((text) => written(text, table, name));
    }
  }
}

/** Characters beyond ASCII, and their bytes. */
type Table = ReadonlyMap<string, readonly number[]>;

const tables = new Map<string, Table>();

function tableOf(word: string): Table | undefined {
  const known = tables.get(word);
  if (known) return known;
  const table = makeTable(word);
  if (table) tables.set(word, table);
  return table;
}

/** Latin alphabets are also known by numbers of their own. */
const LATIN: Readonly<Record<string, string>> = {
  latin2: '2',
  latin3: '3',
  latin4: '4',
  latin5: '9',
  latin6: '10',
  latin7: '13',
  latin8: '14',
  latin9: '15',
};

/** What is otherwise in 0x80 to 0x9f than in Latin 1. */
const CP1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

function makeTable(word: string): Table | undefined {
  if (/^(us)?ascii$|^646$/.test(word)) return new Map();
  if (/^(latin1|latin|l1|iso88591|88591|cp819)$/.test(word)) return single(latin1);
  const iso = /^iso8859(\d+)$/.exec(word)?.[1] ?? LATIN[word];
  if (iso === '9') return single((byte) => 'ĞİŞğış'['ÐÝÞðýþ'.indexOf(latin1(byte))] ?? latin1(byte));
  if (iso !== undefined)
    return /^([2-8]|1[0345])$/.test(iso) ? single(decoded(`iso-8859-${iso}`)) : undefined;
  const windows = /^(?:cp|windows)(125[0-8])$/.exec(word)?.[1];
  if (windows === '1252') return single((byte) => (byte < 0xa0 ? windows1252(byte) : latin1(byte)));
  if (windows !== undefined) {
    // The web's tables fill what is free with control characters, and one letter besides.
    const read = decoded(`windows-${windows}`);
    return single((byte) => noControl(windows === '1253' && byte === 0xaa ? undefined : read(byte)));
  }
  if (/^koi8[ru]$/.test(word)) return single(decoded(`koi8-${word.slice(4)}`));
  if (/^(cp|ibm)?866$/.test(word)) return single(decoded('ibm866'));
  if (/^mac(roman|intosh)$/.test(word)) return single(decoded('macintosh'));
  return /^(gbk|cp936|ms936|936)$/.test(word) ? gbk() : undefined;
}

function latin1(byte: number): string {
  return String.fromCharCode(byte);
}

function windows1252(byte: number): string | undefined {
  const letter = CP1252[byte - 0x80];
  return letter === '\0' ? undefined : letter;
}

function noControl(letter: string | undefined): string | undefined {
  return letter !== undefined && letter < '\u00a0' ? undefined : letter;
}

function single(read: (byte: number) => string | undefined): Table {
  const table = new Map<string, readonly number[]>();
  for (let byte = 0x80; byte <= 0xff; byte++) {
    const letter = read(byte);
    if (letter !== undefined) table.set(letter, [byte]);
  }
  return table;
}

/** Two bytes each; the web's table also has a place for the euro, and some for nobody's use. */
function gbk(): Table {
  const read = decoded('gbk');
  const table = new Map<string, readonly number[]>();
  for (let first = 0x81; first <= 0xfe; first++)
    for (let second = 0x40; second <= 0xfe; second++) {
      const letter = read(first, second);
      if (letter?.length !== 1 || (letter >= '\ue000' && letter < '\uf900')) continue;
      if (!table.has(letter)) table.set(letter, [first, second]);
    }
  return table;
}

/** What these bytes are in an encoding that the platform reads. */
function decoded(label: string): (...bytes: number[]) => string | undefined {
  const decoder = new TextDecoder(label, { fatal: true });
  return (...bytes) => {
    try {
      return decoder.decode(Uint8Array.from(bytes));
    } catch {
      return undefined;
    }
  };
}

function written(text: string, table: Table, name: string): Buffer {
  const bytes: number[] = [];
  let line = 1;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const found = code < 0x80 ? [code] : table.get(letter);
    if (!found) throw new Unencodable(`'${letter}' in line ${line} is no character of ${name}`);
    if (letter === '\n') line++;
    bytes.push(...found);
  }
  return Buffer.from(bytes);
}

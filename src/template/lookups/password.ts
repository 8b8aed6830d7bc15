import type { Value } from '../../core/value.ts';
import { hashPassword } from '../filters/hashes.ts';
import { absolutePath } from '../filters/paths.ts';
import { drawer } from '../filters/random.ts';
import { decodeText } from '../python/bytes.ts';
import { characters } from '../python/characters.ts';
import { iterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { str } from '../python/text.ts';
import type { Evaluation } from '../run/evaluation.ts';
import { randomSalt } from '../text/sha-crypt.ts';
import { lookupError, readerOf, textTerm } from './find-file.ts';
import { type Lookup, lookup } from './lookup.ts';
import { keyValues } from './options.ts';

const OPTIONS = ['length', 'encrypt', 'chars', 'ident', 'seed'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
/** Python's names of sets of characters. */
const SETS: Readonly<Record<string, string>> = {
  ascii_letters: LETTERS + LETTERS.toUpperCase(),
  ascii_lowercase: LETTERS,
  ascii_uppercase: LETTERS.toUpperCase(),
  digits: '0123456789',
  hexdigits: '0123456789abcdefABCDEF',
  octdigits: '01234567',
  punctuation: PUNCTUATION,
};

function alphabet(given: Value | undefined): string {
  let specs = ['ascii_letters', 'digits', '.,:-_'];
  if (given !== undefined && given !== null) {
    const text = textOf(given);
    if (text === undefined) specs = iterate(given).map((one) => str(one));
    else
      specs = [
        ...(text.includes(',,') ? [','] : []),
        ...text.replaceAll(',,', ',').split(',').filter(Boolean),
      ];
  }
  return specs
    .map((spec) => (Object.hasOwn(SETS, spec) ? SETS[spec] : spec))
    .join('')
    .replaceAll(/["']/g, '');
}

function password(term: string, options: ReadonlyMap<string, Value>, run: Evaluation): string {
  const { pairs, rest } = keyValues(term);
  const given = new Map<string, Value>([...options, ...pairs]);
  for (const name of given.keys())
    if (!OPTIONS.includes(name)) throw lookupError(`'password' has no option '${name}'`);
  const path = absolutePath(rest.join(' '), run);
  const kept = path === '/dev/null' ? undefined : stored(path, run);
  if (!kept && path !== '/dev/null' && !run.engine.actor)
    throw lookupError(`the lookup 'password' would write ${path}, which is not allowed here`);
  let salt = kept?.salt;
  const secret = kept?.password ?? generate(given, run);
  const encrypt = given.get('encrypt');
  const algorithm = encrypt === undefined || encrypt === null ? undefined : str(encrypt);
  let changed = kept === undefined;
  if (algorithm !== undefined && salt === undefined) {
    const { randomness } = run.engine;
    if (!randomness) throw lookupError("'password' needs something random, which isn't at hand here");
    salt = randomSalt(randomness.bytes(16));
    changed = true;
  }
  if (changed && path !== '/dev/null') {
    const { actor } = run.engine;
    if (!actor) throw lookupError(`the lookup 'password' would write ${path}, which is not allowed here`);
    actor.writePrivateFile(path, `${salt === undefined ? secret : `${secret} salt=${salt}`}\n`);
  }
  return algorithm === undefined ? secret : hashPassword(run, secret, algorithm, salt, undefined, undefined);
}

function stored(path: string, run: Evaluation): { password: string; salt: string | undefined } | undefined {
  const reader = readerOf(run);
  if (!reader.status(path)) return undefined;
  const content = decodeText(reader.readFile(path), 'utf-8').trimEnd();
  const at = content.lastIndexOf(' salt=');
  if (at < 0) return { password: content, salt: undefined };
  const [salt = ''] = content.slice(at + 6).split(' ident=');
  return { password: content.slice(0, at), salt };
}

function generate(options: ReadonlyMap<string, Value>, run: Evaluation): string {
  const all = characters(alphabet(options.get('chars')));
  const length = Number(str(options.get('length') ?? 20));
  const draw = drawer(run, options.get('seed'));
  return Array.from({ length }, () => all[Number(draw(BigInt(all.length)))] ?? '').join('');
}

export const passwordLookup: Lookup = lookup((terms, options, run) =>
  terms.map((term) => password(textTerm(term, 'password'), options, run)),
);

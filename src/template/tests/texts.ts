import { type Value, VaultText } from '../../core/value.ts';
import { flagArgument, textArgument } from '../filters/argument.ts';
import { contains, decided } from '../python/equality.ts';
import { iterate } from '../python/iteration.ts';
import { textOf } from '../python/marked-text.ts';
import { str } from '../python/text.ts';
import { isTrue, truth } from '../python/truth.ts';
import { isTemplateError, valueError } from '../template-error.ts';
import { pythonRegex } from '../text/python-regex.ts';
import { splitUrl } from '../text/url.ts';
import { compareVersions, type VersionKind } from '../text/version.ts';
import { type Test, type TestTable, testOf } from './test.ts';

type Anchor = 'search' | 'match' | 'fullmatch';

function matches(
  value: Value,
  pattern: Value | undefined,
  ignoreCase: Value | undefined,
  multiline: Value | undefined,
  anchor: string,
): boolean {
  const text = str(value);
  const source = textArgument(pattern, '', 'the regular expression');
  const { search } = pythonRegex(source, {
    ignoreCase: flagArgument(ignoreCase),
    multiline: flagArgument(multiline),
  });
  if (anchor !== 'match' && anchor !== 'fullmatch') {
    search.lastIndex = 0;
    return search.test(text);
  }
  const sticky = new RegExp(
    anchor === 'match' ? search.source : `(?:${search.source})$`,
    search.flags.replace('g', 'y'),
  );
  return sticky.test(text);
}

function regexTest(name: string, anchor: Anchor): Test {
  return testOf(
    name,
    ['value'],
    ['pattern', 'ignorecase', 'multiline'],
    (_, value, pattern, ignoreCase, multiline) => matches(value, pattern, ignoreCase, multiline, anchor),
  );
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (n) => n === 0,
  '=': (n) => n === 0,
  eq: (n) => n === 0,
  '<': (n) => n < 0,
  lt: (n) => n < 0,
  '<=': (n) => n <= 0,
  le: (n) => n <= 0,
  '>': (n) => n > 0,
  gt: (n) => n > 0,
  '>=': (n) => n >= 0,
  ge: (n) => n >= 0,
  '!=': (n) => n !== 0,
  '<>': (n) => n !== 0,
  ne: (n) => n !== 0,
};
const KINDS: Readonly<Record<string, VersionKind>> = {
  loose: 'loose',
  strict: 'strict',
  semver: 'semver',
  semantic: 'semver',
  pep440: 'pep440',
};

const version = testOf(
  'version',
  ['value', 'version'],
  ['operator', 'strict', 'version_type'],
  (_, value, other, operator, strict, type) => {
    const typed = type !== undefined && type !== null;
    if (strict !== undefined && strict !== null && typed)
      throw valueError("the 'version' test takes either strict or version_type");
    if (!isTrue(value)) throw valueError('the version to compare is empty');
    if (!isTrue(other)) throw valueError('the version to compare with is empty');
    const asked = textArgument(operator, 'eq', 'operator');
    const compare = Object.hasOwn(OPERATORS, asked) ? OPERATORS[asked] : undefined;
    if (!compare)
      throw valueError(
        `'${asked}' is no comparison of versions; there are ${Object.keys(OPERATORS).join(' ')}`,
      );
    let kind: VersionKind | undefined = flagArgument(strict ?? undefined) ? 'strict' : 'loose';
    if (typed && truth(type) === true) {
      const name = textArgument(type, '', 'version_type');
      kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
      if (!kind)
        throw valueError(`'${name}' is no kind of version; there are ${Object.keys(KINDS).join(', ')}`);
    }
    const a = str(value);
    const b = str(other);
    // Equality of loose versions asks for no order, so parts of different kinds don't matter to it.
    if (
      kind === 'loose' &&
      (compare(0) !== compare(-1) || compare(0) !== compare(1)) &&
      compare(-1) === compare(1)
    )
      return compare(looselyEqual(a, b) ? 0 : 1);
    return compare(compareVersions(kind, a, b));
  },
);

function looselyEqual(a: string, b: string): boolean {
  try {
    return compareVersions('loose', a, b) === 0;
  } catch (thrown) {
    if (isTemplateError(thrown)) return false;
    throw thrown;
  }
}

function uriTest(name: string, fixed: readonly string[] | undefined, needsHost: boolean): Test {
  return testOf(name, ['value'], fixed ? [] : ['schemes'], (_, value, schemes?: Value | undefined) => {
    const text = textOf(value);
    if (text === undefined) return value === null && !fixed && !needsHost;
    try {
      const { scheme, netloc } = splitUrl(text);
      const wanted = fixed ?? (schemes === undefined || truth(schemes) === false ? undefined : schemes);
      if (wanted !== undefined) {
        const listed = textOf(wanted as Value);
        const allowed =
          listed !== undefined
            ? listed.includes(scheme)
            : decided(contains(iterate(wanted as Value), scheme));
        if (!allowed) return false;
      }
      return !needsHost || netloc !== '' || scheme === 'file';
    } catch (thrown) {
      if (isTemplateError(thrown)) return false;
      throw thrown;
    }
  });
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  on: true,
  '1': true,
  true: true,
  t: true,
  '1.0': true,
  n: false,
  no: false,
  off: false,
  '0': false,
  false: false,
  f: false,
  '0.0': false,
};

/** The truth of a value; with `convert_bool`, of the boolean that a word like `off` stands for. */
function truthiness(value: Value, convert: Value | undefined): boolean {
  if (flagArgument(convert)) {
    const text = textOf(value)?.toLowerCase().trim();
    if (text !== undefined && Object.hasOwn(BOOLEANS, text)) return BOOLEANS[text] === true;
  }
  return isTrue(value);
}

export const TEXT_TESTS: TestTable = {
  match: regexTest('match', 'match'),
  search: regexTest('search', 'search'),
  regex: testOf(
    'regex',
    ['value'],
    ['pattern', 'ignorecase', 'multiline', 'match_type'],
    (_, value, pattern, ignoreCase, multiline, type) =>
      matches(value, pattern, ignoreCase, multiline, textArgument(type, 'search', 'match_type')),
  ),
  version,
  version_compare: version,
  truthy: testOf('truthy', ['value'], ['convert_bool'], (_, value, convert) => truthiness(value, convert)),
  falsy: testOf('falsy', ['value'], ['convert_bool'], (_, value, convert) => !truthiness(value, convert)),
  uri: uriTest('uri', undefined, false),
  url: uriTest('url', undefined, true),
  urn: uriTest('urn', ['urn'], false),
  vault_encrypted: testOf('vault_encrypted', ['value'], [], (_, value) => value instanceof VaultText),
};

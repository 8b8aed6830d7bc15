import type { PipArguments } from './pip-arguments.ts';

type Installer = PipArguments['installer'];

/** The words of a command line, where some that hold a password are told in another way. */
export interface Told {
  /** What stays in the argument list, which everybody on the host can read. */
  readonly words: readonly string[];
  /** What the installer finds in its environment instead, which only its own user can read. */
  readonly env: Readonly<Record<string, string>>;
}

interface Option {
  readonly names: readonly string[];
  /** The variable that stands for it, where the installer has one. */
  readonly variable: Readonly<Partial<Record<Installer, string>>>;
  /** Each value adds to the others; otherwise the last one holds. */
  readonly many?: true;
}

const OPTIONS: readonly Option[] = [
  { names: ['-i', '--index-url', '--pypi-url'], variable: { pip: 'PIP_INDEX_URL', uv: 'UV_INDEX_URL' } },
  {
    names: ['--extra-index-url'],
    variable: { pip: 'PIP_EXTRA_INDEX_URL', uv: 'UV_EXTRA_INDEX_URL' },
    many: true,
  },
  { names: ['--default-index'], variable: { uv: 'UV_DEFAULT_INDEX' } },
  { names: ['--index'], variable: { uv: 'UV_INDEX' }, many: true },
];

/** Takes the addresses of package indexes that hold a password out of the words of a command line. */
export function withoutPasswords(words: readonly string[], installer: Installer): Told {
  const env: Record<string, string> = {};
  let kept: { readonly words: readonly string[]; readonly variable?: string }[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, long, ofLong, short, ofShort] = /^(?:(--[\w-]+)(?:=(.*))?|(-i)(.*))$/s.exec(word) ?? [];
    const option = OPTIONS.find(({ names }) => names.includes(long ?? short ?? ''));
    const variable = option?.variable[installer];
    const joined = ofLong ?? (ofShort || undefined);
    const value = joined ?? words[at + 1];
    if (option === undefined || variable === undefined || value === undefined) {
      kept.push({ words: [word] });
      continue;
    }
    if (joined === undefined) at++;
    if (!option.many) {
      kept = kept.filter((one) => one.variable !== variable);
      delete env[variable];
    }
    if (!HAS_PASSWORD.test(value))
      kept.push({ words: joined === undefined ? [word, value] : [word], variable });
    else env[variable] = env[variable] === undefined ? value : `${env[variable]} ${value}`;
  }
  return { words: kept.flatMap((one) => one.words), env };
}

/** `https://user:password@host/…`, or a token in a user's place. */
const HAS_PASSWORD = /^[a-z][a-z+.-]*:\/\/[^/?#\s]+@/i;

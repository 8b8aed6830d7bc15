import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';
import { quote } from '../core/quote.ts';
import { isUnknown } from '../core/unknown.ts';
import { user } from './user.ts';

/** A user's home folder, or that of the identity itself (''): what `~` stands for. Null where there is no such user. */
export function home(name = ''): Key<string | null> {
  return key<string | null>('home', name);
}

const probe: Probe<string | null> = {
  kind: 'home',
  given: true,
  script: (keys) =>
    [
      `own() { case \${HOME-} in /*) printf '%s\\n' "$HOME" ;; *) eval "printf '%s\\n' ~$(id -un)" ;; esac; }`,
      ...keys.map(({ subject }) => {
        if (subject === '') return 'own';
        // The shell looks the user up; a name that needs quoting is none.
        return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(subject)
          ? `printf '%s\\n' ~${subject}`
          : `echo ${quote('~')}`;
      }),
    ].join('\n'),
  parse({ stdout }, keys) {
    const lines = stdout.toString('utf8').split('\n');
    return keys.map((_, i) => (lines[i]?.startsWith('/') ? lines[i] : null));
  },
  restsOn: ({ subject }) => (subject === '' ? [] : [{ kind: 'user', subject }]),
  derive(key, _before, expected) {
    const account = expected.get(user(key.subject));
    if (isUnknown(account)) return { value: account };
    return { value: account.exists ? account.home : null };
  },
};

export default probe;

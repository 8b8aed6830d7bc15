/** Bits that a permission letter stands for, by whose it is. */
const SHIFT = { u: 6, g: 3, o: 0 } as const;
const SPECIAL = { u: 0o4000, g: 0o2000, o: 0o1000 } as const;
type Whose = keyof typeof SHIFT;

/** Whether a text is a symbolic mode, as chmod takes it: `u=rwX,go-w`. */
export function isSymbolicMode(text: string): boolean {
  return /^[ugoa]*([-+=]([rwxXst]*|[ugo]))+(,[ugoa]*([-+=]([rwxXst]*|[ugo]))+)*$/.test(text);
}

/** What the mode becomes; without letters before the sign, the umask's bits are left alone. */
export function symbolicMode(text: string, current: number, isDirectory: boolean, umask: number): number {
  let mode = current;
  for (const clause of text.split(',')) {
    const whose = /^[ugoa]*/.exec(clause)?.[0] ?? '';
    const masked = whose === '';
    const users =
      masked || whose.includes('a') ? (['u', 'g', 'o'] as const) : ([...new Set(whose)] as Whose[]);
    for (const [, operator, letters = ''] of clause.slice(whose.length).matchAll(/([-+=])([a-zA-Z]*)/g)) {
      // What `g=u` copies and what `X` looks at is the mode before this operation, for all users alike.
      const before = mode;
      for (const user of users) {
        const bits = bitsOf(letters, user, before, isDirectory) & (masked ? ~umask : ~0);
        if (operator === '+') mode |= bits;
        else if (operator === '-') mode &= ~bits;
        else mode = (mode & ~((0o7 << SHIFT[user]) | SPECIAL[user])) | bits;
      }
    }
  }
  return mode & 0o7777;
}

function bitsOf(letters: string, user: Whose, mode: number, isDirectory: boolean): number {
  let bits = 0;
  for (const letter of letters) {
    if (letter === 'r') bits |= 0o4 << SHIFT[user];
    else if (letter === 'w') bits |= 0o2 << SHIFT[user];
    else if (letter === 'x') bits |= 0o1 << SHIFT[user];
    else if (letter === 'X') bits |= isDirectory || (mode & 0o111) !== 0 ? 0o1 << SHIFT[user] : 0;
    else if (letter === 's') bits |= user === 'o' ? 0 : SPECIAL[user];
    else if (letter === 't') bits |= user === 'o' ? SPECIAL.o : 0;
    else bits |= ((mode >> SHIFT[letter as Whose]) & 0o7) << SHIFT[user];
  }
  return bits;
}

/** `0644`, as Ansible writes modes in results. */
export function modeText(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

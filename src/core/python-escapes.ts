/** What a letter stands for behind a backslash in a Python string: `\n`, `\'`; a line's end behind one is nothing. */
export const PYTHON_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

import type { Answer } from './oracle.ts';
import type { Question } from './question.ts';

/** A whole kind of questions where we differ on purpose. */
export interface Rule {
  readonly why: string;
  readonly holds: (question: Question, ours: Answer, theirs: Answer) => boolean;
}

export const RULES: readonly Rule[] = [
  {
    why: 'Ansible prints how an undefined inside a list or dict looks to Python; we say what is undefined',
    holds: (_question, ours, theirs) =>
      'error' in ours && /ansibleundefined\(hint=/i.test(JSON.stringify(theirs)),
  },
  {
    why: "where Jinja's own compiler stumbles over a template, Ansible gives the template back as it is",
    holds: ({ kind, source, category }, _ours, theirs) =>
      category.startsWith('generated') &&
      kind !== 'expression' &&
      'ok' in theirs &&
      JSON.stringify(theirs.ok) === JSON.stringify(['str', source]),
  },
  {
    why: 'a list or dict that is there twice is written out twice, without an anchor',
    holds: (_question, _ours, theirs) => JSON.stringify(theirs).includes('&id001'),
  },
];

const INNER = 'the text of an undefined inside a tuple is used; we say what is undefined';

/** Single questions where we differ, and why. */
export const LISTED: Readonly<Record<string, string>> = {
  's[]': 'an empty subscript is a mistake',
  '"nope" is filter': 'Ansible fails where it should say no',
  '"nope" is test': 'Ansible fails where it should say no',
  '{"timedout": {"period": 5}} is timedout': 'tests answer with a boolean',
  's | unvault("x")': 'the filters vault and unvault are not there',
  'query("sequence", "0x0a-0x0c")': 'the documentation of the lookup promises hexadecimal numbers',
  '\\VAR{n} \\BLOCK{if yes}a\\BLOCK{endif}':
    'Ansible makes a regular expression of delimiters without quoting them',
  '{% for i in l %}{% set loop = 5 %}{{ loop }}{% endfor %}': "a loop's own variable can be overwritten",
  '{% for i in l %}{% include "x" %}{% endfor %}': 'an included template sees the loop it stands in',
  '{{ d.items }}': 'a method that is not called prints without its address',
  '{{ "{\\"a\\": 1}" }}': 'an escaped quote does not end a string',
  '{{ "{1, 2}" }}': 'there are no sets',
  '{{ "[1j]" }}': 'there are no complex numbers',
  '{{ "[...]" }}': 'there is no ellipsis',
};

/** The same for generated questions; they change when the generator does. */
export const LISTED_GENERATED: Readonly<Record<string, string>> = {
  "(('{} {:>6} {:.2f}'.format((missing, z), (t | regex_search('^.')), ('😀é' | float))) | length)": INNER,
  "(('%s|%5s|%-4s' % ((missing.x, missing), ('%s|%5s|%-4s' % (none, s, 0)), 'it\\'s \"so\"'.find(s))) | regex_replace('\\\\W', '-'))":
    INNER,
  '{{ k | default("-") }}{% with k = ((missing, v) | string) %}{% endwith %}\n': INNER,
};

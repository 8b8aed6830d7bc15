import {
  BadRegex,
  pythonRegex as compile,
  type PythonRegex,
  type RegexFlags,
} from '../../core/python-regex.ts';
import { replacementOf as expansion } from '../../core/python-substitution.ts';
import { valueError } from '../template-error.ts';

export { escapeRegex, type PythonRegex } from '../../core/python-regex.ts';
export { matches } from '../../core/python-substitution.ts';

/** A pattern of Python's `re`; what is wrong with it is an error of the template. */
export function pythonRegex(pattern: string, flags: RegexFlags = {}): PythonRegex {
  return asTemplateError(() => compile(pattern, flags));
}

/** The text a replacement template stands for, given a match. */
export function replacementOf(template: string, regex: PythonRegex): (match: RegExpExecArray) => string {
  return asTemplateError(() => expansion(template, regex));
}

function asTemplateError<T>(make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    throw thrown instanceof BadRegex ? valueError(thrown.message) : thrown;
  }
}

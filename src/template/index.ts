/**
 * Jinja expressions and templates as Ansible (before 2.19) evaluates them.
 *
 * - `Templar` evaluates: `evaluate` a bare expression, `condition(s)` of `when` and the like, `render` a string with `{{ }}`,
 *   `renderData` nested data, `renderFile` a template's text, `lookup` what `with_*` loops over; `check*` finds static mistakes.
 * - `Variables` are layers of variables whose values are worked out when they are first read.
 * - Mistakes are thrown as `TemplateError`; `toDiagnostic` makes them presentable.
 * - What depends on something unknown gives `Unknown`, never a guess.
 */
export type { Clock, ControlActor, ControlReader, FileStatus, Randomness } from './control-reader.ts';
export type { Filter } from './filters/filter.ts';
export type { Lookup } from './lookups/lookup.ts';
export { equals } from './python/equality.ts';
export { LazyDict } from './python/lazy-dict.ts';
export { repr, str } from './python/text.ts';
export { truth } from './python/truth.ts';
export { typeName } from './python/type-name.ts';
export { EMPTY_SCOPE, FixedScope, type Scope } from './scope.ts';
export { type FileOptions, Templar, type TemplarOptions } from './templar.ts';
export { TemplateError, type TemplateErrorCode } from './template-error.ts';
export type { Test } from './tests/test.ts';
export { Undefined } from './undefined.ts';
export { type VariableLayer, Variables } from './variables.ts';

import type { Diagnostic } from '../core/diagnostic.ts';
import type { Place } from '../core/place.ts';

/** Where a token or an operation stands in a template's text. Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type TemplateErrorCode =
  | 'template-syntax'
  | 'unknown-filter'
  | 'unknown-test'
  | 'unknown-lookup'
  | 'undefined-variable'
  | 'variable-loop'
  | 'template-value'
  | 'template-file'
  | 'lookup-failed';

/** Whatever is wrong with a template or with the values it met. The innermost operation that failed gives the position. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code: TemplateErrorCode;
  position: Position | undefined;
  /** The template's file name, where it has one. */
  source: string | undefined;
  /** The text that holds the mistake (a string of a playbook, a file's content). */
  text: string | undefined;
  /** Where the string that holds the mistake stands in its YAML file, as far as that could be told. */
  place: Place | undefined;
  /** The name that has no value, for `undefined-variable`. */
  readonly variable: string | undefined;
  hint: string | undefined;

  constructor(
    code: TemplateErrorCode,
    message: string,
    detail: {
      position?: Position | undefined;
      variable?: string | undefined;
      hint?: string | undefined;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.position = detail.position;
    this.variable = detail.variable;
    this.hint = detail.hint;
  }

  get line(): number | undefined {
    return this.position?.line;
  }

  get column(): number | undefined {
    return this.position?.column;
  }

  /** Fills in what an inner operation could not know; what is already there stays. */
  locate(position: Position | undefined, source?: string | undefined, text?: string | undefined): this {
    this.position ??= position;
    this.source ??= source;
    this.text ??= text;
    return this;
  }

  /**
   * For a person: `place` is where the string stands in its YAML file, unless the error knows better.
   * A template file's errors stand in that file itself.
   */
  toDiagnostic(place?: Place): Diagnostic {
    return {
      code: this.code,
      severity: 'error',
      summary: this.message,
      ...placed(this, this.place ?? place),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

function placed(error: TemplateError, place: Place | undefined): { place?: Place; line?: string } {
  const { position, source, text } = error;
  const line = position && text !== undefined ? text.split('\n')[position.line - 1] : undefined;
  if (source !== undefined) {
    const at: Place = { file: source, line: position?.line ?? 1, column: position?.column ?? 1 };
    return line === undefined ? { place: at } : { place: at, line };
  }
  if (!place) return line === undefined ? {} : { line };
  // Only a string that stands on one line of its file keeps its columns: where a block scalar begins can't be told from here.
  if (!position || text === undefined || text.trimEnd().includes('\n')) return { place };
  const quoted = place.length !== undefined && place.length >= text.length + 2 ? 1 : 0;
  return { place: { ...place, column: place.column + quoted + position.column - 1, length: 1 } };
}

/** A Python-like failure of an operation on values of the wrong type or content. */
export function valueError(message: string): TemplateError {
  return new TemplateError('template-value', message);
}

export function isTemplateError(thrown: unknown): thrown is TemplateError {
  return thrown instanceof TemplateError;
}

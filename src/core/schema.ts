/** A module's arguments as JSON Schema, with the few words of our own that AJV is taught (they start with `x-`). */
export interface ArgumentSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, ArgumentProperty>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  /** At least one of each of these sets must be there. */
  readonly 'x-required-one-of'?: readonly (readonly string[])[];
  readonly 'x-mutually-exclusive'?: readonly (readonly string[])[];
  /** When the argument has this value, these others are required: [argument, value, others]. */
  readonly 'x-required-if'?: readonly (readonly [string, unknown, readonly string[]])[];
  /** The argument that takes free text (`command: echo hi`). */
  readonly 'x-free-form'?: string;
}

export interface ArgumentProperty {
  /**
   * Ansible's types on top of JSON's: `path` expands `~` on the host and `$VAR` never; `mode` takes 0644, "0644",
   * "u+x" and refuses the number 644; `bool` takes yes/no/on/off/1/0 too; `list` takes "a,b" and single values.
   */
  readonly 'x-type':
    | 'string'
    | 'path'
    | 'mode'
    | 'bool'
    | 'int'
    | 'float'
    | 'list'
    | 'dict'
    | 'any'
    | 'bytes';
  readonly description: string;
  readonly default?: unknown;
  /** A template that gives the value where the task doesn't, out of the host's variables; `omit` leaves it to `default`. */
  readonly 'x-host-default'?: string;
  readonly enum?: readonly (string | number | boolean)[];
  /** For text: a regular expression that all of it must match, and in words what it takes. */
  readonly 'x-pattern'?: readonly [pattern: string, wanted: string];
  readonly 'x-aliases'?: readonly string[];
  /** The element type of a list. */
  readonly items?: ArgumentProperty;
  /** For a dict with known members. */
  readonly properties?: Readonly<Record<string, ArgumentProperty>>;
  readonly required?: readonly string[];
  /** The value is masked in everything a person or a file gets to see. */
  readonly 'x-secret'?: true;
  /** Accepted and ignored, with this explanation as a warning. */
  readonly 'x-ignored'?: string;
}

/** How a template is written: its delimiters and what happens to white space around them. */
export interface SyntaxOptions {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
  readonly newlineSequence: string;
  /** Strings inside `{{ }}` keep their backslashes: YAML has already had its say. */
  readonly rawStrings: boolean;
}

/** As Ansible configures Jinja for the strings of playbooks. */
export const DEFAULT_SYNTAX: SyntaxOptions = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: true,
  lstripBlocks: false,
  keepTrailingNewline: false,
  newlineSequence: '\n',
  rawStrings: false,
};

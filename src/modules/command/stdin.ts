import type { ArgumentProperty } from '../../core/schema.ts';

export interface InputArguments {
  readonly stdin?: string;
  readonly stdin_add_newline: boolean;
  readonly strip_empty_ends: boolean;
}

export const INPUT_PROPERTIES = {
  stdin: { 'x-type': 'string', description: 'What it gets as standard input; nothing by default.' },
  stdin_add_newline: {
    'x-type': 'bool',
    description: 'Whether a newline is added to `stdin`.',
    default: true,
  },
  strip_empty_ends: {
    'x-type': 'bool',
    description: 'Whether newlines at the end of what it printed are left out.',
    default: true,
  },
} as const satisfies Record<string, ArgumentProperty>;

export function stdinOf({ stdin, stdin_add_newline }: InputArguments): { readonly stdin?: string } {
  if (stdin === undefined) return {};
  return { stdin: stdin_add_newline ? `${stdin}\n` : stdin };
}

import { parse } from 'yaml';

/** What an environment.yml says. */
export interface EnvironmentFile {
  readonly name?: string;
  readonly prefix?: string;
  readonly channels: readonly string[];
  /** Specifications of conda packages. */
  readonly packages: readonly string[];
  /** Requirements for pip, inside the environment. */
  readonly pip: readonly string[];
  /** There is more in it than this module looks at: variables of the environment. */
  readonly variables: boolean;
}

export class NoEnvironmentFile extends Error {
  override readonly name = 'NoEnvironmentFile';
}

/** Throws NoEnvironmentFile with what is wrong. */
export function readEnvironmentFile(text: string): EnvironmentFile {
  let value: unknown;
  try {
    value = parse(text);
  } catch (thrown) {
    throw new NoEnvironmentFile(thrown instanceof Error ? thrown.message : String(thrown));
  }
  return environmentOf(value);
}

/** The same, of a value. */
export function environmentOf(value: unknown): EnvironmentFile {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new NoEnvironmentFile('it is no mapping with `dependencies`');
  const { name, prefix, channels, dependencies, variables } = value as Record<string, unknown>;
  const listed = listOf(dependencies, 'dependencies');
  const nested = listed.filter((one) => one !== null && typeof one === 'object') as Record<string, unknown>[];
  for (const one of nested) {
    const other = Object.keys(one).find((key) => key !== 'pip');
    if (other !== undefined) throw new NoEnvironmentFile(`dependencies: ${other} is no kind of dependency`);
  }
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof prefix === 'string' ? { prefix } : {}),
    channels: listOf(channels, 'channels')
      .map(String)
      .filter((one) => one !== 'nodefaults'),
    packages: listed.filter((one) => one === null || typeof one !== 'object').map(String),
    pip: nested.flatMap((one) => listOf(one['pip'], 'pip').map(String)),
    variables: variables !== null && typeof variables === 'object',
  };
}

function listOf(value: unknown, key: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new NoEnvironmentFile(`${key} is no list`);
  return value;
}

import type { Key } from '../../core/key.ts';
import type { Maybe } from '../../core/unknown.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import { type PathState, parentOf, path } from '../../probes/path.ts';
import { absolute, type PipArguments } from './pip-arguments.ts';
import { AskPip, joinSplitNames, parseRequirement, type Requirement } from './requirement.ts';
import { parseRequirementsFile } from './requirements-file.ts';

/** What the task wants installed, as far as its requirements files can be read. */
export interface Wanted {
  readonly requirements: readonly Requirement[];
  /** Why that isn't all. */
  readonly unsure: readonly (Unknown | AskPip)[];
  /** A requirements file that isn't there. */
  readonly missing?: string;
  /** Some of them name extras. */
  readonly withExtras: boolean;
  /** A file includes one that includes others: those are read last. */
  readonly nested: boolean;
}

/** Requirements files include others; deeper than this nobody looks before pip does. */
const DEPTH = 2;

/** The requirements files to read, given what was read already. */
export function requirementFiles(
  args: PipArguments,
  get: (key: Key<PathState>) => PathState | undefined,
): Key[] {
  const keys: Key[] = [];
  const walk = (file: string, depth: number): void => {
    const key = path(file, 'content');
    keys.push(key);
    const found = get(key);
    if (found?.type !== 'file' || !found.content || isUnknown(found.content) || depth >= DEPTH) return;
    const { includes, constraints } = parseRequirementsFile(found.content.read().toString());
    for (const include of [...includes, ...constraints]) walk(beside(file, include), depth + 1);
  };
  if (args.requirements !== undefined) walk(absolute(args, args.requirements), 0);
  return keys;
}

export function wantedOf(args: PipArguments, get: (key: Key<PathState>) => Maybe<PathState>): Wanted {
  const requirements: Requirement[] = joinSplitNames(args.name ?? []).map((name) => ({
    ...located(parseRequirement(name), (file) => absolute(args, file)),
    ...(args.editable || /^(git|hg|svn|bzr)\+/.test(name) ? { editable: args.editable } : {}),
  }));
  const [only] = requirements;
  if (only && args.version !== undefined) {
    const version = args.version.trim();
    const specifiers = /^\d/.test(version) ? `==${version}` : version;
    requirements[0] = parseRequirement(`${only.text}${specifiers}`);
  }
  if (args.requirements === undefined)
    return { requirements, unsure: [], withExtras: requirements.some(hasExtras), nested: false };
  return fromFiles(args, args.requirements, get);
}

function fromFiles(
  args: PipArguments,
  first: string,
  get: (key: Key<PathState>) => Maybe<PathState>,
): Wanted {
  const requirements: Requirement[] = [];
  const bounds: Requirement[] = [];
  const unsure: (Unknown | AskPip)[] = [];
  let missing: string | undefined;
  let nested = false;
  const walk = (file: string, depth: number, into: Requirement[]): void => {
    nested ||= depth > 1;
    if (depth > DEPTH) {
      unsure.push(new AskPip(`what ${file} requires`));
      return;
    }
    const found = get(path(file, 'content'));
    if (!isUnknown(found) && found.type === 'absent') missing ??= file;
    const content = isUnknown(found) || found.type !== 'file' ? undefined : found.content;
    if (content === undefined || isUnknown(content)) {
      const unread = isUnknown(content) ? content : new AskPip(`what ${file} requires`);
      unsure.push(isUnknown(found) ? found : unread);
      return;
    }
    const parsed = parseRequirementsFile(content.read().toString());
    into.push(...parsed.requirements.map((one) => located(one, (other) => absolute(args, other))));
    for (const line of parsed.other) unsure.push(new AskPip(`what '${line}' in ${file} means`));
    for (const include of parsed.includes) walk(beside(file, include), depth + 1, into);
    for (const constraint of parsed.constraints) walk(beside(file, constraint), depth + 1, bounds);
  };
  walk(absolute(args, first), 0, requirements);
  return {
    requirements: requirements.map((r) => bounded(r, bounds)),
    unsure,
    ...(missing ? { missing } : {}),
    withExtras: requirements.some(hasExtras),
    nested,
  };
}

function hasExtras({ extras }: Requirement): boolean {
  return extras.length > 0;
}

/** A constraint bounds a requirement of the same name, and requires nothing by itself. */
function bounded(requirement: Requirement, bounds: readonly Requirement[]): Requirement {
  const more = bounds.filter(
    (b) => b.name !== undefined && b.name === requirement.name && b.specifiers !== '',
  );
  const specifiers = [requirement.specifiers, ...more.map((b) => b.specifiers)].filter(Boolean).join(',');
  return { ...requirement, specifiers };
}

/** A path is told as pip notes it where it installed from one; the words for its command line stay as they are. */
function located(requirement: Requirement, whole: (file: string) => string): Requirement {
  const { url } = requirement;
  if (url === undefined || /^[a-z+]+:/.test(url)) return requirement;
  const [file = '', ...rest] = url.split(/(?=\[|#)/);
  const clean = whole(file)
    .replace(/\/\.(?=\/|$)/g, '')
    .replace(/(.)\/$/, '$1');
  return rest.length === 0 && clean.startsWith('/')
    ? { ...requirement, url: `file://${clean}` }
    : requirement;
}

function beside(file: string, other: string): string {
  return other.startsWith('/') ? other : `${parentOf(file)}/${other}`;
}

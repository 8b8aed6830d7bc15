import { isUnknown, type Maybe, Unknown } from '../../core/unknown.ts';
import { type Distribution, normalizedName } from '../../probes/python-distributions.ts';
import { evaluateMarker, type MarkerEnvironment } from './markers.ts';
import { areSpecifiers, satisfies } from './specifiers.ts';

/** What no observation tells, and only running pip finds out. */
export class AskPip {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** One thing to install, as PEP 508 writes it; or a URL, a path, a repository. */
export interface Requirement {
  readonly text: string;
  /** Normalized; undefined where only fetching it would tell. */
  readonly name?: string;
  readonly extras: readonly string[];
  /** `>=1.0,<2`; '' for any. */
  readonly specifiers: string;
  readonly url?: string;
  readonly marker?: string;
  readonly editable?: boolean;
}

const NAMED = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/;

export function parseRequirement(text: string): Requirement {
  const line = text.trim();
  const plain: Requirement = { text: line, extras: [], specifiers: '' };
  if (
    /^[a-z+]+:\/\/|^(git|hg|svn|bzr)\+|^[./~]|^[A-Za-z0-9._-]+\/\S*$|^\S+\.(whl|zip|tar\.gz|tar\.bz2)$/.test(
      line,
    )
  ) {
    const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(line)?.[1];
    return { ...plain, url: line, ...(egg ? { name: normalizedName(egg) } : {}) };
  }
  const semicolon = line.search(/\s*;/);
  const head = semicolon < 0 ? line : line.slice(0, semicolon);
  const marker = semicolon < 0 ? undefined : line.slice(semicolon).replace(/^\s*;\s*/, '');
  const [, name, extras = '', rest = ''] = NAMED.exec(head) ?? [];
  const specifiers = rest.trim().replace(/^\((.*)\)$/, '$1');
  const url = /^@\s*(\S+)$/.exec(specifiers)?.[1];
  if (name === undefined || (!url && !areSpecifiers(specifiers))) return plain;
  return {
    ...plain,
    name: normalizedName(name),
    extras: extras
      .split(',')
      .map((e) => e.trim())
      .filter(Boolean),
    specifiers: url ? '' : specifiers.replace(/\s+/g, ''),
    ...(url ? { url } : {}),
    ...(marker ? { marker } : {}),
  };
}

/** `name: ['django>1,<2']` may come as `['django>1', '<2']` after a list was split at commas. */
export function joinSplitNames(names: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of names.flatMap(splitOutsideBrackets)) {
    const last = joined.length - 1;
    const inBrackets = /\[[^\]]*$/.test(joined[last] ?? '');
    if (last >= 0 && (inBrackets || /^\s*([<>=!~]=?|===)/.test(part))) joined[last] += `,${part.trim()}`;
    else joined.push(part.trim());
  }
  return joined.filter((name) => name !== '');
}

function splitOutsideBrackets(text: string): string[] {
  return text.includes('://') || text.includes(';') ? [text] : text.split(/,(?![^[]*\])/);
}

/**
 * Whether what is installed satisfies it, with all that its extras require. `within`: the extras that are being looked
 * at, for extras may require each other.
 */
export function isInstalled(
  requirement: Requirement,
  packages: Readonly<Record<string, Distribution>>,
  environment: MarkerEnvironment,
  within: readonly string[] = [],
): Maybe<boolean> | AskPip {
  if (requirement.marker !== undefined) {
    const applies = evaluateMarker(requirement.marker, environment);
    if (applies === false) return true;
    if (applies !== true) return applies;
  }
  const itself = isThere(requirement, packages);
  return itself === true && requirement.extras.length > 0
    ? haveExtras(requirement, packages, environment, within)
    : itself;
}

function isThere(
  requirement: Requirement,
  packages: Readonly<Record<string, Distribution>>,
): Maybe<boolean> | AskPip {
  if (requirement.name === undefined) return isFrom(requirement, packages);
  const found = packages[requirement.name];
  if (!found) return false;
  if (requirement.editable) return found.editable ?? false;
  if (requirement.url !== undefined) return sameOrigin(requirement.url, found);
  if (requirement.specifiers === '') return true;
  return isUnknown(found.version) ? found.version : satisfies(found.version, requirement.specifiers);
}

/** An extra is nothing that is installed by itself: it is there when what it requires is. */
function haveExtras(
  { name = '', extras }: Requirement,
  packages: Readonly<Record<string, Distribution>>,
  environment: MarkerEnvironment,
  within: readonly string[],
): Maybe<boolean> | AskPip {
  const { requires } = packages[name] ?? {};
  if (requires === undefined) return Unknown.of(`what ${name}[${extras.join(',')}] requires`);
  let open: Unknown | AskPip | undefined;
  for (const extra of extras.map(normalizedName)) {
    const asked = `${name}[${extra}]`;
    if (within.includes(asked)) continue;
    for (const text of requires) {
      const one = parseRequirement(text);
      const there = isInstalled(one, packages, { ...environment, extra }, [...within, asked]);
      if (there === false) return false;
      if (there !== true) open ??= there;
    }
  }
  return open ?? true;
}

/** What has no name is known by where it came from. What a folder holds may have changed, unless it is used in place. */
function isFrom(
  { text, url, editable }: Requirement,
  packages: Readonly<Record<string, Distribution>>,
): boolean | AskPip {
  const asks = new AskPip(`what ${text} installs`);
  if (url === undefined || !/^(file|https?):\/\//.test(url)) return asks;
  const all = Object.values(packages);
  const found = all.find((one) => one.url === url && (one.editable ?? false) === (editable ?? false));
  if (!found) return all.some((one) => isUnknown(one.version)) ? asks : false;
  return editable || !url.startsWith('file:') ? true : asks;
}

function sameOrigin(url: string, found: Distribution): Maybe<boolean> | AskPip {
  if (found.url === undefined) return false;
  if (isUnknown(found.url)) return found.url;
  const bare = (text: string): string =>
    text
      .replace(/^(git|hg|svn|bzr)\+/, '')
      .replace(/[#@][^/]*$/, '')
      .replace(/\.git$/, '');
  if (bare(url) !== bare(found.url)) return false;
  // A branch may have moved on.
  return /^(git|hg|svn|bzr)\+/.test(url) ? new AskPip(`what is in ${url} by now`) : true;
}

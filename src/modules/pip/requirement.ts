import { isUnknown, type Maybe } from '../../core/unknown.ts';
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
 * Whether what is installed satisfies it. Extras' own requirements aren't looked
 * at, as pip itself wouldn't install anything for a name that is there.
 */
export function isInstalled(
  requirement: Requirement,
  packages: Readonly<Record<string, Distribution>>,
  environment: MarkerEnvironment,
): Maybe<boolean> | AskPip {
  if (requirement.marker !== undefined) {
    const applies = evaluateMarker(requirement.marker, environment);
    if (applies === false) return true;
    if (applies !== true) return applies;
  }
  if (requirement.name === undefined) return new AskPip(`what ${requirement.text} installs`);
  const found = packages[requirement.name];
  if (!found) return false;
  if (requirement.editable) return found.editable ?? false;
  if (requirement.url !== undefined) return sameOrigin(requirement.url, found);
  if (requirement.specifiers === '') return true;
  return isUnknown(found.version) ? found.version : satisfies(found.version, requirement.specifiers);
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

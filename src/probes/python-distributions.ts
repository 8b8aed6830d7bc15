import type { Maybe } from '../core/unknown.ts';

/** An installed Python distribution. */
export interface Distribution {
  readonly version: Maybe<string>;
  /** Installed from a folder, an archive or a repository instead of by its version. */
  readonly url?: Maybe<string>;
  readonly editable?: Maybe<boolean>;
  /** With the aspect `extras`: what its extras require, each with its marker. */
  readonly requires?: readonly string[];
  /** Of what is expected: nobody asked for it, and it stays unless the dependencies of others move it. */
  readonly kept?: true;
}

/** PEP 503: `Nest_Asyncio` is `nest-asyncio`. */
export function normalizedName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * A shell command that prints name, version and origin of what is installed in the folder that follows; with one more
 * word, also what extras require. `-m 2` stops in the first lines of each file: the rest of it is the package's whole
 * description.
 */
export const METADATA = `metadata() {
  grep -HsE -m 2 '^(Name|Version): ' "$1"/*.dist-info/METADATA "$1"/*.egg-info/PKG-INFO "$1"/*.egg-info "$1"/*.egg/EGG-INFO/PKG-INFO
  grep -Hs . "$1"/*.dist-info/direct_url.json
  [ -z "\${2-}" ] || grep -HsE '^Requires-Dist: .*extra *[=i]' "$1"/*.dist-info/METADATA
  for link in "$1"/*.egg-link; do
    [ -e "$link" ] || continue
    read -r folder < "$link" || [ -n "$folder" ] || continue
    grep -HsE -m 2 '^(Name|Version): ' "$folder"/*.egg-info/PKG-INFO
  done
}; metadata`;

/** Reads what METADATA printed: `file:Name: x`, `file:Version: 1`, `…/direct_url.json:{…}`. */
export function distributionsIn(
  lines: readonly string[],
  withExtras = false,
): Readonly<Record<string, Distribution>> {
  const files = new Map<string, { name?: string; version?: string; origin?: string; requires?: string[] }>();
  for (const raw of lines) {
    // Some wheels are made on Windows.
    const line = raw.replace(/\r$/, '');
    const field = /^(.*?):(Name|Version|Requires-Dist): (.*)$/.exec(line);
    const origin = /^(.*\/direct_url\.json):(.*)$/.exec(line);
    const file = (field?.[1] ?? origin?.[1] ?? '').replace(/\/[^/]*$/, '');
    if (!file) continue;
    const found = files.get(file) ?? {};
    files.set(file, found);
    if (field?.[2] === 'Name') found.name = field[3] ?? '';
    else if (field?.[2] === 'Version') found.version = field[3] ?? '';
    else if (field?.[2] === 'Requires-Dist') found.requires = [...(found.requires ?? []), field[3] ?? ''];
    else found.origin = (found.origin ?? '') + (origin?.[2] ?? '');
  }
  const all: Record<string, Distribution> = {};
  for (const { name, version, origin, requires = [] } of files.values()) {
    // The first folder that has it wins, as it does on Python's own path.
    if (name === undefined || normalizedName(name) in all) continue;
    all[normalizedName(name)] = {
      version: version ?? '',
      ...(origin === undefined ? {} : originOf(origin)),
      ...(withExtras ? { requires } : {}),
    };
  }
  return all;
}

function originOf(json: string): { url?: string; editable?: boolean } {
  try {
    const { url, dir_info } = JSON.parse(json) as { url?: string; dir_info?: { editable?: boolean } };
    return { ...(url === undefined ? {} : { url }), editable: dir_info?.editable === true };
  } catch {
    return {};
  }
}

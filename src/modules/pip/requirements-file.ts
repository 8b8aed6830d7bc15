import { parseRequirement, type Requirement } from './requirement.ts';

export interface RequirementsFile {
  readonly requirements: readonly Requirement[];
  /** Other files it includes (`-r`) or takes bounds from (`-c`), as written. */
  readonly includes: readonly string[];
  readonly constraints: readonly string[];
  /** Lines that only pip understands. */
  readonly other: readonly string[];
}

/** pip's options about where packages come from: they don't decide whether what is there is enough. */
const INDEX_OPTION =
  /^(-i|--index-url|--extra-index-url|--no-index|-f|--find-links|--no-binary|--only-binary|--prefer-binary|--require-hashes|--pre|--trusted-host|--use-feature)\b/;

export function parseRequirementsFile(text: string): RequirementsFile {
  const requirements: Requirement[] = [];
  const includes: string[] = [];
  const constraints: string[] = [];
  const other: string[] = [];
  for (const raw of text.replace(/\\\n/g, ' ').split('\n')) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '' || INDEX_OPTION.test(line)) continue;
    const file = /^(-r|--requirement|-c|--constraint)[=\s]\s*(\S+)$/.exec(line);
    const editable = /^(?:-e|--editable)[=\s]\s*(.+)$/.exec(line)?.[1];
    if (file?.[2]) (file[1] === '-r' || file[1] === '--requirement' ? includes : constraints).push(file[2]);
    else if (editable) requirements.push({ ...parseRequirement(editable), editable: true });
    else if (line.startsWith('-')) other.push(line);
    // Hashes and build options belong to fetching it.
    else
      requirements.push(
        parseRequirement(line.replace(/\s+--(hash|config-settings|global-option)[=\s]\S+/g, '')),
      );
  }
  return { requirements, includes, constraints, other };
}

import { fileNameOf } from './file-name.ts';

/** A hash by the name Ansible (Python's hashlib) has for it, and its hex digits. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
  readonly digits: string;
}

export const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

/** `sha256:DIGITS`, or `sha256:URL` of a file that lists checksums; undefined where it is neither. */
export function readChecksum(
  text: string,
): Checksum | { readonly algorithm: Checksum['algorithm']; readonly url: string } | undefined {
  const [, name = '', rest = ''] = /^([a-z0-9]+):([\s\S]*)$/i.exec(text) ?? [];
  const algorithm = ALGORITHMS.find((known) => known === name.toLowerCase());
  if (algorithm === undefined) return undefined;
  if (/^(https?|ftp|file):/.test(rest)) return { algorithm, url: rest };
  const digits = digitsOf(rest);
  return digits === undefined ? undefined : { algorithm, digits };
}

/** People copy checksums with blanks, and with signs that can't be seen. */
function digitsOf(text: string): string | undefined {
  const digits = text.replace(/[^\p{L}\p{N}_]+/gu, '').toLowerCase();
  return /^[0-9a-f]+$/.test(digits) ? digits : undefined;
}

/** The digits for the file that `url` names in a list of checksums, or of a list that is nothing but one. */
export function digitsIn(list: string, url: string): string | undefined {
  const lines = list.replace(/\n$/, '').split('\n');
  if (lines.length === 1 && /^\s*\S+\s*$/.test(lines[0] ?? '')) return digitsOf(lines[0] ?? '');
  for (const line of lines) {
    const [, digits = '', name = ''] = /^(\S+) [ *]?(.*)$/.exec(line.trimEnd()) ?? [];
    if (name.replace(/^[./]+/, '') === fileNameOf(url)) return digitsOf(digits);
  }
  return undefined;
}

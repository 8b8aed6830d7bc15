import type { Key } from '../../core/key.ts';
import type { Seen } from '../../core/module.ts';
import { type Fails, fails } from '../../core/plan.ts';
import { isUnknown, NotKnown, Unknown } from '../../core/unknown.ts';
import { type Present, path } from '../../probes/path.ts';
import { type UrlAnswer, url } from '../../probes/url.ts';
import { needed } from '../folders.ts';
import { type Checksum, digitsIn, readChecksum } from './checksum.ts';
import { httpTime } from './download.ts';
import { fileNameOf } from './file-name.ts';
import type { GetUrlArguments } from './get-url-arguments.ts';
import { fetchingOf, isPublic } from './url-arguments.ts';

export function question(args: GetUrlArguments, address: string, want: 'text' | 'sha256') {
  const { timeout, verifyCertificate, useProxy, decompress, agent } = fetchingOf(args);
  return { url: address, want, timeout, verifyCertificate, useProxy, decompress, agent };
}

/** What the server says of a file that is there. */
export function asking(args: GetUrlArguments, state: Present): Key<UrlAnswer> {
  const since = args.force || isUnknown(state.mtime) ? {} : { since: httpTime(state.mtime as number) };
  return url({ ...question(args, args.url, 'sha256'), ...since });
}

export function answered(args: GetUrlArguments, state: Present, seen: Seen): UrlAnswer | Fails {
  const later = Unknown.of(`what ${args.url} answers`);
  if (!isPublic(args)) throw new NotKnown(later);
  const answer = seen.get(asking(args, state));
  if (answer.status === -1) throw new NotKnown(later);
  if (answer.status === 304 || answer.status === 0 || (answer.status >= 200 && answer.status < 300))
    return answer;
  return fails('Request failed', { dest: args.dest, url: args.url, status_code: answer.status });
}

export function wantedChecksum(args: GetUrlArguments, seen: Seen): Checksum | Fails | undefined {
  const wanted = readChecksum(args.checksum);
  if (wanted === undefined || 'digits' in wanted) return wanted;
  const list = seen.get(url(question(args, wanted.url, 'text')));
  if (list.status === -1)
    return fails(
      `${wanted.url} can't be read: the host has neither curl nor GNU wget nor Python; name the digits instead`,
    );
  if (list.status !== 0 && (list.status < 200 || list.status > 299))
    return fails('Request failed', { url: wanted.url, status_code: list.status });
  const digits = digitsIn(list.text ?? '', args.url);
  if (digits === undefined)
    return fails(`Unable to find a checksum for file '${fileNameOf(args.url)}' in '${wanted.url}'`);
  return { algorithm: wanted.algorithm, digits };
}

export function sumOf(subject: string, state: Present, { algorithm }: Checksum, seen: Seen): string {
  if (algorithm === 'sha256') return needed(state.sha256, `the content of ${subject}`);
  const summed = seen.get(path(subject, 'hash', algorithm));
  return needed(summed.type === 'file' ? summed[algorithm] : undefined, `the content of ${subject}`);
}

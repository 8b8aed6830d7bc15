import { unsettles } from '../core/effect.ts';
import type { Key } from '../core/key.ts';
import { defineModule, type Known, type Seen } from '../core/module.ts';
import { type Decision, type Fails, fails, type Plan, type ResultFields } from '../core/plan.ts';
import type { Step } from '../core/step.ts';
import { isUnknown, known, NotKnown, Unknown } from '../core/unknown.ts';
import { httpClient } from '../probes/http-client.ts';
import { type PathState, type Present, path } from '../probes/path.ts';
import { type UrlAnswer, url } from '../probes/url.ts';
import { destination, destinationKeys } from './copying/destination.ts';
import { backupName } from './copying/place.ts';
import { ALGORITHMS, type Checksum, digitsIn, readChecksum } from './downloading/checksum.ts';
import { downloadedFields, downloadStep, httpTime } from './downloading/download.ts';
import { fileNameOf } from './downloading/file-name.ts';
import { fetchingOf, isPublic, URL_PROPERTIES, type UrlArguments } from './downloading/url-arguments.ts';
import { Draft } from './draft.ts';
import { needed } from './folders.ts';
import {
  fresh,
  OWNERSHIP_PROPERTIES,
  type OwnershipArguments,
  ownershipKeys,
  refuses,
  settle,
  type Wanted,
  wantedOwnership,
} from './ownership.ts';
import { guarded } from './path-fields.ts';

interface GetUrlArguments extends OwnershipArguments, UrlArguments {
  readonly dest: string;
  readonly checksum: string;
  readonly force: boolean;
  readonly backup: boolean;
}

export default defineModule<GetUrlArguments>({
  name: 'get_url',
  description:
    'Downloads a file to the host, from the host.\n\n' +
    'With `checksum` a file that is there already and has it is left alone without asking anybody, so give one wherever ' +
    'you can. Without, the server is asked each time whether it has a newer one (`If-Modified-Since`), and what it sends is ' +
    'compared with what is there. What is half downloaded, or is not what it must be, never takes the place of anything.\n\n' +
    "The host's curl, GNU wget or Python does it; where there is none, it goes through jrun's connection, like `uri`.",
  schema: {
    type: 'object',
    properties: {
      url: { 'x-type': 'string', description: 'Where it is: http, https, ftp or file.' },
      dest: {
        'x-type': 'path',
        description: 'A file, or a folder, in which it gets the name that the URL has for it.',
      },
      checksum: {
        'x-type': 'string',
        description:
          'What it must be: `sha256:` and hex digits, or `sha256:` and the URL of a list of checksums in which it is named.',
        default: '',
      },
      force: {
        'x-type': 'bool',
        description: 'Download it in any case; it still only counts as a change where it differs.',
        default: false,
      },
      backup: { 'x-type': 'bool', description: 'Keep the old file beside the new one.', default: false },
      tmp_dest: {
        'x-type': 'path',
        description: 'Where to keep it until it is whole.',
        'x-ignored': 'it is kept beside `dest`, where it can be put in place at once',
      },
      ...URL_PROPERTIES,
      ...OWNERSHIP_PROPERTIES,
    },
    required: ['url', 'dest'],
    additionalProperties: false,
  },
  examples: [
    {
      title: 'What it must be is known',
      yaml: '- get_url:\n    url: https://example.org/app-1.2.tar.gz\n    dest: /opt/app-1.2.tar.gz\n    checksum: sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n    mode: "0644"\n',
    },
    {
      title: 'With a list of checksums',
      yaml: '- get_url:\n    url: https://example.org/miniforge.sh\n    dest: /opt/\n    checksum: sha256:https://example.org/SHA256SUMS\n',
    },
    {
      title: 'With a password',
      yaml: '- get_url:\n    url: https://example.org/private/data.csv\n    dest: /srv/data.csv\n    url_username: reader\n    url_password: "{{ vault_reader }}"\n    owner: dev\n',
    },
  ],
  returns: {
    dest: 'The path of the file.',
    url: 'What was asked for.',
    checksum_src: 'SHA-1 of what was downloaded.',
    checksum_dest: 'SHA-1 of what was there before; none where nothing was.',
    status_code: 'What the server answered; 304 where it has nothing newer.',
    elapsed: 'Seconds.',
    backup_file: 'Where the old file is kept.',
    msg: 'How it went.',
    mode: 'As octal text.',
    owner: "The owner's name.",
    group: "The group's name.",
    size: 'In bytes.',
  },
  differences: [
    'In a folder, the file is named as the URL names it; what the server would call it is not looked at.',
    'User and password are sent at once rather than after a refusal (`force_basic_auth`).',
    'A check asks the server whether there is anything new where the host has curl, GNU wget or Python, and nothing secret has to be sent; otherwise the verdict is unknown for a file that is there and has no `checksum`.',
    'Where the host has none of these, the proxies of its environment are not used.',
  ],

  check(args) {
    if (typeof args.checksum !== 'string' || args.checksum === '') return [];
    if (readChecksum(args.checksum) !== undefined) return [];
    return [
      {
        message: `'${args.checksum}' is no checksum`,
        argument: 'checksum',
        hint: `<algorithm>:<digits or URL>, where the algorithm is one of ${ALGORITHMS.join(', ')}`,
      },
    ];
  },

  observe(args, seen, _inputs, context) {
    const wanted = readChecksum(args.checksum);
    const target = likelyTarget(args, seen);
    const keys: Key[] = [
      ...ownershipKeys(args),
      ...destinationKeys({ dest: args.dest, name: fileNameOf(args.url), follow: false }, seen),
      httpClient,
    ];
    if (wanted && 'url' in wanted) keys.push(url(question(args, wanted.url, 'text')));
    if (target !== undefined && wanted && wanted.algorithm !== 'sha256')
      keys.push(path(target, 'hash', wanted.algorithm));
    const state = target === undefined ? undefined : seen.get(path(target, 'hash'));
    if (context.check && isPublic(args) && state?.type === 'file' && (args.force || !wanted))
      keys.push(asking(args, state));
    return keys;
  },

  plan(args, seen, _inputs, context) {
    const owners = wantedOwnership(args, seen);
    if (refuses(owners)) return owners;
    const target = destination({ dest: args.dest, name: fileNameOf(args.url), follow: false }, seen);
    if ('verdict' in target) return target;
    const { folder, subject, state } = target;
    if (folder === undefined) return fails(`Destination ${args.dest} does not exist`, { dest: args.dest });
    if (state.type !== 'file' && state.type !== 'absent' && state.type !== 'link')
      return fails(`${subject} is a ${state.type}`, { dest: subject });
    const checksum = wantedChecksum(args, seen);
    if (checksum && 'verdict' in checksum) return checksum;

    const result: ResultFields = {
      dest: subject,
      url: args.url,
      checksum_dest: sha1Of(state),
      backup_file: undefined,
    };
    const stands = state.type === 'file' && !args.force && checksum !== undefined;
    if (stands && sumOf(subject, state, checksum, seen) === checksum.digits)
      return asItIs(subject, state, owners, result);
    // What surely isn't there, or isn't what it must be, is surely downloaded.
    const isOpen = state.type === 'file' && !stands;
    if (context.check && isOpen) {
      const answer = answered(args, state, seen);
      if ('verdict' in answer) return answer;
      if (answer.status === 304 || answer.sha256 === needed(state.sha256, `the content of ${subject}`))
        return asItIs(subject, state, owners, { ...result, status_code: answer.status });
    }
    return replacing(args, { subject, state, folder, checksum, isOpen, owners }, seen, result);
  },
});

/** The file as far as it can be told while looking. */
function likelyTarget(args: GetUrlArguments, seen: Known): string | undefined {
  const name = fileNameOf(args.url);
  if (args.dest.endsWith('/')) return `${args.dest}${name}`;
  const there = seen.get(path(args.dest, 'hash'));
  if (there === undefined) return undefined;
  const real =
    there.type === 'link' && typeof there.real === 'string' ? seen.get(path(there.real, 'hash')) : there;
  return real?.type === 'directory' ? `${args.dest}/${name}` : args.dest;
}

function question(args: GetUrlArguments, address: string, want: 'text' | 'sha256') {
  const { timeout, verifyCertificate, useProxy, decompress, agent } = fetchingOf(args);
  return { url: address, want, timeout, verifyCertificate, useProxy, decompress, agent };
}

/** What the server says of a file that is there. */
function asking(args: GetUrlArguments, state: Present): Key<UrlAnswer> {
  const since = args.force || isUnknown(state.mtime) ? {} : { since: httpTime(state.mtime as number) };
  return url({ ...question(args, args.url, 'sha256'), ...since });
}

function answered(args: GetUrlArguments, state: Present, seen: Seen): UrlAnswer | Fails {
  const later = Unknown.of(`what ${args.url} answers`);
  if (!isPublic(args)) throw new NotKnown(later);
  const answer = seen.get(asking(args, state));
  if (answer.status === -1) throw new NotKnown(later);
  if (answer.status === 304 || answer.status === 0 || (answer.status >= 200 && answer.status < 300))
    return answer;
  return fails('Request failed', { dest: args.dest, url: args.url, status_code: answer.status });
}

function wantedChecksum(args: GetUrlArguments, seen: Seen): Checksum | Fails | undefined {
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

function sumOf(subject: string, state: Present, { algorithm }: Checksum, seen: Seen): string {
  if (algorithm === 'sha256') return needed(state.sha256, `the content of ${subject}`);
  const summed = seen.get(path(subject, 'hash', algorithm));
  return needed(summed.type === 'file' ? summed[algorithm] : undefined, `the content of ${subject}`);
}

function sha1Of(state: PathState): ResultFields[string] {
  return state.type === 'file' ? ((state.sha1 ?? undefined) as ResultFields[string]) : null;
}

/** Nothing is downloaded; mode and owners may still differ. */
function asItIs(subject: string, state: Present, owners: Wanted, result: ResultFields): Plan {
  const draft = new Draft();
  const now = draft.settle(subject, state, owners);
  draft.alters(subject, state, now);
  const msg =
    draft.steps.length > 0 ? 'file already exists but file attributes changed' : 'file already exists';
  return draft.plan(subject, now, { ...result, elapsed: 0, msg });
}

interface Target {
  readonly subject: string;
  readonly state: PathState;
  readonly folder: Present;
  readonly checksum: Checksum | undefined;
  /** Only the download tells whether anything is replaced. */
  readonly isOpen: boolean;
  readonly owners: Wanted;
}

function replacing(args: GetUrlArguments, target: Target, seen: Seen, result: ResultFields): Decision {
  const { subject, state, folder, checksum, isOpen, owners } = target;
  const draft = new Draft();
  const made = fresh(subject, 'file', owners, folder);
  const settled = state.type === 'file' ? settle(state, owners) : undefined;
  const content = Unknown.of(`what ${args.url} holds`);
  const sha256 = checksum?.algorithm === 'sha256' ? checksum.digits : content;
  const kept = state.type === 'file' && owners.self.uid === 0 ? { ...state, ...settled?.after } : undefined;
  const { mode, owner, group, uid, gid } = kept ?? made;
  const now: Present = { ...made, mode, owner, group, uid, gid, size: content, sha256, content };
  const fetching = fetchingOf(args);
  const backup = args.backup && state.type === 'file' ? backupName(subject, state) : undefined;
  const client = seen.peek(httpClient);
  const step: Step = downloadStep(
    {
      path: subject,
      fetching:
        isOpen && !args.force && state.type === 'file' && !isUnknown(state.mtime)
          ? { ...fetching, since: httpTime(state.mtime as number) }
          : fetching,
      ...(checksum === undefined ? {} : { checksum }),
      ...(backup === undefined ? {} : { backup }),
      ...(state.type === 'file' && typeof state.sha256 === 'string' ? { unless: state.sha256 } : {}),
      ...(owners.mode === undefined ? {} : { mode: known(now.mode) }),
      ...(owners.owner ? { owner: owners.owner.text } : {}),
      ...(owners.group ? { group: owners.group.text } : {}),
    },
    isUnknown(client) ? 'none' : client,
  );
  draft.change(state.type === 'absent' ? `download ${args.url}` : `download ${args.url} again`, {
    ...step,
    ...guarded(subject, state),
  });
  // What turns out to be there already gets its attributes all the same.
  const hands = settled !== undefined && settled.changes.length > 0;
  if (hands) {
    draft.changes.push(...settled.changes);
    draft.steps.push({ do: 'attributes', path: subject, ...settled.step });
  }
  if (backup !== undefined && state.type === 'file') {
    // Only what is replaced is kept.
    if (isOpen)
      draft.effects.push(unsettles({ kind: 'path', subject: backup }, `whether ${subject} is replaced`));
    else draft.becomes(backup, { ...state, ...NEW });
  }
  draft.becomes(subject, now);
  const plan = draft.plan(subject, now, result);
  return {
    ...plan,
    finish: (outputs, after) => ({
      ...plan.finish?.(outputs, after),
      ...(outputs[0] ? downloadedFields(outputs[0], { hands, backup }) : {}),
    }),
  };
}

/** A copy is another file. */
const NEW = {
  stamp: Unknown.of('the new copy'),
  ctime: Unknown.of('the new copy'),
  inode: Unknown.of('the new copy'),
};

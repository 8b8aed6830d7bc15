import type { Key } from '../core/key.ts';
import { defineModule, type Known, type Seen, type TaskContext } from '../core/module.ts';
import { type Decision, fails, type ResultFields } from '../core/plan.ts';
import { httpClient } from '../probes/http-client.ts';
import { type PathState, path } from '../probes/path.ts';
import { url } from '../probes/url.ts';
import { destination, destinationKeys } from './copying/destination.ts';
import { answered, asking, question, sumOf, wantedChecksum } from './downloading/asking.ts';
import { ALGORITHMS, readChecksum } from './downloading/checksum.ts';
import { fileNameOf } from './downloading/file-name.ts';
import { GET_URL_SCHEMA, type GetUrlArguments } from './downloading/get-url-arguments.ts';
import { asItIs, replacing } from './downloading/get-url-plan.ts';
import { isPublic } from './downloading/url-arguments.ts';
import { flagKeys, withFlags } from './flags.ts';
import { needed } from './folders.ts';
import { ownershipKeys, refuses, wantedOwnership } from './ownership.ts';
import { touchedPath } from './touched.ts';

export default defineModule<GetUrlArguments>({
  name: 'get_url',
  description:
    'Downloads a file to the host, from the host.\n\n' +
    'With `checksum` a file that is there already and has it is left alone without asking anybody, so give one wherever ' +
    'you can. Without, the server is asked each time whether it has a newer one (`If-Modified-Since`), and what it sends is ' +
    'compared with what is there. What is half downloaded, or is not what it must be, never takes the place of anything.\n\n' +
    "The host's curl, GNU wget or Python does it; where there is none, it goes through jrun's connection, like `uri`.",
  schema: GET_URL_SCHEMA,
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

  touches: ({ dest }, seen) => touchedPath(dest, seen),

  observe(args, seen, _inputs, context) {
    const wanted = readChecksum(args.checksum);
    const target = likelyTarget(args, seen);
    const there = destinationKeys({ dest: args.dest, name: fileNameOf(args.url), follow: false }, seen);
    const keys: Key[] = [...ownershipKeys(args), ...there, ...flagKeys(args, there), httpClient];
    if (wanted && 'url' in wanted) keys.push(url(question(args, wanted.url, 'text')));
    if (target !== undefined && wanted && wanted.algorithm !== 'sha256')
      keys.push(path(target, 'hash', wanted.algorithm));
    const state = target === undefined ? undefined : seen.get(path(target, 'hash'));
    if (context.check && isPublic(args) && state?.type === 'file' && (args.force || !wanted))
      keys.push(asking(args, state));
    return keys;
  },

  plan(args, seen, _inputs, context) {
    const decision = planGetUrl(args, seen, context);
    const target = destination({ dest: args.dest, name: fileNameOf(args.url), follow: false }, seen);
    if (!('steps' in decision) || 'verdict' in target) return decision;
    const changed =
      decision.steps.length > 0 ? {} : { msg: 'file already exists but file attributes changed' };
    return withFlags(args, decision, [target.subject], seen, changed);
  },
});

function planGetUrl(args: GetUrlArguments, seen: Seen, context: TaskContext): Decision {
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
}

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

function sha1Of(state: PathState): ResultFields[string] {
  return state.type === 'file' ? ((state.sha1 ?? undefined) as ResultFields[string]) : null;
}

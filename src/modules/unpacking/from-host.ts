import type { Seen } from '../../core/module.ts';
import { type Decision, fails, type ResultFields } from '../../core/plan.ts';
import { quote } from '../../core/quote.ts';
import type { Run } from '../../core/step.ts';
import { isUnknown, NotKnown, Unknown } from '../../core/unknown.ts';
import { httpClient } from '../../probes/http-client.ts';
import { unpacked } from '../../probes/unpacked.ts';
import { fetchText } from '../../probes/url/fetching.ts';
import { followed } from '../folders.ts';
import type { Wanted } from '../ownership.ts';
import { unpackFunctions } from './commands.ts';
import { isSurelyEmpty } from './comparison.ts';
import { asksForHands, handStep, withTopFolders } from './hands.ts';
import { type UnarchiveArguments, unpackingOf } from './unarchive-arguments.ts';
import { handsOnly, resultOf, unpacking } from './unpack-plan.ts';

/** An archive that is on the host: the host has compared it with the folder. */
export function onHost(args: UnarchiveArguments, wanted: Wanted, seen: Seen): Decision {
  const source = followed(args.src, seen).state;
  if (source.type === 'absent') return fails(`Source '${args.src}' does not exist`);
  if (source.type !== 'file') return fails(`Source '${args.src}' is a ${source.type}`);
  if (source.readable === false) return fails(`Source '${args.src}' not readable`);
  if (source.size === 0) return fails(`Invalid archive '${args.src}', the file is 0 bytes`);
  const archive = seen.get(unpacked(args.src, args.dest, unpackFunctions(unpackingOf(args))));
  if (archive.trouble !== undefined)
    return fails(`Failed to find handler for "${args.src}": it can't be read`, {
      src: args.src,
      details: archive.trouble,
    });
  const files = {
    ...resultOf(args),
    ...(args.list_files ? { files: archive.files as ResultFields[string] } : {}),
  };
  const names = withTopFolders(isUnknown(archive.files) ? [] : (archive.files as readonly string[]));
  if (archive.same) return handsOnly(args, wanted, names, seen, files);
  const run: Run = {
    do: 'run',
    script: `${unpackFunctions(unpackingOf(args))}j_unpack ${quote(args.src)}`,
  };
  return { ...unpacking(args, wanted, run, names, files), changes: [`unpack ${args.src}`] };
}

/** An archive that the host downloads: it is there only while it is unpacked. */
export function fromUrl(args: UnarchiveArguments, wanted: Wanted, seen: Seen, check: boolean): Decision {
  // A check needs no client: it says what it can by looking at the folder alone.
  const client = check ? 'none' : seen.get(httpClient);
  if (!check && client === 'none')
    return fails(
      `${args.src} can't be downloaded: the host has neither curl nor GNU wget nor Python; use get_url first`,
    );
  const fetching = {
    url: args.src,
    headers: {},
    timeout: 60,
    verifyCertificate: args.validate_certs,
    useProxy: true,
    decompress: false,
    agent: 'ansible-httpget',
  };
  const before =
    client === 'none'
      ? ''
      : `out=$(mktemp) || exit 1
trap 'rm -f -- "$out"' EXIT
trap 'exit 143' TERM INT HUP
told=$(${fetchText(client, fetching)}) || exit 1
code=$(printf '%s\\n' "$told" | sed -n 's/^status \\([0-9]*\\).*/\\1/p' | tail -n 1)
case $code in 200|000|226) ;; *) echo "Failure downloading: the server answered with status $code" >&2; exit 1 ;; esac
`;
  return blindly(args, wanted, { archive: '"$out"', run: {}, before }, seen, check);
}

interface Unseen {
  /** As a word of the script. */
  readonly archive: string;
  readonly run: Partial<Run>;
  readonly before?: string;
}

/** Only where it is unpacked can it be told whether anything in it is new. */
export function blindly(
  args: UnarchiveArguments,
  wanted: Wanted,
  { archive, run, before = '' }: Unseen,
  seen: Seen,
  check: boolean,
): Decision {
  if (check && !isSurelyEmpty(args.dest, seen)) throw new NotKnown(Unknown.of(`what is in ${args.src}`));
  const hands = asksForHands(wanted)
    ? `j_list ${archive} | { ${handStep(args.dest, [], wanted).script ?? ':'}
} || exit 1
`
    : '';
  const script = `${unpackFunctions(unpackingOf(args))}${before}if j_same ${archive} 2>/dev/null; then said=kept
else j_unpack ${archive} || exit 1; said=unpacked
fi
${hands}j_list ${archive}
echo "$said"`;
  const plan = unpacking(args, wanted, { do: 'run', script, ...run }, [], resultOf(args));
  return {
    ...plan,
    changes: [`unpack ${args.src}`],
    finish: ([output]) => {
      const lines = (output?.stdout.toString('utf8') ?? '').trimEnd().split('\n');
      const isNew = lines.pop() === 'unpacked';
      return { changed: isNew, ...(args.list_files ? { files: lines } : {}) };
    },
  };
}

import type { ResultFields } from '../../core/plan.ts';
import { quote } from '../../core/quote.ts';
import {
  type AnswerFile,
  ATTACHMENT,
  type Ownership,
  type Step,
  type StepOutput,
  UNTOUCHED,
} from '../../core/step.ts';
import type { HttpClient } from '../../probes/http-client.ts';
import { type Fetching, fetchText, wgetConfig } from '../../probes/url/fetching.ts';
import { contentOf } from '../text-content.ts';
import type { Checksum } from './checksum.ts';

/** What is downloaded, and where it goes. */
export interface Download extends Ownership {
  readonly path: string;
  readonly fetching: Fetching;
  /** What it must be. */
  readonly checksum?: Checksum;
  readonly backup?: string;
  /** The hash of what is there. */
  readonly unless?: string;
}

/** After the client: is the answer one to keep, and is it what it must be? */
function judgement(checksum: Checksum | undefined, path: string): string {
  const sum = checksum
    ? `sum=$(${checksum.algorithm}sum <"$out") || exit 1
sum=\${sum%% *}
[ "$sum" = ${checksum.digits} ] || { printf 'The checksum for %s did not match %s; it was %s.\\n' ${quote(path)} ${checksum.digits} "$sum" >&2; exit 1; }
`
    : '';
  return `code=$(printf '%s\\n' "$told" | sed -n 's/^status \\([0-9]*\\).*/\\1/p' | tail -n 1)
case $code in
  200|000|226) ;;
  304) exit ${UNTOUCHED} ;;
  *) echo "Request failed: the server answered with status $code" >&2; exit 1 ;;
esac
${sum}exit 0
`;
}

/**
 * The step that downloads: with the host's own client, or where it has none, through the connection. Either way the
 * file is replaced at once, only by what was asked for, and only where it differs.
 */
export function downloadStep(download: Download, client: HttpClient): Step {
  const { path, fetching, checksum, backup, mode, owner, group } = download;
  const hands = {
    ...(mode === undefined ? {} : { mode }),
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
    ...(backup === undefined ? {} : { backup }),
  };
  if (client === 'none') {
    const into: AnswerFile = {
      path,
      ...hands,
      ...(checksum ? { checksum: [checksum.algorithm, checksum.digits] } : {}),
      ...(download.unless === undefined ? {} : { unless: download.unless }),
    };
    return throughConnection(fetching, into);
  }
  const config = client === 'wget' ? wgetConfig(fetching) : undefined;
  const script = `out=$JRUN_FILE
told=$(${fetchText(client, fetching, config === undefined ? undefined : ATTACHMENT)}) || exit 1
printf '%s\\n' "$told"
${judgement(checksum, path)}`;
  return {
    do: 'produce',
    path,
    run: {
      do: 'run',
      script,
      secret: true,
      ...(config === undefined ? {} : { attachment: { name: 'wgetrc', content: contentOf(config) } }),
    },
    ...hands,
  };
}

function throughConnection(fetching: Fetching, into: AnswerFile): Step {
  const { user, password = '', since } = fetching;
  const named = new Set(Object.keys(fetching.headers).map((name) => name.toLowerCase()));
  return {
    do: 'request',
    method: 'GET',
    url: fetching.url,
    headers: {
      'User-Agent': fetching.agent,
      ...(since === undefined ? {} : { 'If-Modified-Since': since }),
      ...(user === undefined || named.has('authorization')
        ? {}
        : { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
      ...fetching.headers,
    },
    // The whole of it takes longer than any of its parts may.
    timeLimit: Math.max(fetching.timeout, 600),
    verifyCertificate: fetching.verifyCertificate,
    followRedirects: 'all',
    into,
  };
}

/** What became of it. */
export interface Downloaded {
  readonly replaced: boolean;
  readonly status: number;
  readonly failure?: string;
}

export function downloaded(output: StepOutput): Downloaded {
  if (output.response !== undefined) {
    const { replaced = false } = output.response;
    const isFine =
      output.outcome === 'done' && (output.status === 304 || (output.status >= 200 && output.status < 300));
    const why =
      output.outcome === 'done' ? `the server answered with status ${output.status}` : output.stderr;
    return { replaced, status: output.status, ...(isFine ? {} : { failure: why }) };
  }
  const said = output.stdout.toString('utf8');
  const status = Number([...said.matchAll(/^status (\d+)/gm)].at(-1)?.[1] ?? 0);
  return { replaced: /\nreplaced\n$/.test(`\n${said}`), status };
}

/** The time of a file as HTTP writes it. */
export function httpTime(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toUTCString();
}

/** What is known of it afterwards: whether anything was changed, and why it failed. */
export function downloadedFields(
  output: StepOutput,
  more: { readonly hands: boolean; readonly backup: string | undefined },
): ResultFields {
  const { replaced, status, failure } = downloaded(output);
  if (failure !== undefined) return { failed: true, msg: `Request failed: ${failure}`, status_code: status };
  return {
    changed: replaced || more.hands,
    status_code: status === 0 ? null : status,
    elapsed: Math.floor(output.elapsed / 1000),
    msg: replaced ? 'OK' : status === 304 ? 'HTTP Error 304: Not Modified' : 'OK (it was there already)',
    ...(more.backup !== undefined && replaced ? { backup_file: more.backup } : {}),
  };
}

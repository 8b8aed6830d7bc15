import { unsettles } from '../core/effect.ts';
import { defineCommand, type FileInput } from '../core/module.ts';
import { fails, type ResultFields, unchanged } from '../core/plan.ts';
import type { Request, StepOutput } from '../core/step.ts';
import { isUnknown, known, NotKnown, Unknown } from '../core/unknown.ts';
import { path } from '../probes/path.ts';
import type { OwnershipArguments } from './ownership.ts';
import { answerFields } from './uri/answer.ts';
import { answerFile, answerFileKeys } from './uri/answer-file.ts';
import { type BodyFormat, requestBody } from './uri/request-body.ts';
import { URI_SCHEMA } from './uri/uri-schema.ts';

export interface UriArguments extends OwnershipArguments {
  readonly url: string;
  readonly method: string;
  readonly body?: unknown;
  readonly body_format: BodyFormat;
  readonly src?: string;
  readonly remote_src: boolean;
  readonly dest?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly status_code: readonly number[];
  readonly return_content: boolean;
  readonly timeout: number;
  readonly validate_certs: boolean;
  readonly follow_redirects: 'all' | 'yes' | 'safe' | 'urllib2' | 'none' | 'no';
  readonly url_username?: string;
  readonly url_password?: string;
  readonly creates?: string;
  readonly removes?: string;
  readonly unix_socket?: string;
  readonly client_cert?: string;
  readonly client_key?: string;
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const REDIRECTS = {
  all: 'all',
  yes: 'all',
  safe: 'safe',
  urllib2: 'safe',
  none: 'none',
  no: 'none',
} as const;

/** Headers that playbooks look at, which in check mode nobody has seen. */
const HEADERS = [
  'content_type content_length content_disposition content_encoding location date server etag last_modified',
  'cache_control set_cookie www_authenticate connection retry_after',
]
  .join(' ')
  .split(' ');

function unknownAnswer(answer: Unknown): ResultFields {
  const names = [
    'status',
    'url',
    'content',
    'json',
    'msg',
    'redirected',
    'elapsed',
    'cookies',
    'cookies_string',
  ];
  return Object.fromEntries([...names, ...HEADERS].map((name) => [name, answer]));
}

/** Files of the host that the request needs. */
function hostFiles(args: UriArguments): string[] {
  const files = [args.client_cert, args.client_key, args.remote_src ? args.src : undefined];
  return files.filter((file) => file !== undefined);
}

export default defineCommand<UriArguments>({
  name: 'uri',
  description: `Sends an HTTP request from the host, and returns the answer.

The request leaves from the host, through the connection that jrun has to it: addresses, name servers and packet
filters are the host's. The host needs neither Python nor curl. A request counts as a change only where its answer
becomes a file (\`dest\`) and differs from what was there.`,
  schema: URI_SCHEMA,
  examples: [
    {
      title: 'Wait until a service answers',
      yaml: `- uri:
    url: http://127.0.0.1:18889/login
  register: answer
  until: answer.status == 200
  retries: 30
  delay: 1`,
    },
    {
      title: 'Send JSON',
      yaml: `- uri:
    url: https://api.example.org/items
    method: POST
    body: { name: one }
    body_format: json
    status_code: [200, 201]`,
    },
  ],
  returns: {
    status: "The answer's status; -1 where there was none.",
    url: 'Where the answer came from, after redirects.',
    redirected: 'Whether there were any.',
    content: 'What was answered, with `return_content` or where the status was not as wanted.',
    json: 'The same as a value, where it is JSON.',
    path: 'The file that the answer was written to, with `dest`.',
    elapsed: 'Seconds.',
    msg: "The status in words. Each of the answer's headers is a field too: `content_type`, `location` …",
  },
  differences: [
    'User and password are sent at once rather than after a refusal (`force_basic_auth`).',
    'Certificates are verified with those that the control machine trusts.',
    "In check mode nothing is sent; a request that only reads counts as `ok`, its answer isn't known.",
    'With `dest`, only an answer with a status from 200 to 299 is written.',
  ],
  harmless: (args) => READS.has(args.method.toUpperCase()) && args.dest === undefined,

  inputs: (args) =>
    args.src === undefined || args.remote_src ? {} : { src: { input: 'file', src: args.src, raw: true } },

  observe: (args, seen) => [
    ...[args.creates, args.removes].filter((file) => file !== undefined).map((file) => path(file)),
    ...hostFiles(args).map((file) => path(file, 'content')),
    ...(args.dest === undefined ? [] : answerFileKeys(args.dest, args.url, args, seen)),
  ],

  plan(args, seen, inputs, context) {
    const skipped = (why: string): ResultFields => ({ changed: false, stdout: `skipped, since ${why}` });
    if (args.creates !== undefined && seen.get(path(args.creates)).type !== 'absent') {
      return unchanged(skipped(`'${args.creates}' exists`));
    }
    if (args.removes !== undefined && seen.get(path(args.removes)).type === 'absent') {
      return unchanged(skipped(`'${args.removes}' does not exist`));
    }
    if (context.check) {
      const answer = Unknown.of(`what ${args.url} answers`);
      if (!READS.has(args.method.toUpperCase()) || args.dest !== undefined) throw new NotKnown(answer);
      return unchanged(unknownAnswer(answer));
    }
    const files = new Map<string, Buffer>();
    for (const file of hostFiles(args)) {
      const found = seen.get(path(file, 'content'));
      if (found.type !== 'file' || found.content === undefined)
        return fails(`${file} can't be read on the host`);
      files.set(file, known(found.content).read());
    }
    const file = args.dest === undefined ? undefined : answerFile(args.dest, args.url, args, seen);
    if (file && 'verdict' in file) return file;
    const sent = bodyOf(args, files, inputs['src'] as FileInput | undefined);
    const request: Request = {
      do: 'request',
      url: args.url,
      method: args.method.toUpperCase(),
      headers: headersOf(args, sent?.type),
      ...(sent ? { body: sent.bytes } : {}),
      timeLimit: args.timeout,
      verifyCertificate: args.validate_certs,
      followRedirects: REDIRECTS[args.follow_redirects],
      ...(args.unix_socket === undefined ? {} : { unixSocket: args.unix_socket }),
      ...certificate('clientCertificate', args.client_cert, files),
      ...certificate('clientKey', args.client_key ?? args.client_cert, files),
      ...(file ? { into: file } : {}),
    };
    return {
      verdict: 'change',
      changes: [`${request.method} ${args.url}`],
      steps: [request],
      effects: file ? [unsettles({ kind: 'path', subject: file.path }, `what ${args.url} answers`)] : [],
      result: { url: args.url, ...(file ? { path: file.path } : {}) },
      finish: ([output]: readonly StepOutput[]) => (output ? answerFields(args, output) : {}),
    };
  },
});

function bodyOf(args: UriArguments, files: ReadonlyMap<string, Buffer>, src: FileInput | undefined) {
  if (args.src === undefined) return requestBody(args.body, args.body_format);
  if (args.remote_src) return { bytes: files.get(args.src) ?? Buffer.alloc(0), type: undefined };
  if (src === undefined || isUnknown(src.content)) throw new NotKnown(Unknown.of(`what is in ${args.src}`));
  return { bytes: (src.content as Exclude<typeof src.content, Unknown>).read(), type: undefined };
}

/** Headers that the task names win over those that follow from the other arguments. */
function headersOf(args: UriArguments, type: string | undefined): Record<string, string> {
  const named = Object.fromEntries(
    Object.entries(args.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const has = (name: string): boolean => Object.keys(named).some((n) => n.toLowerCase() === name);
  const { url_username: user, url_password: password = '' } = args;
  return {
    ...(has('user-agent') ? {} : { 'User-Agent': 'jrun' }),
    ...(type === undefined || has('content-type') ? {} : { 'Content-Type': type }),
    ...(user === undefined || has('authorization')
      ? {}
      : { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    ...named,
  };
}

function certificate(
  name: 'clientCertificate' | 'clientKey',
  file: string | undefined,
  files: ReadonlyMap<string, Buffer>,
): Partial<Request> {
  const bytes = file === undefined ? undefined : files.get(file);
  return bytes ? { [name]: bytes } : {};
}

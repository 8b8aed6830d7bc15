import { quoteAll } from '../../core/quote.ts';
import type { HttpClient } from '../http-client.ts';

/** One download, as every client can do it. */
export interface Fetching {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `If-Modified-Since`, as HTTP writes times. */
  readonly since?: string;
  readonly user?: string;
  readonly password?: string;
  /** Seconds without anything happening. */
  readonly timeout: number;
  readonly verifyCertificate: boolean;
  readonly useProxy: boolean;
  /** Take a packed answer, and unpack it. */
  readonly decompress: boolean;
  readonly agent: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

/**
 * Shell that downloads into the file `$out`. It prints the answers' headers and a line `status CODE URL` (000 for other
 * protocols than HTTP); it ends with 0 wherever there was an answer. Nothing that may be secret is in an argument list: curl and Python
 * read it from their input, wget from the file `config` (with what `wgetConfig` says).
 */
export function fetchText(client: Exclude<HttpClient, 'none'>, fetching: Fetching, config?: string): string {
  switch (client) {
    case 'curl':
      return curl(fetching);
    case 'wget':
      return wget(fetching, config);
    default:
      return python(fetching);
  }
}

/** All headers of the request. */
function headersOf(f: Fetching): [string, string][] {
  return Object.entries({ ...f.headers, ...(f.since === undefined ? {} : { 'If-Modified-Since': f.since }) });
}

/** What wget must not be told in its argument list; undefined where there is nothing of the kind. */
export function wgetConfig(f: Fetching): string | undefined {
  const plain = (text: string) => text.replaceAll('\n', ' ');
  const lines = [
    ...Object.entries(f.headers).map(([name, value]) => `header = ${plain(`${name}: ${value}`)}`),
    ...(f.user === undefined ? [] : [`user = ${plain(f.user)}`, `password = ${plain(f.password ?? '')}`]),
  ];
  return lines.length === 0 ? undefined : `${lines.join('\n')}\n`;
}

function curl(f: Fetching): string {
  const said = (text: string) =>
    `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', ' ')}"`;
  const lines = [
    'silent',
    'show-error',
    'location',
    'globoff',
    'dump-header = "-"',
    'write-out = "status %{http_code} %{url_effective}\\n"',
    `connect-timeout = ${f.timeout}`,
    'speed-limit = 1',
    `speed-time = ${f.timeout}`,
    `url = ${said(f.url)}`,
    `user-agent = ${said(f.agent)}`,
    ...headersOf(f).map(([name, value]) => `header = ${said(`${name}: ${value}`)}`),
    ...(f.user === undefined ? [] : [`user = ${said(`${f.user}:${f.password ?? ''}`)}`]),
    ...(f.verifyCertificate ? [] : ['insecure']),
    ...(f.useProxy ? [] : ['noproxy = "*"']),
    ...(f.decompress ? ['compressed'] : []),
    ...(f.clientCertificate === undefined ? [] : [`cert = ${said(f.clientCertificate)}`]),
    ...(f.clientKey === undefined ? [] : [`key = ${said(f.clientKey)}`]),
  ];
  return `curl -q --config - --output "$out" <<'J_CONFIG'\n${lines.join('\n')}\nJ_CONFIG\n`;
}

/** wget tells headers on its error output, and calls every other answer than a good one an error. */
function wget(f: Fetching, config: string | undefined): string {
  const words = [
    ...['--no-verbose', '--server-response', '--tries=1', `--timeout=${f.timeout}`],
    ...[`--user-agent=${f.agent}`, '--auth-no-challenge'],
    ...(f.since === undefined ? [] : [`--header=If-Modified-Since: ${f.since}`]),
    ...(f.verifyCertificate ? [] : ['--no-check-certificate']),
    ...(f.useProxy ? [] : ['--no-proxy']),
    ...(f.clientCertificate === undefined ? [] : [`--certificate=${f.clientCertificate}`]),
    ...(f.clientKey === undefined ? [] : [`--private-key=${f.clientKey}`]),
  ];
  const file = config === undefined ? '--no-config' : `--config=${config}`;
  return `said=$(wget ${file} ${quoteAll(words)} --input-file=- --output-document="$out" 2>&1 <<'J_URL'
${f.url.replaceAll('\n', ' ')}
J_URL
) && fine=1 || fine=
headers=$(printf '%s\\n' "$said" | sed -n 's/^  *\\(HTTP\\/[0-9.]* .*\\)/\\1/p; s/^  *\\([A-Za-z-]*: \\)/\\1/p')
code=$(printf '%s\\n' "$headers" | sed -n 's/^HTTP\\/[0-9.]* *\\([0-9]*\\).*/\\1/p' | tail -n 1)
if [ "$code" ]; then
  where=$(printf '%s\\n' "$headers" | sed -n 's/^Location: *\\([^ ]*\\).*/\\1/p' | tail -n 1)
  printf '%s\\nstatus %s %s\\n' "$headers" "$code" "$where"
elif [ "$fine" ]; then
  echo 'status 000 '
else
  printf '%s\\n' "$said" >&2
  (exit 1)
fi
`;
}

const PYTHON = `import base64, json, os, shutil, ssl, sys, urllib.error, urllib.request
f = json.loads(base64.b64decode("OPTIONS"))
request = urllib.request.Request(f["url"], headers=dict({"User-Agent": f["agent"]}, **f["headers"]))
if f.get("since"):
    request.add_header("If-Modified-Since", f["since"])
if f.get("user") is not None:
    token = base64.b64encode(("%s:%s" % (f["user"], f.get("password") or "")).encode()).decode()
    request.add_unredirected_header("Authorization", "Basic " + token)
context = ssl.create_default_context()
if not f["verifyCertificate"]:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
if f.get("clientCertificate"):
    context.load_cert_chain(f["clientCertificate"], f.get("clientKey"))
handlers = [urllib.request.HTTPSHandler(context=context)]
if not f["useProxy"]:
    handlers.append(urllib.request.ProxyHandler({}))
try:
    answer = urllib.request.build_opener(*handlers).open(request, timeout=f["timeout"])
except urllib.error.HTTPError as error:
    answer = error
except Exception as error:
    sys.exit("%s: %s" % (f["url"], error))
with open(os.environ["out"], "wb") as file:
    if getattr(answer, "fp", None) is not None:
        shutil.copyfileobj(answer, file)
print(answer.headers, end="")
print("status", answer.getcode() or "000", answer.geturl())
`;

function python(f: Fetching): string {
  const options = Buffer.from(JSON.stringify(f), 'utf8').toString('base64');
  return `export out\npython3 - <<'J_PYTHON'\n${PYTHON.replace('OPTIONS', options)}J_PYTHON\n`;
}

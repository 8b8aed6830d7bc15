import type { ResultFields, ResultValue } from '../../core/plan.ts';
import type { StepOutput } from '../../core/step.ts';
import type { UriArguments } from '../uri.ts';

/** The fields that Ansible's uri returns: the answer's headers by name, its status, its content. */
export function answerFields(args: UriArguments, output: StepOutput): ResultFields {
  const elapsed = Math.floor(output.elapsed / 1000);
  const wanted = args.status_code;
  const refused = (status: number, why: string): ResultFields => ({
    failed: true,
    msg: `Status code was ${status} and not [${wanted.join(', ')}]: ${why}`,
  });
  if (output.outcome !== 'done' || !output.response) {
    const base = { changed: false, url: args.url, status: -1, elapsed, redirected: false };
    return { ...base, ...refused(-1, `Request failed: ${output.stderr.trim()}`) };
  }
  const { headers, url, redirected, message } = output.response;
  const isWanted = wanted.includes(output.status);
  const text = output.stdout.toString('utf8');
  const json = isJson(headers['content-type']) ? parsed(text) : undefined;
  const size = headers['content-length'] ?? 'unknown';
  const said =
    output.status >= 400 ? `HTTP Error ${output.status}: ${message}` : `${message} (${size} bytes)`;
  return {
    ...headerFields(headers, url),
    changed: output.response.replaced === true,
    url,
    redirected,
    status: output.status,
    elapsed,
    ...(args.return_content || !isWanted ? { content: text } : {}),
    ...(json === undefined ? {} : { json }),
    msg: said,
    ...(isWanted ? {} : refused(output.status, said)),
  };
}

/** `Content-Type` becomes `content_type`: names with a dash can't be variables. */
function headerFields(headers: Readonly<Record<string, string>>, url: string): Record<string, ResultValue> {
  const fields: Record<string, ResultValue> = {};
  for (const [name, value] of Object.entries(headers))
    fields[name.toLowerCase().replaceAll('-', '_')] = value;
  const location = headers['location'];
  if (location !== undefined && URL.canParse(location, url)) fields['location'] = new URL(location, url).href;
  const cookies = headers['set-cookie'];
  if (cookies === undefined) return { ...fields, cookies: {}, cookies_string: '' };
  const pairs = cookies.split(/,(?=\s*[^;,\s]+=)/).map((cookie) => cookie.split(';')[0]?.trim() ?? '');
  const named = pairs.map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const);
  return { ...fields, cookies: Object.fromEntries(named), cookies_string: pairs.join('; ') };
}

function isJson(type: string | undefined): boolean {
  const subtype = /^[^/]+\/([^;\s]+)/.exec(type ?? '')?.[1]?.toLowerCase() ?? '';
  return ['json', 'javascript'].includes(subtype.replace(/^.*\+/, ''));
}

function parsed(text: string): ResultValue | undefined {
  try {
    return JSON.parse(text) as ResultValue;
  } catch {
    return undefined;
  }
}

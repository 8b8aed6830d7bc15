/** A request's body and the type it is announced as. */
export interface RequestBody {
  readonly bytes: Buffer;
  readonly type?: string;
}

export type BodyFormat = 'raw' | 'json' | 'form-urlencoded' | 'form-multipart';

/** Text is sent as it is, whatever the format; other values are written in it. */
export function requestBody(body: unknown, format: BodyFormat): RequestBody | undefined {
  if (body === undefined || body === null) return undefined;
  switch (format) {
    case 'json':
      return {
        bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body, bigints)),
        type: 'application/json',
      };
    case 'form-urlencoded':
      return {
        bytes: Buffer.from(typeof body === 'string' ? body : urlencoded(body)),
        type: 'application/x-www-form-urlencoded',
      };
    case 'form-multipart':
      return multipart(body as Record<string, unknown>);
    default:
      return { bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body, bigints)) };
  }
}

function bigints(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** A mapping, or a list of pairs; a list as value repeats the name. */
function urlencoded(body: unknown): string {
  const pairs = Array.isArray(body) ? (body as [unknown, unknown][]) : Object.entries(body as object);
  const form = new URLSearchParams();
  for (const [name, values] of pairs) {
    for (const value of Array.isArray(values) ? values : [values]) {
      if (value !== null && value !== undefined) form.append(String(name), python(value));
    }
  }
  return form.toString();
}

/** As Ansible's Python would print it. */
function python(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Fields are texts, or `{content, filename, mime_type}`; the boundary must be the same however often it is made. */
function multipart(fields: Readonly<Record<string, unknown>>): RequestBody {
  const boundary = '=====jrun-part=====';
  const parts = Object.entries(fields).map(([name, field]) => {
    const { content, filename, mime_type } = (
      field !== null && typeof field === 'object' ? field : { content: field }
    ) as { content?: unknown; filename?: string; mime_type?: string };
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const type = mime_type ?? (filename === undefined ? 'text/plain' : 'application/octet-stream');
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\nContent-Type: ${type}\r\n\r\n${python(content ?? '')}\r\n`;
  });
  return {
    bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
    type: `multipart/form-data; boundary="${boundary}"`,
  };
}

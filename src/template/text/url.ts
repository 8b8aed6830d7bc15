import { valueError } from '../template-error.ts';

const SAFE = /[A-Za-z0-9_.~-]/;

/** Percent-encoding of all but letters, digits and `_.-~` (and what `safe` adds). */
export function quoteUrl(text: string, safe = '/'): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    out +=
      byte < 0x80 && (SAFE.test(character) || safe.includes(character))
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

export function unquoteUrl(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

export interface UrlParts {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Python's `urlsplit`. */
export function splitUrl(url: string): UrlParts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python strips them too.
  let rest = url.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]/g, '');
  let scheme = '';
  let netloc = '';
  const colon = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(rest);
  if (colon) {
    scheme = (colon[1] ?? '').toLowerCase();
    rest = rest.slice(colon[0].length);
  }
  if (rest.startsWith('//')) {
    netloc = /^[^/?#]*/.exec(rest.slice(2))?.[0] ?? '';
    rest = rest.slice(2 + netloc.length);
    if (netloc.includes('[') !== netloc.includes(']')) throw valueError('Invalid IPv6 URL');
  }
  const hash = rest.indexOf('#');
  const fragment = hash < 0 ? '' : rest.slice(hash + 1);
  if (hash >= 0) rest = rest.slice(0, hash);
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  return { scheme, netloc, path: mark < 0 ? rest : rest.slice(0, mark), query, fragment };
}

export interface Authority {
  readonly username: string | null;
  readonly password: string | null;
  readonly hostname: string | null;
  readonly port: number | null;
}

export function splitAuthority(netloc: string): Authority {
  const at = netloc.lastIndexOf('@');
  const user = at < 0 ? undefined : netloc.slice(0, at);
  const host = netloc.slice(at + 1);
  const colon = user?.indexOf(':') ?? -1;
  const bracketed = /^\[([^\]]*)\](?::(.*))?/.exec(host);
  const plain = /^([^:]*)(?::(.*))?$/s.exec(host);
  const name = bracketed ? bracketed[1] : plain?.[1];
  const port = (bracketed ? bracketed[2] : plain?.[2]) ?? '';
  if (port !== '' && !(/^\d+$/.test(port) && Number(port) <= 65_535))
    throw valueError(`the port '${port}' is no number`);
  return {
    username: user === undefined ? null : colon < 0 ? user : user.slice(0, colon),
    password: user === undefined || colon < 0 ? null : user.slice(colon + 1),
    hostname: name ? name.toLowerCase() : null,
    port: port === '' ? null : Number(port),
  };
}

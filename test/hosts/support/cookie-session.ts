import http from 'node:http';
import https from 'node:https';
import type { ClientOptions } from 'ws';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface SessionOptions {
  /** Where the application's root is: `https://10.0.0.5/`, `http://10.0.0.5:8080/jupyter/`. */
  readonly url: string;
  /** The certificate (or its authority's) to trust, as PEM; without one, none is checked. */
  readonly ca?: string;
  /** The name to ask for where the address is not the server's name: for Host, Origin and TLS. */
  readonly serverName?: string;
  readonly timeoutMs?: number;
}

/** Requests that share cookies and follow no redirections: a test wants to see them. */
export class CookieSession {
  private readonly base: URL;
  private readonly cookies = new Map<string, string>();

  constructor(private readonly options: SessionOptions) {
    this.base = new URL(options.url.endsWith('/') ? options.url : `${options.url}/`);
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  request(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer> {
    const url = new URL(path, this.base);
    const client = url.protocol === 'https:' ? https : http;
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const request = client.request(
        url,
        {
          method,
          headers: { ...this.headers(), ...length, ...headers },
          timeout: this.options.timeoutMs ?? 30_000,
          ...this.tls(),
        },
        (response) => {
          this.keepCookies(response.headers['set-cookie'] ?? []);
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error(`${method} ${url.href}: no answer in time`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  /** What a WebSocket of the same session needs. */
  webSocket(path: string): { readonly url: URL; readonly options: ClientOptions } {
    const url = new URL(path, this.base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    // A browser names its origin, and the server refuses one that doesn't match the Host it was asked for.
    const origin = `${this.base.protocol}//${this.hostHeader()}`;
    return { url, options: { headers: this.headers(), origin, handshakeTimeout: 30_000, ...this.tls() } };
  }

  private hostHeader(): string {
    const port = this.base.port === '' ? '' : `:${this.base.port}`;
    return `${this.options.serverName ?? this.base.hostname}${port}`;
  }

  private headers(): Record<string, string> {
    const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { Host: this.hostHeader(), ...(cookies === '' ? {} : { Cookie: cookies }) };
  }

  private tls(): { ca?: string; servername?: string; rejectUnauthorized?: boolean } {
    const { ca, serverName } = this.options;
    return {
      ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    };
  }

  private keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '' || value === '""') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

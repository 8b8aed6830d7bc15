export interface Tls {
  readonly certificate: string;
  readonly key: string;
  readonly protocols?: readonly string[];
  readonly ciphers?: string;
  readonly redirect?: boolean;
  readonly hsts?: boolean;
}

export interface Upstream {
  readonly servers: readonly string[];
  readonly balance?: string;
  readonly keepalive?: number;
}

/** A directive's arguments; a list is the directive several times. */
export type DirectiveValue = string | number | bigint | boolean | readonly (string | number | bigint)[];
/** Directives by their names. */
export type Directives = Readonly<Record<string, DirectiveValue>>;

/** How a site is described where it isn't a file or a template. */
export interface SiteOptions {
  readonly server_name?: readonly string[];
  readonly listen?: readonly string[];
  readonly default_server: boolean;
  readonly http2: boolean;
  readonly proxy_pass?: string;
  readonly upstream?: Upstream;
  readonly websocket: boolean;
  readonly tls?: Tls;
  readonly root?: string;
  readonly index?: string;
  /** Directives as a text, or by their names. */
  readonly locations?: Readonly<Record<string, string | Directives>>;
  readonly redirects?: Readonly<Record<string, string>>;
  readonly access_log?: string;
  readonly error_log?: string;
  readonly client_max_body_size?: string;
  readonly client_body_buffer_size?: string;
  readonly proxy_connect_timeout?: string;
  readonly proxy_read_timeout?: string;
  readonly proxy_send_timeout?: string;
  readonly proxy_buffers?: string;
  readonly proxy_buffer_size?: string;
  readonly proxy_buffering?: boolean;
  readonly gzip?: boolean;
  readonly gzip_types?: readonly string[];
  readonly extra?: string;
}

/** Directives outside of any site, by the block they belong to. */
export interface Settings {
  readonly main?: Directives;
  readonly events?: Directives;
  readonly http?: Directives;
}

export interface NginxArguments extends SiteOptions {
  readonly name: string;
  readonly kind: 'site' | 'http' | 'snippet';
  readonly state: 'enabled' | 'disabled' | 'present' | 'absent';
  readonly src?: string;
  readonly content?: string;
  readonly settings?: Settings;
  readonly layout?: 'debian' | 'conf.d';
  readonly reload: boolean;
}

/** Whether the site is described by options rather than by a text. */
export function isDescribed(args: NginxArguments): boolean {
  return (['proxy_pass', 'upstream', 'root', 'locations', 'redirects'] as const).some(
    (option) => args[option] !== undefined,
  );
}

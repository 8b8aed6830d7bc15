import { type Key, key } from '../core/key.ts';
import type { Probe } from '../core/probe.ts';

/** What a host can download with: curl, GNU wget or Python; `none` of them. (busybox's wget shows secrets in its words.) */
export type HttpClient = 'curl' | 'wget' | 'python3' | 'none';

export const httpClient: Key<HttpClient> = key<HttpClient>('http-client', 'host');

/** Shell: sets `client`. */
export const FIND_CLIENT = `client=none
if command -v curl >/dev/null; then client=curl
elif command -v wget >/dev/null && wget --version 2>/dev/null | grep -q 'GNU Wget'; then client=wget
elif command -v python3 >/dev/null; then client=python3
fi
`;

const probe: Probe<HttpClient> = {
  kind: 'http-client',
  given: true,
  script: () => `${FIND_CLIENT}echo "$client"\n`,
  parse: ({ stdout }, keys) => keys.map(() => stdout.toString('utf8').trim() as HttpClient),
  restsOn: () => [
    { kind: 'path', subject: '/usr/bin' },
    ...['curl', 'wget', 'python3'].map((name) => ({ kind: 'path', subject: `/usr/bin/${name}` })),
    ...['curl', 'wget', 'python3'].map((name) => ({ kind: 'deb', subject: name })),
  ],
};

export default probe;

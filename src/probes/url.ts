import { type Key, key } from '../core/key.ts';
import { ReadFailure } from '../core/observation.ts';
import type { Probe } from '../core/probe.ts';
import { FIND_CLIENT } from './http-client.ts';
import { type Fetching, fetchText } from './url/fetching.ts';

/** What the host is answered when it asks for a URL; nothing of it is kept there. */
export interface UrlAnswer {
  /** The status of HTTP; 0 for other protocols; -1 where the host has nothing to ask with. */
  readonly status: number;
  /** Of the content, in hex; of `text` only where that was asked for. */
  readonly sha256?: string;
  /** The beginning of the content, up to 256 KiB. */
  readonly text?: string;
}

/** The part of a request that makes its answer another one. */
export interface UrlQuestion
  extends Pick<Fetching, 'url' | 'timeout' | 'verifyCertificate' | 'useProxy' | 'decompress' | 'agent'> {
  readonly want: 'sha256' | 'text';
  /** `If-Modified-Since`, as HTTP writes times. */
  readonly since?: string;
}

export function url(question: UrlQuestion): Key<UrlAnswer> {
  const { want, url: address, timeout, verifyCertificate, useProxy, decompress, agent, since } = question;
  const rest = { url: address, timeout, verifyCertificate, useProxy, decompress, agent };
  return key<UrlAnswer>('url', JSON.stringify({ want, ...rest, ...(since === undefined ? {} : { since }) }));
}

/** The content goes through a pipe, never into a file: reading writes nothing. */
const probe: Probe<UrlAnswer> = {
  kind: 'url',
  simulation: true,
  timeLimit: 600,
  script(keys) {
    const asking = keys.map(({ subject }, i) => {
      const { want, ...rest } = JSON.parse(subject) as UrlQuestion;
      const fetching: Fetching = { ...rest, headers: {} };
      const use = want === 'sha256' ? 'sha256sum' : '{ head -c 262144 | base64; cat >/dev/null; }';
      const clients = (['curl', 'wget', 'python3'] as const).map(
        (client) =>
          `${client})\nanswer=$({ ${fetchText(client, fetching)}[ $? = 0 ] && echo fetched; } 4>&1 >&5 | ${use})\n;;`,
      );
      const none = '*) answer= ; echo "status -1" ;;';
      return `out=/dev/fd/4\ncase $client in\n${clients.join('\n')}\n${none}\nesac\nprintf 'answer %s\\n' ${i} "$answer" end`;
    });
    return `${FIND_CLIENT}exec 5>&1\n${asking.join('\n')}\n`;
  },
  parse({ stdout, stderr }, keys) {
    const output = stdout.toString('utf8');
    return keys.map(({ subject }, i) => {
      const { want, url: address } = JSON.parse(subject) as UrlQuestion;
      const part = output.split(/^answer end\n/m)[i] ?? '';
      const [said = '', answer = ''] = part.split(/^answer \d+\n/m);
      const status = /^status (-?\d+)/m.exec(said)?.[1];
      const isFetched = /^fetched$/m.test(said) || status === '-1';
      if (status === undefined || !isFetched)
        return new ReadFailure(`${address} can't be read\n${stderr}`.trim());
      const value = answer.replace(/^answer /, '').trim();
      if (want === 'sha256') return { status: Number(status), sha256: value.slice(0, 64) };
      return { status: Number(status), text: Buffer.from(value, 'base64').toString('utf8') };
    });
  },
};

export default probe;

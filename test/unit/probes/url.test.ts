import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ReadFailure } from '../../../src/core/observation.ts';
import probe, { type UrlQuestion, url } from '../../../src/probes/url.ts';
import { sha256 } from '../modules/support/content.ts';

// Real programs, on machines that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

/** Those that this machine has; the same code asks on hosts. */
const CLIENTS = ['curl', 'wget', 'python3'].filter((name) =>
  ['/usr/bin', '/bin'].some((folder) => existsSync(join(folder, name))),
);
const TOOLS = ['sh', 'grep', 'sed', 'tail', 'head', 'base64', 'sha256sum', 'cat'];

let server: Server;
let base: string;
const asked: IncomingMessage[] = [];
const folders: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const since = request.headers['if-modified-since'];
    if (request.url === '/moved') response.writeHead(302, { Location: '/text' }).end();
    else if (request.url === '/missing') response.writeHead(404).end('not here');
    else if (since !== undefined) response.writeHead(304).end();
    else response.writeHead(200, { 'Last-Modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }).end('some text\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A PATH with nothing but the usual tools and these. */
function pathWith(...programs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'jrun-clients-'));
  folders.push(folder);
  for (const name of [...TOOLS, ...programs]) {
    for (const place of ['/usr/bin', '/bin']) {
      try {
        symlinkSync(join(place, name), join(folder, name));
        break;
      } catch {}
    }
  }
  return folder;
}

async function ask(path: string, ...questions: readonly Partial<UrlQuestion>[]) {
  const keys = questions.map((question) =>
    url({
      want: 'sha256',
      url: base,
      timeout: 5,
      verifyCertificate: true,
      useProxy: true,
      decompress: true,
      agent: 'tester',
      ...question,
    }),
  );
  const child = spawn('/bin/sh', ['-c', probe.script(keys)], { env: { PATH: path, LC_ALL: 'C' } });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => err.push(data));
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  return probe.parse({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }, keys);
}

describe.each(CLIENTS)('a URL by %s', (client) => {
  it('is summed, read, and told where it is not as wanted', async () => {
    const [summed, read, moved, kept, missing] = await ask(
      pathWith(client),
      { url: `${base}/text` },
      { url: `${base}/text?a b`.replace(' ', '%20'), want: 'text' },
      { url: `${base}/moved`, want: 'text' },
      { url: `${base}/text`, since: 'Tue, 02 Jan 2024 00:00:00 GMT' },
      { url: `${base}/missing` },
    );
    expect(summed).toEqual({ status: 200, sha256: sha256('some text\n') });
    expect(read).toEqual({ status: 200, text: 'some text\n' });
    expect(moved).toEqual({ status: 200, text: 'some text\n' });
    expect(kept).toMatchObject({ status: 304 });
    expect(missing).toMatchObject({ status: 404 });
    expect(asked.at(-1)?.headers['user-agent']).toBe('tester');
  });

  it('cannot be read where nobody answers', async () => {
    const [answer, other] = await ask(
      pathWith(client),
      { url: 'http://127.0.0.1:1/' },
      { url: `${base}/text` },
    );
    expect(answer).toBeInstanceOf(ReadFailure);
    expect((answer as ReadFailure).message).toMatch(/refused|connect to server/i);
    expect(other).toMatchObject({ status: 200 });
  });
});

it('where there is nothing to ask with, that is told', async () => {
  expect(await ask(pathWith(), { url: `${base}/text` })).toMatchObject([{ status: -1 }]);
});
